import type { LayerGroups, LayerIndex, TableJoinOptions } from "./tables.js";

/** x, y (and ignored further numbers), in CRS units; longitude before latitude. */
export type Position = number[];

/** A GeoJSON geometry (RFC 7946). */
export type Geometry =
  | { type: "Point"; coordinates: Position }
  | { type: "MultiPoint"; coordinates: Position[] }
  | { type: "LineString"; coordinates: Position[] }
  | { type: "MultiLineString"; coordinates: Position[][] }
  | { type: "Polygon"; coordinates: Position[][] }
  | { type: "MultiPolygon"; coordinates: Position[][][] }
  | { type: "GeometryCollection"; geometries: Geometry[] };

/**
 * The values of an `integer64` field are bigints: write one as 123n. Those of `date`, `datetime` and `time` are ISO 8601
 * text, as it was given ("2024-02-29", "2024-02-29T12:30:00+01:00", "12:30:00"): `new Date(text)` makes a Date of one, and
 * a Date may be given. Those of `binary` are Uint8Arrays, those of `list` arrays of texts, numbers or booleans.
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

/** One feature of a layer: a copy, writing to it changes no layer. */
export interface Feature {
  readonly type: "Feature";
  /** Position in the layer, from 0; in a chunk of one, in the whole. */
  readonly id: number;
  readonly geometry: Geometry | null;
  readonly properties: Record<string, any>;
}

/** What may become a feature of a new layer. */
export interface FeatureLike {
  readonly type?: "Feature";
  readonly geometry: Geometry | null;
  readonly properties?: Record<string, unknown> | null;
}

/** A row of a new table: its members are the fields. What has a `geometry` is a feature. */
export type TableRow<Row extends object> = Row & { readonly geometry?: never };

/** What JSON can hold; other values are objects with one member that begins with `$`: `{ $date: "2024-02-29" }`. */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [name: string]: PlainValue };

/** How a layer came about, exactly. */
export interface Provenance {
  /** "native:buffer", "mapcell:load", "mapcell:task"; "mapcell:content" of a layer that is known by its content alone. */
  readonly operation: string;
  /** Of mapcell and, behind a plus sign, of the operation itself: "0.1.0+1"; of a content hash the number of its form. */
  readonly version: string;
  /** The geometry library and its version, where geometries are computed. */
  readonly engine?: string;
  /** What becomes of invalid geometries, where valid ones are needed. */
  readonly invalid?: string;
  /** Parameters as they were checked, defaults among them. */
  readonly values: Readonly<Record<string, PlainValue>>;
  /** Content hashes of the layers that went in, by parameter. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  /** Hash of the user's code, with all that went along with it. */
  readonly code?: string;
  /** What was read of a file, or of the files that make one. */
  readonly source?: { readonly bytes: number; readonly sha256: string };
  /** Which of the operation's layers it is, where it makes several. */
  readonly output?: string;
  /** Of a layer that is known by its content alone: that content's hash. */
  readonly content?: string;
  /** SHA-256 (hex) of all of these. */
  readonly hash: string;
  /** Where the source was, which may lie elsewhere: no part of the hash. `part`: only parts of the file were read. */
  readonly files?: readonly {
    readonly path: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly etag?: string;
    readonly part?: true;
  }[];
}

/**
 * What is made by an algorithm that makes more than one layer: the first of them, which has them all as members:
 * `const { layer, rest } = await geo.extractByLocation(…)`.
 */
export type LayerWith<Output extends string> = Layer & { readonly layer: Layer } & { readonly [K in Output]: Layer };

/**
 * An immutable set of features with one CRS, or a table: rows without geometry. Editing means making a new one.
 * @example
 * const places = Layer.from({ type: "Point", coordinates: [8.5, 47.4] }, { name: "places" });
 * for (const { id, geometry } of places) console.log(id, geometry?.type, places.crs);
 */
export declare class Layer implements Iterable<Feature> {
  private constructor();
  /**
   * A layer from GeoJSON or rows `{ geometry, properties }`; a table from rows `{ name: "a", size: 1 }`.
   * @param options.crs e.g. "EPSG:3857"; GeoJSON is EPSG:4326 if nothing is said.
   */
  static from(
    source:
      | { readonly type: string; readonly [member: string]: unknown }
      | { readonly type: string }
      | readonly FeatureLike[]
      | Iterable<FeatureLike>,
    options?: { readonly crs?: string; readonly name?: string },
  ): Layer;
  static from<Row extends object>(rows: Iterable<TableRow<Row>>, options?: { readonly name?: string }): Layer;
  readonly name: string;
  /** As QGIS names it, e.g. "Point" or "MultiPolygon"; "No geometry" where no feature has one. */
  readonly geometryType: string;
  /** Whether it has rows alone, and no geometry. */
  readonly isTable: boolean;
  /** Number of features, or rows of a table. */
  readonly length: number;
  /** Authority code, e.g. "EPSG:4326"; of a table, which lies nowhere, "EPSG:4326". */
  readonly crs: string;
  /** minX, minY, maxX, maxY in CRS units; undefined when nothing has coordinates. */
  readonly bounds: readonly [number, number, number, number] | undefined;
  readonly fields: readonly Field[];
  /** SHA-256 of the content (geometry, fields, values, CRS), whatever the layer's name. */
  readonly hash: string;
  /**
   * How it came about: the operation, all its parameters, the hashes of what went in. Layers whose provenance has the
   * same `hash` are equal, on any machine, as far as the user's own functions depend on nothing else. One that was made
   * of features in a cell is known by its content.
   */
  readonly provenance: Provenance;
  /** The first `n` features (default 10). */
  head(n?: number): Feature[];
  /** A new layer of the features for which `keep` returns true. Asking for a field that is none is an error. */
  filter(keep: (feature: Feature, index: number) => boolean): Layer;
  /**
   * A new layer with a field whose values a function makes: a new one behind the others, or in the place of one.
   * @example
   * const towns = Layer.from([{ name: "Ayr", people: 46_000, km2: 11.5 }]);
   * console.log(towns.calculate("density", (f) => f.properties.people / f.properties.km2).head(1));
   */
  calculate(field: string, value: (feature: Feature, index: number) => unknown): Layer;
  /** A new layer with these fields only, in this order. */
  select(fields: readonly string[]): Layer;
  /**
   * A new layer in the order of the values of a field, or of several: by the first, then the second and so on; or of what
   * a function says of each feature. Rows that are alike keep their order, nulls come last either way, and text goes by
   * its characters, capitals first.
   */
  sort(
    by: string | readonly string[] | ((feature: Feature, index: number) => unknown),
    order?: "asc" | "desc" | { readonly descending?: boolean },
  ): Layer;
  /**
   * The rows in groups: those with the same values in these fields, or for which a function says the same.
   * @example
   * const towns = Layer.from([{ name: "Ayr", land: "UK", people: 46_000 }, { name: "Deal", land: "UK", people: 30_000 }]);
   * console.log(towns.groupBy("land").aggregate({ people: "sum", towns: "join(name)", n: (rows) => rows.length }).toRows());
   */
  groupBy(by: string | readonly string[] | ((feature: Feature, index: number) => unknown)): LayerGroups;
  /**
   * A new layer with the fields of the first row of another layer or table that has the same value in a field.
   * @example
   * const towns = Layer.from([{ name: "Ayr", land: "UK" }]);
   * const lands = Layer.from([{ iso: "UK", continent: "Europe" }]);
   * console.log(towns.join(lands, { on: { land: "iso" } }).toRows());
   */
  join(table: Layer, options: TableJoinOptions | string): Layer;
  /**
   * A table with a row for each field: `count` of values, `nulls`, `unique` values, `mean`, `std` (of a sample), `min`,
   * `q1`, `median`, `q3`, `max`. What a field's type has none of is null.
   */
  describe(): Layer;
  /**
   * An index of the features by their places, planar, in layer units; inside task functions as well.
   * @example
   * const towns = Layer.from({ type: "MultiPoint", coordinates: [[8.5, 47.4], [7.4, 46.9]] });
   * console.log(towns.index().nearest({ type: "Point", coordinates: [8, 47] })[0]?.distance);
   */
  index(): LayerIndex;
  /**
   * The CRS of the UTM zone that the layer's middle lies in, for lengths and areas in metres; "WGS 84" if no other datum
   * ("ETRS89", "NAD83") is said.
   * @example
   * const towns = Layer.from({ type: "MultiPoint", coordinates: [[8.5, 47.4], [7.4, 46.9]] });
   * console.log(towns.estimateUtm());
   */
  estimateUtm(options?: { readonly datum?: string }): string;
  /** The values of a field, null where there is none. */
  column(field: string): any[];
  /** The rows as plain objects without geometry, as charts and tables take them. */
  toRows(): Record<string, any>[];
  /** The same content under another name. */
  withName(name: string): Layer;
  /** A copy, in the layer's own CRS. */
  toGeoJSON(): {
    type: "FeatureCollection";
    features: { type: "Feature"; geometry: Geometry | null; properties: Record<string, any> }[];
  };
  [Symbol.iterator](): IterableIterator<Feature>;
}
