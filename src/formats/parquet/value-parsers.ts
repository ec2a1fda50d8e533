import type { ParquetParsers } from "hyparquet/src/types.js";
import { SpatialError } from "../../errors.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });
const DAY_MS = 86_400_000;
/** Days from 1970 that a Date reaches. */
const MOST_DAYS = 1e8;

/** Values as a layer keeps them: moments are texts, whose zone the field knows. */
export const PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis) => momentText(millis, 3),
  timestampFromMicroseconds: (micros) => momentText(micros, 6),
  timestampFromNanoseconds: (nanos) => momentText(nanos, 9),
  dateFromDays: (days: number | undefined) => (typeof days === "number" ? dayText(days) : days),
  stringFromBytes: textFromBytes,
  jsonFromBytes: textFromBytes,
};

function textFromBytes(bytes: Uint8Array | undefined): string | undefined {
  if (!(bytes instanceof Uint8Array)) return undefined;
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new SpatialError("LAYER_UNREADABLE", "The Parquet file has a text that is not UTF-8.", { cause });
  }
}

function dayText(days: number): string {
  if (Math.abs(days) > MOST_DAYS) throw outOfCalendar();
  return new Date(days * DAY_MS).toISOString().slice(0, -"T00:00:00.000Z".length);
}

/** @param digits of the second's fraction that the unit has */
function momentText(units: bigint | undefined, digits: 3 | 6 | 9): string | undefined {
  if (typeof units !== "bigint") return undefined;
  const perSecond = 10n ** BigInt(digits);
  const rest = ((units % perSecond) + perSecond) % perSecond;
  const seconds = Number((units - rest) / perSecond);
  if (Math.abs(seconds) > (MOST_DAYS * DAY_MS) / 1000) throw outOfCalendar();
  const whole = new Date(seconds * 1000).toISOString().slice(0, -".000Z".length);
  return whole + fractionText(rest, digits);
}

function outOfCalendar(): SpatialError {
  return new SpatialError("LAYER_UNREADABLE", "The Parquet file has a day that lies beyond all calendars.");
}

/** Of a day, in units of which a second has 10^digits; undefined for what no day has. */
export function clockText(given: unknown, digits: 3 | 6 | 9): string | undefined {
  if (typeof given !== "number" && typeof given !== "bigint") return undefined;
  const perSecond = 10n ** BigInt(digits);
  const units = BigInt(given);
  const seconds = Number(units / perSecond);
  if (units < 0n || seconds >= 86_400) return undefined;
  return (
    new Date(seconds * 1000).toISOString().slice("1970-01-01T".length, -".000Z".length) +
    fractionText(units % perSecond, digits)
  );
}

/** As many digits as are needed, by threes. */
function fractionText(rest: bigint, digits: number): string {
  if (rest === 0n) return "";
  const text = String(rest)
    .padStart(digits, "0")
    .replace(/(?:000)+$/, "");
  return `.${text}`;
}
