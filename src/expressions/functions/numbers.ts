import { defined } from "../function-definition.ts";
import { noConversion, toNumber } from "../runtime-values.ts";

/** What has no real answer is NULL. */
function real(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

export const NUMBERS = defined("Math", {
  "abs(value: number): number": ["Without its sign.", Math.abs],
  "sqrt(value: number): number": ["Square root; NULL of what is negative.", (value: number) => real(Math.sqrt(value))],
  "exp(value: number): number": ["e to a power.", (value: number) => real(Math.exp(value))],
  "ln(value: number): number": ["Natural logarithm; NULL of 0 and less.", (value: number) => real(Math.log(value))],
  "log10(value: number): number": ["Logarithm to the base 10.", (value: number) => real(Math.log10(value))],
  "log(base: number, value: number): number": [
    "Logarithm to a base.",
    (base: number, value: number) => real(Math.log(value) / Math.log(base)),
  ],
  "sin(angle: number): number": ["Sine; angles are in radians.", Math.sin],
  "cos(angle: number): number": ["Cosine.", Math.cos],
  "tan(angle: number): number": ["Tangent.", Math.tan],
  "asin(value: number): number": ["Arc sine, in radians.", (value: number) => real(Math.asin(value))],
  "acos(value: number): number": ["Arc cosine, in radians.", (value: number) => real(Math.acos(value))],
  "atan(value: number): number": ["Arc tangent, in radians.", Math.atan],
  "atan2(dy: number, dx: number): number": ["The angle of a direction, in radians from the x axis.", Math.atan2],
  "degrees(radians: number): number": ["Radians as degrees.", (radians: number) => (radians * 180) / Math.PI],
  "radians(degrees: number): number": ["Degrees as radians.", (degrees: number) => (degrees * Math.PI) / 180],
  "floor(value: number): integer": ["The whole number below.", Math.floor],
  "ceil(value: number): integer": ["The whole number above.", Math.ceil],
  "round(value: number, places?: integer): number": ["Rounded to so many decimals, a half away from 0.", round],
  "pi(): number": ["3.14159…", () => Math.PI],
  "max(...values: number): number": [
    "The largest; NULL counts as nothing.",
    (...values: (number | null)[]) => extreme(values, Math.max),
    "takes NULL",
  ],
  "min(...values: number): number": [
    "The smallest; NULL counts as nothing.",
    (...values: (number | null)[]) => extreme(values, Math.min),
    "takes NULL",
  ],
  "clamp(minimum: number, value: number, maximum: number): number": [
    "The value, or the limit that it is beyond.",
    (minimum: number, value: number, maximum: number) => Math.min(Math.max(value, minimum), maximum),
  ],
  "scale_linear(value: number, from_min: number, from_max: number, to_min: number, to_max: number): number": [
    "A value of one range in another one, kept within it.",
    (value: number, ...range: number[]) => scaled(value, range, (share) => share),
  ],
  "scale_exp(value: number, from_min: number, from_max: number, to_min: number, to_max: number, exponent: number): number":
    [
      "The same along a power.",
      (value: number, ...range: number[]) => scaled(value, range, (share) => share ** range[4]!),
    ],
  "to_int(value: any): integer": ["A whole number; an error where the value is none.", toInteger],
  "to_real(value: any): number": ["A number; an error where the value is none.", toNumber],
  "sign(value: number): integer": ["-1, 0 or 1.", Math.sign],
});

function round(value: number, places = 0): number {
  const factor = 10 ** places;
  const rounded = (Math.sign(value) * Math.round(Math.abs(value) * factor)) / factor;
  return Number.isFinite(rounded) ? rounded : value;
}

function extreme(values: readonly (number | null)[], pick: (...all: number[]) => number): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : pick(...known);
}

function scaled(
  value: number,
  [fromMin, fromMax, toMin, toMax]: readonly number[],
  along: (share: number) => number,
): number {
  const share = Math.min(Math.max((value - fromMin!) / (fromMax! - fromMin!), 0), 1);
  return toMin! + along(share) * (toMax! - toMin!);
}

function toInteger(value: unknown): number | bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "string" && !/^\s*[-+]?\d+\s*$/.test(value)) throw noConversion(value, "a whole number");
  const number = Math.round(toNumber(value));
  if (Number.isSafeInteger(number)) return number;
  throw noConversion(value, "a whole number of at most 2^53");
}
