import type { FieldType } from "../../layers/layer-data.ts";

const WHOLE = /^[+-]?(?:0|[1-9]\d*)$/;
const FRACTION = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const WITH_COMMA = /^[+-]?(?:0|[1-9]\d*),\d+(?:[eE][+-]?\d+)?$/;
const TRUTH = /^(?:true|false)$/i;
const DATE =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[T ][0-2]\d:[0-5]\d(?::[0-6]\d(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

export type Decimal = "." | ",";

/** What text may stand for. A number that begins with a zero is a code, such as 01067, and stays text. */
export function typeOfCell(cell: string, decimal: Decimal | undefined): FieldType {
  const text = cell.trim();
  if (WHOLE.test(text)) return wholeType(text);
  if (decimal !== "," && FRACTION.test(text)) return "number";
  if (decimal !== "." && WITH_COMMA.test(text)) return "number";
  if (TRUTH.test(text)) return "boolean";
  return DATE.test(text) ? "date" : "string";
}

function wholeType(text: string): FieldType {
  if (Number.isSafeInteger(Number(text))) return "integer";
  const value = BigInt(text.replace("+", ""));
  return value >= -(2n ** 63n) && value < 2n ** 64n ? "integer64" : "string";
}

/** The type of a column that has values of both. */
export function commonType(a: FieldType | undefined, b: FieldType): FieldType {
  if (a === undefined || a === b) return b;
  if (!isNumber(a) || !isNumber(b)) return "string";
  return a === "number" || b === "number" ? "number" : "integer64";
}

function isNumber(type: FieldType): boolean {
  return type === "integer" || type === "integer64" || type === "number";
}

/** The value of a cell in a column of that type. */
export function valueOfCell(cell: string, type: FieldType): string | number | bigint | boolean {
  const text = cell.trim();
  switch (type) {
    case "integer":
    case "number":
      return Number(text.replace(",", "."));
    case "integer64":
      return BigInt(text.replace("+", ""));
    case "boolean":
      return text.toLowerCase() === "true";
    case "date":
    case "datetime":
      return text.replace(" ", "T");
    case "time":
    case "binary":
    case "list":
    case "string":
    case "json":
      return cell;
  }
}
