import { SpatialError } from "../errors.ts";
import { doubleText, inSixtyFourBits, isLargeWhole } from "./whole-number.ts";

/** Sixteen digits are the fewest of a whole number that a double does not hold. */
const MAY_BE_LARGE = /(?<![.\d])\d{16}/;
const TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const DIGITS = /^-?\d+$/;

/**
 * JSON.parse, but whole numbers written in digits that a double does not hold, and 64 bits do, are bigints.
 * @throws SyntaxError
 */
export function parseExact(text: string): unknown {
  const plain: unknown = JSON.parse(text);
  if (!MAY_BE_LARGE.test(text)) return plain;
  const mark = markFor(text);
  let found = false;
  const marked = text.replace(TEXT_OR_NUMBER, (token) => {
    if (!DIGITS.test(token) || !isLarge(token)) return token;
    found = true;
    return `"${mark}${token}"`;
  });
  if (!found) return plain;
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === "string" && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  );
}

/**
 * JSON text with sorted keys, so that equal values have equal text; bigints are written as their digits.
 * Throws BAD_ARGUMENT for a value that contains itself.
 */
export function canonicalJson(value: unknown): string {
  try {
    let found = false;
    const text = stringify(value, () => {
      found = true;
      return 0;
    });
    if (!found) return text;
    const mark = markFor(text);
    const marked = stringify(value, (digits) => `${mark}${digits}`);
    return marked.replaceAll(new RegExp(`"${mark}([^"]+)"`, "g"), "$1");
  } catch (cause) {
    if (cause instanceof SpatialError) throw cause;
    throw new SpatialError("BAD_ARGUMENT", "An object that contains itself cannot be stored; give plain JSON.", {
      cause,
    });
  }
}

/** @param replace what stands for a number whose text JSON.stringify does not know */
function stringify(value: unknown, replace: (digits: string) => unknown): string {
  // not the value that JSON hands over: a bigint's own toJSON has made text of that
  function sortKeys(this: unknown, key: string, given: unknown): unknown {
    const own = typeof this === "object" && this !== null ? (this as Record<string, unknown>)[key] : given;
    if (typeof own === "bigint") return replace(String(inSixtyFourBits(own)));
    if (typeof given === "number" && isLargeWhole(given)) return replace(doubleText(given));
    if (typeof given !== "object" || given === null || Array.isArray(given)) return given;
    return Object.fromEntries(Object.entries(given).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
  return JSON.stringify(value, sortKeys) ?? "null";
}

/** Text that begins no text within `text`. */
function markFor(text: string): string {
  let mark = "bigint:";
  while (text.includes(mark)) mark = `-${mark}`;
  return mark;
}

function isLarge(digits: string): boolean {
  if (Number.isSafeInteger(Number(digits))) return false;
  const value = BigInt(digits);
  return BigInt.asIntN(64, value) === value || BigInt.asUintN(64, value) === value;
}
