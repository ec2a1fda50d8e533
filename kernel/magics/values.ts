import { SpatialError } from "../../src/errors.ts";
import { didYouMean } from "../../src/layers/near-names.ts";

/** Values of a list argument: words, and what expressions gave, which may be lists themselves. */
export function listOf(given: unknown): unknown[] {
  return given === undefined ? [] : [given].flat(2);
}

/** What an expression gave where text belongs. */
export function toText(what: string, value: unknown): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  const kind =
    value === undefined || value === null
      ? String(value)
      : `a value of type ${value.constructor?.name ?? typeof value}`;
  throw new SpatialError("BAD_ARGUMENT", `The ${what} is ${kind}; expected text.`);
}

export function toNumber(what: string, value: unknown): number {
  const number = typeof value === "number" ? value : Number(toText(what, value).trim() || Number.NaN);
  if (Number.isFinite(number)) return number;
  throw new SpatialError("BAD_ARGUMENT", `The ${what} is "${toText(what, value)}"; expected a number.`);
}

export function toChoice<V extends string>(what: string, value: unknown, allowed: readonly V[]): V {
  const text = toText(what, value);
  const chosen = allowed.find((candidate) => candidate === text);
  if (chosen !== undefined) return chosen;
  throw new SpatialError(
    "BAD_ARGUMENT",
    `The ${what} is "${text}"; expected ${allowed.join(", ")}.${didYouMean(text, allowed)}`,
  );
}
