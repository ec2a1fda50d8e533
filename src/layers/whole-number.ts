import { SpatialError } from "../errors.ts";

/**
 * Bigints as JSON: their digits as text, which is exact and the same on every Node. Without it JSON.stringify of a
 * feature's properties throws. Program and notebook may set another.
 */
if (!Object.hasOwn(BigInt.prototype, "toJSON")) {
  // oxlint-disable-next-line no-extend-native -- where JSON.stringify looks; JSON.rawJSON needs Node 22
  Object.defineProperty(BigInt.prototype, "toJSON", { value: toJSON, writable: true, configurable: true });
}

function toJSON(this: bigint): string {
  return this.toString();
}

/** The value itself, if an `integer64` field can hold it: -2^63 to 2^64 - 1. Throws BAD_ARGUMENT. */
export function inSixtyFourBits(value: bigint): bigint {
  if (BigInt.asIntN(64, value) === value || BigInt.asUintN(64, value) === value) return value;
  throw new SpatialError(
    "BAD_ARGUMENT",
    `The whole number ${value} does not fit in 64 bits; keep it as text: ${value}n.toString().`,
  );
}

/**
 * A finite double as JSON text. Beyond 2^53 a whole one ends in ".0": digits alone would say that each of them counts,
 * and be read as a bigint.
 */
export function doubleText(value: number): string {
  const text = String(value);
  return isLargeWhole(value) && !text.includes("e") ? `${text}.0` : text;
}

export function isLargeWhole(value: number): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}
