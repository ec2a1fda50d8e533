import { timeTicks } from "./time-ticks.ts";

/** A mark on an axis: where, from 0 to 1, and what it says. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** From values to places along an axis. */
export interface Scale {
  readonly title: string;
  /** Of bands the share of the axis that one has; undefined where values are continuous. */
  readonly band?: number;
  /** 0 to 1 along the axis; of bands, the middle of the band with this number. */
  share(value: number): number;
  /** About as many as asked for; of bands all. */
  ticks(most: number): readonly Tick[];
}

interface Span {
  readonly title: string;
  readonly from: number;
  readonly to: number;
}

const UNITS = [
  [1e13, 1e12, "trillions"],
  [1e10, 1e9, "billions"],
  [1e7, 1e6, "millions"],
] as const;

/** In proportion. What is large is told in millions or more, which the title says. */
export function linearScale({ title, from, to }: Span): Scale {
  const largest = Math.max(Math.abs(from), Math.abs(to));
  const [, unit, name] = UNITS.find(([least]) => largest >= least && largest < 1e16) ?? [0, 1, ""];
  const share = (value: number): number => (value - from) / (to - from);
  return {
    title: name === "" ? title : `${title} (${name})`,
    share,
    ticks: (most) => {
      const step = niceStep((to - from) / Math.max(1, most));
      return multiplesOf(step, from, to).map((value) => ({
        at: share(value),
        text: numberText(value / unit, step / unit),
      }));
    },
  };
}

/** By powers of ten. @param span above 0 */
export function logScale({ title, from, to }: Span): Scale {
  const [low, high] = [Math.log10(from), Math.log10(to)];
  const share = (value: number): number => (Math.log10(value) - low) / (high - low);
  return {
    title,
    share,
    ticks: (most) => {
      const every = Math.max(1, Math.ceil((high - low) / Math.max(1, most)));
      const factors = high - low < 1 ? [1, 2, 3, 5, 7] : high - low < 2.5 ? [1, 2, 5] : [1];
      const powers = multiplesOf(every, Math.floor(low), high);
      const values = powers.flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)));
      const inside = values.filter((value) => value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9));
      return inside.map((value) => ({ at: share(value), text: shortText(value) }));
    },
  };
}

/** @param span in milliseconds since 1970 */
export function timeScale({ title, from, to }: Span): Scale {
  const share = (value: number): number => (value - from) / (to - from);
  const ticks = (most: number): Tick[] =>
    timeTicks(from, to, most).map(({ time, text }) => ({ at: share(time), text }));
  return { title, share, ticks };
}

/** One band for each text, the first at 0. */
export function bandScale(title: string, texts: readonly string[]): Scale {
  const band = 1 / Math.max(1, texts.length);
  const share = (value: number): number => (value + 0.5) * band;
  return { title, band, share, ticks: () => texts.map((text, index) => ({ at: share(index), text })) };
}

/** The same from the other end, as bands read from the top. */
export function turned(scale: Scale): Scale {
  const share = (value: number): number => 1 - scale.share(value);
  return { ...scale, share, ticks: (most) => scale.ticks(most).map(({ at, text }) => ({ at: 1 - at, text })) };
}

/** 1, 2 or 5 times a power of ten, not less than `least`. */
export function niceStep(least: number): number {
  const power = Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((one) => Number(`${one}e${power}`) >= least * (1 - 1e-9)) ?? 10;
  return Number(`${factor}e${power}`);
}

/** Those from `from` to `to`, without what computing them one by one adds. */
export function multiplesOf(step: number, from: number, to: number): number[] {
  const [first, last] = [Math.ceil(from / step - 1e-9), Math.floor(to / step + 1e-9)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** With thousands, and just the digits that steps of this size need. */
function numberText(value: number, step: number): string {
  const size = Math.abs(value);
  if (size >= 1e15 || (step < 1e-6 && size > 0)) return value.toPrecision(3);
  const digits = Math.max(0, Math.min(20, -Math.floor(Math.log10(step) + 1e-9)));
  return (value === 0 ? 0 : value).toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

function shortText(value: number): string {
  if (value >= 1e15 || value < 1e-4) return value.toExponential().replace("e+", "e");
  return value.toLocaleString("en", value >= 1e6 ? { notation: "compact" } : { maximumFractionDigits: 4 });
}
