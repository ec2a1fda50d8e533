import type { CrsId } from "../crs/crs-id.ts";
import type { GeometryColumn } from "../geometry/column.ts";

/**
 * `integer` and `number` are both stored as doubles; `integer` holds whole numbers up to 2^53. `integer64` holds those
 * from -2^63 to 2^64 - 1, all as bigints, stored as their digits. `date`, `datetime` and `time` are ISO 8601 text, as it
 * was given: a Date would lose offsets, their absence and what is finer than a millisecond. `binary` is bytes. `list` is
 * an array of texts, of numbers or of booleans; `json` is anything else a GeoJSON property may hold. Both are stored as
 * canonical JSON text.
 */
export type FieldType =
  | "string"
  | "integer"
  | "integer64"
  | "number"
  | "boolean"
  | "date"
  | "datetime"
  | "time"
  | "binary"
  | "list"
  | "json";

export interface Field {
  readonly name: string;
  readonly type: FieldType;
}

/** One attribute in shared memory. `valid[i]` is 1 where feature i has a value and 0 where it is null. */
export type AttributeColumn =
  | { readonly storage: "number"; readonly values: Float64Array; readonly valid: Uint8Array }
  | { readonly storage: "boolean"; readonly values: Uint8Array; readonly valid: Uint8Array }
  /** UTF-8 text of feature i is bytes offsets[i] to offsets[i+1]; of binary the bytes themselves. */
  | { readonly storage: "text"; readonly bytes: Uint8Array; readonly offsets: Uint32Array; readonly valid: Uint8Array };

/**
 * Everything a layer holds, as plain data whose arrays all lie in SharedArrayBuffers: this, not Layer, is what goes to a
 * worker and comes back. Private to mapcell: user code never sees it, so nobody can write to shared columns.
 */
export interface LayerData {
  /** Of a table, which has no place anywhere, EPSG:4326. */
  readonly crs: CrsId;
  readonly geometry: GeometryColumn;
  readonly fields: readonly Field[];
  /** Same order as `fields`. */
  readonly columns: readonly AttributeColumn[];
}

/** Whether there are rows alone: QGIS's "NoGeometry". A layer whose features happen to have no geometry is none. */
export function isTable({ geometry }: Pick<LayerData, "geometry">): boolean {
  return geometry.absent === true;
}
