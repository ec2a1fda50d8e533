import type { CrsId } from "../crs/crs-id.ts";
import { SpatialError } from "../errors.ts";
import type { GeometryTools } from "../expressions/function-definition.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { toText } from "../layers/mixed-values.ts";
import { valueExpression } from "../styles/classify.ts";

/** What a field or an expression gives for each row, as a chart takes it. */
export type ChartValues = NumberValues | TextValues;

export interface NumberValues {
  readonly title: string;
  /** Of times milliseconds since 1970. */
  readonly type: "number" | "time";
  /** NaN where there is none. */
  readonly values: Float64Array;
}

export interface TextValues {
  readonly title: string;
  readonly type: "text";
  /** null where there is none. */
  readonly values: readonly (string | null)[];
}

/** @throws SpatialError BAD_EXPRESSION */
export function chartValues(by: string, data: LayerData, tools: (crs: CrsId) => GeometryTools): ChartValues {
  const expression = valueExpression(by, data);
  const bound = expression.bind(data, tools(data.crs));
  const rows = data.geometry.length;
  switch (expression.type) {
    case "integer":
    case "integer64":
    case "number":
    case "interval":
      return { title: by, type: "number", values: filled(rows, (row) => numberOf(bound.at(row))) };
    case "date":
    case "datetime":
      return { title: by, type: "time", values: filled(rows, (row) => timeOf(bound.at(row))) };
    case "text":
    case "boolean":
    case "time":
    case "geometry":
    case "list":
    case "map":
    case "null":
    case "any": {
      const all = Array.from({ length: rows }, (_, row) => bound.at(row));
      return { title: by, type: "text", values: all.map((value) => (value === null ? null : toText(value))) };
    }
  }
}

/** @throws SpatialError BAD_ARGUMENT where they are no numbers (nor times, where these will do) */
export function asNumbers(given: ChartValues, kind: string, types: "numbers" | "numbers or times"): NumberValues {
  if (given.type === "number" || (given.type === "time" && types !== "numbers")) return given;
  // a field without any value has no type of its own
  if (given.type === "text" && given.values.every((value) => value === null))
    return { title: given.title, type: "number", values: new Float64Array(given.values.length).fill(Number.NaN) };
  throw new SpatialError(
    "BAD_ARGUMENT",
    `chart: ${given.title} gives ${given.type === "time" ? "times" : "text"}; a ${kind} needs ${types}. Use kind bar to count the rows of each value, or an expression such as to_real("${given.title}").`,
  );
}

/** As texts, in the order that numbers and texts have; null where there is none. */
export function asTexts(given: ChartValues): readonly (string | null)[] {
  if (given.type === "text") return given.values;
  const text = (value: number): string =>
    given.type === "time" ? new Date(value).toISOString().replace(/T00:00:00\.000Z$/, "") : String(value);
  return Array.from(given.values, (value) => (Number.isNaN(value) ? null : text(value)));
}

function filled(rows: number, at: (row: number) => number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => at(row));
}

function numberOf(value: unknown): number {
  const number = value === null ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : Number.NaN;
}

/** A moment without an offset is taken for one of UTC, as it is written. */
function timeOf(value: unknown): number {
  const text = String(value);
  return Date.parse(/T.*(?:Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes("T") ? text : `${text}Z`);
}
