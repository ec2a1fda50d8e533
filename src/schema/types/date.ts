import { shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, type Parsing, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

/** A day, or a moment of one, in ISO 8601: `2026-11-30`, `2026-11-30T12:00`, `2026-11-30T12:00:00Z`. */
export function date<const S extends Stated<string>>(stated: S) {
  return parameter(DATE, stated);
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

const DATE: ParameterType<string> = plainType({
  id: "date",
  parse,
  typescript: () => "string | Date",
  argument: { type: "text", typeText: "2026-11-30 or 2026-11-30T12:00:00Z" },
  toMagic: parse,
  sample: "2026-11-30",
});

function parse(given: unknown, at: Parsing): string {
  if (given instanceof Date && !Number.isNaN(given.getTime())) return given.toISOString();
  const text = typeof given === "string" ? given.trim() : "";
  const [, year, month, day, hour = "0", minute = "0", second = "0"] = ISO.exec(text) ?? [];
  // no month has 31 days more than another for Date.UTC: what doesn't come back was no day
  const time = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const isDay = time.getUTCMonth() === Number(month) - 1 && time.getUTCDate() === Number(day);
  if (year !== undefined && isDay && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60)
    return text.replace(" ", "T");
  throw at.refuse(
    `is ${shownValue(given)}; expected a day such as 2026-11-30, or a moment such as 2026-11-30T12:00:00Z`,
  );
}

export const dateFamily: TypeFamily = {
  id: "date",
  members: "readonly default?: string; readonly optional?: boolean",
  value: "string",
  given: "string | Date",
  define: (definition) => date({ ...definition.stated(), default: definition.text("default") }),
};
