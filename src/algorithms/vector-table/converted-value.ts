import { toText } from "../../layers/mixed-values.ts";
import type { FieldType } from "../../layers/layer-data.ts";

/** How what a field holds is cut; 0 for not at all. */
export interface FieldLimits {
  /** Most characters of text. */
  readonly fieldLength: number;
  /** Digits behind the point. */
  readonly fieldPrecision: number;
}

export const NO_LIMITS: FieldLimits = { fieldLength: 0, fieldPrecision: 0 };

/** A value as a field of the type holds it; null where it does not fit. */
export function converted(value: unknown, type: FieldType, { fieldLength, fieldPrecision }: FieldLimits): unknown {
  switch (type) {
    case "number":
      return rounded(numberOf(value), fieldPrecision);
    case "integer":
    case "integer64":
      return rounded(numberOf(value), -1);
    case "boolean":
      return Boolean(value);
    case "string":
      return cut(toText(value), fieldLength);
    case "date":
      return /^\d{4}-\d\d-\d\d/.exec(toText(value))?.[0] ?? null;
    case "datetime":
    case "time":
    case "binary":
    case "list":
    case "json":
      return value;
  }
}

/** @param most 0 for any number of characters */
function cut(value: string, most: number): string {
  return most > 0 ? Array.from(value).slice(0, most).join("") : value;
}

function numberOf(value: unknown): number | null {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "string" && value.trim() === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** @param digits behind the point; 0 for all, below for a whole number */
function rounded(value: number | null, digits: number): number | null {
  if (value === null || digits === 0) return value;
  if (digits < 0) return Math.sign(value) * Math.round(Math.abs(value));
  return Number(value.toFixed(Math.min(digits, 20)));
}
