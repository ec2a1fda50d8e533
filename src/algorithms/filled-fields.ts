import { SpatialError } from "../errors.ts";
import type { Field } from "../layers/layer-data.ts";
import type { RowField } from "./shapes.ts";

const NUMERIC: ReadonlySet<string> = new Set(["number", "integer", "integer64"]);

/**
 * The fields of a layer with one that gets a number: one that is there already keeps its place and type, else it comes
 * behind them, as in QGIS.
 * @throws SpatialError BAD_ARGUMENT where the field that is there holds no numbers
 */
export function withFilled(fields: readonly RowField[], name: string): readonly RowField[] {
  const present = fields.find((field) => field.name === name);
  if (present === undefined) return [...fields, { name, type: "number" }];
  if (NUMERIC.has(present.type))
    return fields.map((field) => (field === present ? { name, type: present.type } : field));
  throw new SpatialError(
    "BAD_ARGUMENT",
    `The field ${name} is there already and holds ${present.type}, not numbers; give another name.`,
  );
}

/** As the field holds it. */
export function filledValue({ type }: Field, value: number): number {
  return type === "number" ? value : Math.round(value);
}
