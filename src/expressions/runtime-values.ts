import { SpatialError } from "../errors.ts";
import { isNumericText, toText } from "../layers/mixed-values.ts";

const ISO = /^(?:(\d{4})-(\d\d)-(\d\d))?(?:[T ]?(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?)?\s*(Z|[+-]\d\d:?\d\d)?$/;

/** @throws SpatialError BAD_EXPRESSION for what is no number */
export function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (typeof value === "string" && isNumericText(value)) return Number(value);
  throw noConversion(value, "a number");
}

/** Of a condition whose type is known only now. NULL counts as false where there is only yes or no. */
export function toCondition(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (value === null || value === undefined) return false;
  if (typeof value === "string" && !isNumericText(value)) throw noConversion(value, "true or false");
  return toNumber(value) !== 0;
}

/** Milliseconds since 1970 of a date or time; without a zone it is taken as UTC. */
export function millisOf(text: unknown): number {
  const found = typeof text === "string" ? ISO.exec(text.trim()) : null;
  if (found === null || (found[1] === undefined && found[4] === undefined)) throw noConversion(text, "a date");
  const [, year = "1970", month = "01", day = "01", hour = "00", minute = "00", second = "00", zone = "Z"] = found;
  const seconds = second.includes(".") ? second : `${second}.000`;
  const millis = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${seconds}${zone}`);
  if (Number.isNaN(millis)) throw noConversion(text, "a date");
  return millis;
}

export function isDateText(text: string): boolean {
  try {
    millisOf(text);
    return true;
  } catch (error) {
    if (error instanceof SpatialError) return false;
    throw error;
  }
}

/** ISO 8601 as fields hold it. */
export function dateTimeText(millis: number): string {
  if (!Number.isFinite(millis) || Math.abs(millis) > 8.64e15) throw noConversion(millis, "a date");
  const text = new Date(millis).toISOString();
  return text.endsWith(".000Z") ? text.slice(0, -5) : text.slice(0, -1);
}

export function dateText(millis: number): string {
  return dateTimeText(millis).slice(0, 10);
}

export function noConversion(value: unknown, wanted: string): SpatialError {
  const shown = typeof value === "string" ? `'${value.slice(0, 60)}'` : toText(value).slice(0, 60);
  return new SpatialError("BAD_EXPRESSION", `${shown} is not ${wanted}.`);
}

/** By code points, which is the same everywhere; a locale's order isn't. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
