const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Steps of the same length, in milliseconds. */
const EVEN = [1, 5, 15, 30]
  .flatMap((count) => [count * SECOND, count * MINUTE])
  .concat(
    [1, 3, 6, 12].map((hours) => hours * HOUR),
    [1, 2, 7, 14].map((days) => days * DAY),
  )
  .toSorted((a, b) => a - b);
/** Steps that begin with a month. */
const CALENDAR = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12_000];
const MONTH = 30.44 * DAY;

export interface TimeTick {
  /** In milliseconds since 1970. */
  readonly time: number;
  readonly text: string;
}

/** Round moments of UTC between two, at most as many as asked for where a step of the list is long enough. */
export function timeTicks(from: number, to: number, most: number): TimeTick[] {
  const least = (to - from) / Math.max(1, most);
  const even = EVEN.find((step) => step >= least);
  if (even !== undefined) return evenTicks(from, to, even);
  const months = CALENDAR.find((count) => count * MONTH >= least) ?? CALENDAR.at(-1)!;
  return monthTicks(from, to, months);
}

function evenTicks(from: number, to: number, step: number): TimeTick[] {
  const first = Math.ceil(from / step) * step;
  const count = Math.max(0, Math.floor((to - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => {
    const time = first + index * step;
    return { time, text: momentText(new Date(time), step) };
  });
}

function momentText(at: Date, step: number): string {
  const day = `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
  if (step >= DAY) return day;
  const clock = at.toISOString().slice(11, step >= MINUTE ? 16 : 19);
  return at.getTime() % DAY === 0 ? day : clock;
}

function monthTicks(from: number, to: number, months: number): TimeTick[] {
  const start = new Date(from);
  const before = start.getUTCFullYear() * 12 + start.getUTCMonth();
  const ticks: TimeTick[] = [];
  for (let month = Math.ceil(before / months) * months; ; month += months) {
    const at = new Date(0);
    at.setUTCFullYear(Math.floor(month / 12), month % 12, 1);
    if (at.getTime() > to) return ticks;
    const year = String(at.getUTCFullYear());
    const text = months % 12 === 0 ? year : `${MONTHS[at.getUTCMonth()]} ${year}`;
    if (at.getTime() >= from) ticks.push({ time: at.getTime(), text });
  }
}
