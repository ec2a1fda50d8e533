// Goes behind public-types.d.ts: what methods of layers and `geometry` take and give.
import type { Feature, Geometry, Layer } from "./public-types.d.ts";

/** Rows of a layer in groups, in the order of their first ones. */
export interface LayerGroups {
  /** Number of groups. */
  readonly length: number;
  /**
   * A table with a row for each group: what makes the group (`group`, where a function does), then the aggregates by
   * name: "sum", "mean", "median", "min", "max", "count", "first", "last", "std", "unique", "join" … of the field of that
   * name, or such as "sum(people)" of another. Nulls are left out. For a layer with united geometries: geo.dissolve.
   */
  aggregate(wanted: { readonly [name: string]: string }): Layer;
}

/** The features of a layer by their places: planar, in layer units. */
export interface LayerIndex {
  /** The nearest features, the nearest first; of those as far away as each other the first of the layer. */
  nearest(
    geometry: Geometry,
    options?: { readonly count?: number; readonly maxDistance?: number },
  ): { readonly distance: number; readonly feature: Feature }[];
  /** The features whose own boxes meet minX, minY, maxX, maxY, in the order of the layer. */
  inBox(box: readonly [number, number, number, number]): Feature[];
  /** The features that intersect a geometry, in the order of the layer. */
  intersecting(geometry: Geometry): Feature[];
}

/** How the rows of two layers find each other. Numbers and text are never the same; null matches nothing. */
export interface TableJoinOptions {
  /** The field that both have, or the layer's and the other's: `{ iso: "ISO_A3" }`. */
  readonly on: string | { readonly [field: string]: string };
  /** Fields of the other to copy; all but the one it is joined on if nothing is said. */
  readonly fields?: readonly string[];
  /** Goes before the names of the copied fields. */
  readonly prefix?: string;
  /** "left" (if nothing is said) keeps rows without a match, with nulls; "inner" leaves them out. */
  readonly how?: "left" | "inner";
  /** Whether a row that several match stands once for each; else with the first alone. */
  readonly many?: boolean;
}

/** The synchronous geometry library: planar, in CRS units. No geometry (null) counts as an empty one. */
export interface GeometryTools extends Omit<GeometryOperations, "area" | "length"> {
  /**
   * In squared layer units; with a CRS on the ground: on the ellipsoid where coordinates are degrees, planar where they are
   * projected. 0 for points and lines.
   */
  area(geometry: Geometry | null, options?: GroundOptions): number;
  /** Of lines, and of the rings of polygons: in layer units; with a CRS on the ground. 0 for points. */
  length(geometry: Geometry | null, options?: GroundOptions): number;
  /** Indexes a geometry for many tests against it: `prepared.contains(other)` is `geometry.contains(it, other)`. */
  prepare(geometry: Geometry | null): PreparedGeometry;
}

/** How a measure on the ground is asked for. */
export interface GroundOptions {
  /** Of the coordinates, such as `layer.crs`. */
  readonly crs: string;
  /** "m", "km", "ft", "mi" …; of an area "m2", "km2", "ha" … Metres if nothing is said. */
  readonly unit?: string;
}
