/** What a number format shows of a number: a day, a time of day, both, or hours that may be more than a day's. */
export type MomentForm = "date" | "time" | "datetime" | "elapsed";

/** A day, a moment or a time of day, in ISO 8601. */
export class Moment {
  readonly type: "date" | "datetime" | "time";
  readonly text: string;

  constructor(type: Moment["type"], text: string) {
    this.type = type;
    this.text = text;
  }
}

const DAY_MS = 86_400_000;
/** 9999-12-31. */
const LAST_DAY = 2_958_465;
/** Formats that every workbook has without saying so (ECMA-376, 18.8.30); those of East Asia as well. */
const BUILT_IN: readonly (readonly [from: number, to: number, form: MomentForm])[] = [
  [14, 17, "date"],
  [18, 21, "time"],
  [22, 22, "datetime"],
  [27, 31, "date"],
  [32, 33, "time"],
  [36, 36, "date"],
  [45, 45, "time"],
  [46, 46, "elapsed"],
  [47, 47, "time"],
  [50, 54, "date"],
  [57, 58, "date"],
];

export function builtInForm(id: number): MomentForm | undefined {
  return BUILT_IN.find(([from, to]) => id >= from && id <= to)?.[2];
}

/** Of a format such as `[$-409]d mmm yyyy\ h:mm AM/PM;@`. */
export function formOfCode(code: string): MomentForm | undefined {
  const [first = ""] = code
    .replaceAll(/"[^"]*"|\\.|_.|\*./g, "")
    .replaceAll(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, "")
    .replaceAll(/am\/pm|a\/p|general/gi, "")
    .split(";");
  if (/\[(?:h+|m+|s+)\]/i.test(first)) return "elapsed";
  const [hasDay, hasTime] = [/[yd]/i.test(first), /[hs]/i.test(first)];
  if (hasDay) return hasTime ? "datetime" : "date";
  if (hasTime) return "time";
  return /m/i.test(first) ? "date" : undefined;
}

/**
 * What a number of days stands for. A format that hides a part of it does not take that part away. Numbers that are no
 * moment stay what they are. @param is1904 whether days are counted from 1904, as on old Macs
 */
export function momentOf(serial: number, form: MomentForm, is1904: boolean): Moment | string | number {
  if (form === "elapsed") return elapsed(serial);
  if (!(serial >= 0) || serial >= LAST_DAY + 1) return serial;
  const ms = Math.round(serial * DAY_MS);
  const [days, rest] = [Math.floor(ms / DAY_MS), ms % DAY_MS];
  if (days === 0 && !is1904) return new Moment("time", timeText(rest));
  if (form === "time" && days === 0) return new Moment("time", timeText(rest));
  const day = dayText(days, is1904);
  return form === "date" && rest === 0 ? new Moment("date", day) : new Moment("datetime", `${day}T${timeText(rest)}`);
}

function dayText(days: number, is1904: boolean): string {
  // Excel thinks that 1900 had a 29th of February, the day 60
  const first = is1904 ? Date.UTC(1904, 0, 1) : days < 60 ? Date.UTC(1899, 11, 31) : Date.UTC(1899, 11, 30);
  return new Date(first + days * DAY_MS).toISOString().slice(0, 10);
}

function timeText(ms: number): string {
  return new Date(ms)
    .toISOString()
    .slice(11, 23)
    .replace(/\.000$/, "");
}

/** 26:30:00 */
function elapsed(serial: number): string | number {
  if (!Number.isFinite(serial) || Math.abs(serial) > LAST_DAY) return serial;
  const seconds = Math.round(Math.abs(serial) * 86_400);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return (serial < 0 ? "-" : "") + parts.map((part) => String(part).padStart(2, "0")).join(":");
}
