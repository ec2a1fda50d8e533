import type { FieldType, Layer } from "./layers.js";
import type { Task } from "./tasks.js";

/** A layer, the task that makes one (then it is waited for), or the name of one. */
export type LayerInput = Layer | Task<Layer> | string;
/** "500m", "2km", "30ft" on the ground, or a bare number in layer units. */
export type DistanceInput = number | string;
/** A field of a result, made by an expression. */
export interface MappedFieldInput {
  readonly name: string;
  readonly expression: string;
  /** That of the expression's values if nothing is said. */
  readonly type?: FieldType;
}
/** A field of a group's row: how what an expression gives for the members becomes one value. */
export interface AggregateInput {
  readonly name: string;
  /** QGIS's: "sum", "mean", "first_value", "concatenate" … */
  readonly aggregate: string;
  readonly input: string;
  /** Between texts that are put together; a comma if nothing is said. */
  readonly delimiter?: string;
  readonly type?: FieldType;
}
/** "xmin,ymin,xmax,ymax", with " [EPSG:…]" behind it where it is in another CRS than the layer; or a layer's extent. */
export type ExtentInput = string | readonly [number, number, number, number] | Layer | Task<Layer>;

/** What was written. */
export interface Saved {
  readonly path: string;
  readonly features: number;
  readonly bytes: number;
}
