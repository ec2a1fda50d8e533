import type { Feature, Geometry, Layer } from "./layers.js";

/** Rows of a layer in groups, in the order of their first ones. */
export interface LayerGroups {
  /** Number of groups. */
  readonly length: number;
  /**
   * A table with a row for each group: what makes the group (`group`, where a function does), then the aggregates by
   * name: "sum", "mean", "median", "min", "max", "count", "first", "last", "std", "unique", "join" … of the field of that
   * name, or such as "sum(people)" of another; nulls are left out. Or what a function says of the group's rows. For a layer
   * with united geometries: geo.dissolve.
   */
  aggregate(wanted: { readonly [name: string]: string | ((rows: Feature[]) => unknown) }): Layer;
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

/** A field, or what a function says of each row. */
export type JoinKey = string | ((feature: Feature, index: number) => unknown);

/** How the rows of two layers find each other. Numbers and text are never the same; null matches nothing. */
export interface TableJoinOptions {
  /**
   * The field that both have, or the layer's and the other's: `{ iso: "ISO_A3" }`; or a function that says of each row
   * what it is known by, for both or in a list of two.
   */
  readonly on: JoinKey | { readonly [field: string]: string } | readonly [own: JoinKey, theirs: JoinKey];
  /** Fields of the other to copy; all but the one it is joined on if nothing is said. */
  readonly fields?: readonly string[];
  /** Goes before the names of the copied fields. */
  readonly prefix?: string;
  /** "left" (if nothing is said) keeps rows without a match, with nulls; "inner" leaves them out. */
  readonly how?: "left" | "inner";
  /** Whether a row that several match stands once for each; else with the first alone. */
  readonly many?: boolean;
}
