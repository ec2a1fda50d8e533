/** Text that is a number, as QGIS takes it: with digits, a point and an exponent. */
export function isNumericText(text: string): boolean {
  return /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/.test(text);
}

/** As QGIS writes values into text: no digits that say nothing, lists with commas. */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "object" && value !== null) return JSON.stringify(value);
  return String(value);
}

/** What two values of unlike or unknown types are to each other: -1, 0, 1. As numbers where both are, else as text. */
export function compareMixed(a: unknown, b: unknown): number {
  if (isNumberLike(a) && isNumberLike(b)) {
    const [x, y] = [typeof a === "bigint" ? a : Number(a), typeof b === "bigint" ? b : Number(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  }
  const [one, other] = [toText(a), toText(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

function isNumberLike(value: unknown): boolean {
  return (
    typeof value === "number" ||
    typeof value === "bigint" ||
    typeof value === "boolean" ||
    (typeof value === "string" && isNumericText(value))
  );
}
