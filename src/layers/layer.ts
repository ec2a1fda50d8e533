import type { FeatureCollection, Geometry } from "geojson";
import type { CrsId } from "../crs/crs-id.ts";
import { readCrs } from "../crs/read-crs.ts";
import { estimateUtm } from "../crs/estimate-utm.ts";
import { SpatialError } from "../errors.ts";
import { boundsOf } from "../geometry/bounds.ts";
import type { Bounds } from "../geometry/column.ts";
import { geometryAt } from "../geometry/geojson.ts";
import { columnType } from "../geometry/kind.ts";
import { type AttributeValue, hexOf, valueAt } from "./attributes.ts";
import { countText } from "./count-text.ts";
import { dataHash } from "./data-hash.ts";
import { crsMember, featuresOf, statedCrs } from "./geojson-source.ts";
import { fieldStatistics } from "./field-statistics.ts";
import { type JoinOptions, joinedTable } from "./joined-table.ts";
import { type Field, isTable, type LayerData } from "./layer-data.ts";
import { LayerIndex } from "./layer-index.ts";
import { LayerGroups } from "./layer-groups.ts";
import { type PlainRow, plainRowsOf, tableOf } from "./plain-rows.ts";
import { type Origin, type Provenance, provenanceFrom } from "./provenance.ts";
import { applyRowWork, type RowWork, takeRows } from "./row-functions.ts";
import type { RowFunction } from "./row-reader.ts";
import { sortedRows } from "./sort-rows.ts";
import { type FeatureLike, LayerDataBuilder } from "./table-builder.ts";
import { fieldPositions } from "./unknown-field.ts";

/** One feature of a layer, as a copy: writing to it changes no layer. */
export interface Feature {
  readonly type: "Feature";
  /** Position in the layer, from 0; in a chunk of one, in the whole. */
  readonly id: number;
  readonly geometry: Geometry | null;
  readonly properties: Record<string, unknown>;
}

/** "asc" if nothing is said. */
type SortOrder = "asc" | "desc" | { readonly descending?: boolean };

/** Any GeoJSON object, checked when it is read; the second form lets literals through the type checker. */
type GeoJsonLike = { readonly type: string } | { readonly type: string; readonly [member: string]: unknown };

interface Content {
  readonly name: string;
  readonly data: LayerData;
  readonly origin: Origin;
  /** Of its first feature. */
  readonly firstId: number;
  /** Layers that were made beside it, by the names under which they are its members. */
  readonly beside?: Readonly<Record<string, Layer>>;
}

/** Proof that the constructor was called from here: cells reach it by `layer.constructor`. */
const key = Symbol("Layer");
let contentOf: (layer: Layer) => Content;

/**
 * An immutable set of features with one CRS. Its columns lie in shared memory that no method hands out: what comes out
 * of a layer are values and copies, so nothing a user does can change it.
 */
export class Layer implements Iterable<Feature> {
  readonly #content: Content;
  #bounds: Bounds | undefined;

  static {
    contentOf = (layer) => layer.#content;
  }

  /** Use Layer.from, or layerFromData inside mapcell. */
  constructor(proof: symbol, content: Content) {
    if (proof !== key) throw new SpatialError("BAD_ARGUMENT", "Layers are made with Layer.from(geojson, { crs }).");
    this.#content = content;
    if (content.beside !== undefined)
      for (const [name, value] of Object.entries({ layer: this, ...content.beside }))
        Object.defineProperty(this, name, { value });
    Object.freeze(this);
  }

  /**
   * A layer from GeoJSON (a FeatureCollection, Feature or geometry) or from rows `{ geometry, properties }`; a table from
   * rows of another form, whose members are its fields.
   * @param options.crs e.g. "EPSG:3857"; without it the CRS the GeoJSON states, else EPSG:4326.
   */
  static from<Row extends object>(rows: Iterable<PlainRow<Row>>, options?: { readonly name?: string }): Layer;
  static from(
    source: GeoJsonLike | Iterable<FeatureLike>,
    options?: { readonly crs?: string; readonly name?: string },
  ): Layer;
  static from(
    source: GeoJsonLike | Iterable<object>,
    options: { readonly crs?: string; readonly name?: string } = {},
  ): Layer {
    if (source instanceof Layer && (options.crs === undefined || source.isTable))
      return source.withName(options.name ?? source.name);
    const given = source instanceof Layer ? source : listed(source);
    const rows = plainRowsOf(given, options.crs);
    if (rows !== undefined) return layerFromData(options.name ?? "table", tableOf(rows));
    const builder = new LayerDataBuilder(readCrs(options.crs ?? statedCrs(source) ?? "EPSG:4326"));
    for (const feature of featuresOf(given)) builder.addFeature(feature);
    return layerFromData(options.name ?? "layer", builder.finish());
  }

  get name(): string {
    return this.#content.name;
  }

  /** As QGIS names it, e.g. "Point" or "MultiPolygon"; "No geometry" for a table, too. */
  get geometryType(): string {
    return columnType(this.#content.data.geometry);
  }

  /** Whether it has rows alone, and no geometry. */
  get isTable(): boolean {
    return isTable(this.#content.data);
  }

  /** Number of features, or rows of a table. */
  get length(): number {
    return this.#content.data.geometry.length;
  }

  /** Of a table, which lies nowhere, EPSG:4326. */
  get crs(): CrsId {
    return this.#content.data.crs;
  }

  /** minX, minY, maxX, maxY in CRS units; undefined when nothing has coordinates. */
  get bounds(): Bounds | undefined {
    this.#bounds ??= boundsOf(this.#content.data.geometry);
    return this.#bounds && [...this.#bounds];
  }

  get fields(): readonly Field[] {
    return this.#content.data.fields.map(({ name, type }) => ({ name, type }));
  }

  /** SHA-256 of the content (geometry, fields, values, CRS), whatever the layer's name. Computed once, when asked for. */
  get hash(): string {
    return dataHash(this.#content.data).value;
  }

  /**
   * How it came about: the operation, all its parameters, the hashes of what went in. Layers whose provenance has the
   * same `hash` are equal. One that was made of features in a cell is known by its content.
   */
  get provenance(): Provenance {
    const { origin, data } = this.#content;
    return provenanceFrom(origin, dataHash(data));
  }

  /** The first `count` features. */
  head(count = 10): Feature[] {
    if (!Number.isInteger(count) || count < 0) {
      throw new SpatialError("BAD_ARGUMENT", `head(${String(count)}): expected a whole number from 0.`);
    }
    return Array.from({ length: Math.min(count, this.length) }, (_, index) => this.#featureAt(index));
  }

  /** A new layer of the features for which `keep` returns true. */
  filter(keep: RowFunction<boolean>): Layer {
    return this.#byRows({ kind: "filter" }, asFunction("filter", keep));
  }

  /** A new layer with a field whose values a function makes: a new one behind the others, or in the place of one. */
  calculate(field: string, value: RowFunction): Layer {
    if (typeof field !== "string" || field === "")
      throw new SpatialError("BAD_ARGUMENT", `calculate: the field's name is ${JSON.stringify(field) ?? "missing"}.`);
    return this.#byRows({ kind: "calculate", field }, asFunction("calculate", value));
  }

  /** A new layer with these fields only, in this order. */
  select(fields: readonly string[]): Layer {
    const { data } = this.#content;
    const positions = fieldPositions(data.fields, fields);
    const picked = {
      fields: positions.map((position) => data.fields[position]).filter((field) => field !== undefined),
      columns: positions.map((position) => data.columns[position]).filter((column) => column !== undefined),
    };
    return layerFromData(this.name, { ...data, ...picked }, this.#madeBy("select"));
  }

  /**
   * A new layer in the order of the values of a field, or of several: by the first, then the second and so on; or of
   * what a function says of each feature. Rows that are alike keep their order, nulls come last either way, and text goes
   * by its characters, capitals first.
   */
  sort(by: string | readonly string[] | RowFunction, order: SortOrder = "asc"): Layer {
    const { data } = this.#content;
    const descending = isDescending(order);
    if (typeof by === "function") return this.#byRows({ kind: "sort", descending }, by);
    const rows = sortedRows(data, fieldPositions(data.fields, [by].flat()), descending);
    return this.#made(takeRows(data, rows), "sort");
  }

  /** Rows with the same values in these fields, or for which a function says the same; `aggregate` makes a table of them. */
  groupBy(by: string | readonly string[] | RowFunction): LayerGroups<Layer> {
    return new LayerGroups(this.#content, by, (data) => this.#made(data, "aggregate"));
  }

  /** A new layer with the fields of the rows of another that have the same value in a field. */
  join(table: Layer, options: JoinOptions | string): Layer {
    if (!(table instanceof Layer))
      throw new SpatialError(
        "BAD_ARGUMENT",
        "join takes a layer or table. Example: cities.join(countries, { on: 'iso' })",
      );
    const joined = joinedTable(this.#content.data, dataOf(table), optionsOf(options));
    return layerFromData(this.name, joined, { algorithm: "join", inputs: [this.name, table.name] });
  }

  /**
   * A table with a row for each field: `count` of values, `nulls`, `unique` values, `mean`, `std` (of a sample), `min`,
   * `q1`, `median`, `q3`, `max`. What a field's type has none of is null.
   */
  describe(): Layer {
    return layerFromData(`${this.name}-fields`, fieldStatistics(this.#content.data), this.#madeBy("describe"));
  }

  /** An index of the features by their places: the nearest, those in a box, those that intersect a geometry. */
  index(): LayerIndex {
    return new LayerIndex(this.#content.data, this.#content.firstId);
  }

  /**
   * The UTM zone of the layer's middle, for metres without a look at a map: `%reproject`, `geo.reproject` take it as CRS.
   * @param options.datum "WGS 84" if nothing is said; "ETRS89" or "NAD83" for zones of these
   */
  estimateUtm({ datum }: { readonly datum?: string } = {}): CrsId {
    const { bounds } = this;
    if (bounds === undefined)
      throw new SpatialError("BAD_ARGUMENT", `"${this.name}" has no coordinates, so that it is in no UTM zone.`);
    return estimateUtm(bounds, this.crs, datum);
  }

  /** The values of a field, null where there is none. */
  column(field: string): AttributeValue[] {
    const { data } = this.#content;
    const [position = 0] = fieldPositions(data.fields, [field]);
    return Array.from({ length: this.length }, (_, i) => valueAt(data.columns[position]!, data.fields[position]!, i));
  }

  /** The rows as plain objects without geometry, as tables elsewhere take them. */
  toRows(): Record<string, AttributeValue>[] {
    const { data } = this.#content;
    return Array.from({ length: this.length }, (_, index) => propertiesAt(data, index));
  }

  /** The same content under another name. */
  withName(name: string): Layer {
    const layer = new Layer(key, { ...this.#content, name });
    layer.#bounds = this.#bounds;
    return layer;
  }

  /** A FeatureCollection of copies, bytes as hexadecimal digits; it names its CRS when that is not GeoJSON's own (EPSG:4326). */
  toGeoJSON(): FeatureCollection<Geometry | null, Record<string, unknown>> {
    const features = Array.from(this, ({ type, geometry, properties }) => {
      return { type, geometry, properties: withoutBytes(properties) };
    });
    return { type: "FeatureCollection", ...crsMember(this.crs), features };
  }

  *[Symbol.iterator](): IterableIterator<Feature> {
    for (let index = 0; index < this.length; index++) yield this.#featureAt(index);
  }

  toString(): string {
    if (this.isTable) return `Table "${this.name}" (${countText(this)})`;
    return `Layer "${this.name}" (${this.geometryType}, ${countText(this)}, ${this.crs})`;
  }

  #featureAt(index: number): Feature {
    const { data, firstId } = this.#content;
    return featureAt(data, index, firstId + index);
  }

  #byRows(work: RowWork, fn: RowFunction): Layer {
    const { data, firstId } = this.#content;
    return this.#made(applyRowWork(data, work, fn, firstId), work.kind);
  }

  #made(data: LayerData, algorithm: string): Layer {
    return layerFromData(this.name, data, this.#madeBy(algorithm));
  }

  #madeBy(algorithm: string): Origin {
    return { algorithm, inputs: [this.name] };
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    const fields = this.fields.map(({ name, type }) => `${name}: ${type}`).join(", ");
    return fields === "" ? this.toString() : `${this.toString()} { ${fields} }`;
  }
}

// what all layers share is as read-only as they are
Object.freeze(Layer.prototype);
Object.freeze(Layer);

/** Wraps data whose arrays nobody writes to any more. @param beside what was made beside it */
export function layerFromData(
  name: string,
  data: LayerData,
  origin: Origin = {},
  beside?: Readonly<Record<string, Layer>>,
): Layer {
  return new Layer(key, { name, data, origin, firstId: 0, ...(beside !== undefined && { beside }) });
}

/** A chunk of a layer: its features keep the ids that they have in the whole. */
export function chunkFromData(name: string, data: LayerData, firstId: number): Layer {
  return new Layer(key, { name, data, origin: {}, firstId });
}

/** The shared columns themselves, for tasks and readers; never for user code. */
export function dataOf(layer: Layer): LayerData {
  return contentOf(layer).data;
}

/** Where the layer came from; empty for one made from features in a cell. */
export function originOf(layer: Layer): Origin {
  return contentOf(layer).origin;
}

/** A fresh GeoJSON feature; nothing in it is shared with the data. */
export function featureAt(data: LayerData, index: number, id = index): Feature {
  return { type: "Feature", id, geometry: geometryAt(data.geometry, index), properties: propertiesAt(data, index) };
}

function propertiesAt(data: LayerData, index: number): Record<string, AttributeValue> {
  const properties: Record<string, AttributeValue> = {};
  for (const [position, field] of data.fields.entries()) {
    const column = data.columns[position];
    const value = column === undefined ? null : valueAt(column, field, index);
    // assigning to "__proto__" would set the prototype instead
    if (field.name === "__proto__") Object.defineProperty(properties, field.name, { value, enumerable: true });
    else properties[field.name] = value;
  }
  return properties;
}

/** What can be gone over once only, as a list; anything else as it is. */
function listed(source: GeoJsonLike | Iterable<unknown>): unknown {
  return typeof source === "object" && source !== null && Symbol.iterator in source ? Array.from(source) : source;
}

/** JSON has no bytes. Writes to what it was given. */
function withoutBytes(properties: Record<string, unknown>): Record<string, unknown> {
  for (const [name, value] of Object.entries(properties)) {
    if (value instanceof Uint8Array) properties[name] = hexOf(value);
  }
  return properties;
}

function asFunction(asked: string, given: unknown): RowFunction {
  if (typeof given === "function") return given as RowFunction;
  throw new SpatialError(
    "BAD_ARGUMENT",
    `${asked} takes a function such as (f) => f.properties.population > 1000. An expression is for geo.${asked} and %${asked}.`,
  );
}

function optionsOf(options: JoinOptions | string): JoinOptions {
  return typeof options === "object" && options !== null ? options : { on: options };
}

function isDescending(order: SortOrder): boolean {
  if (typeof order === "object" && order !== null) return order.descending === true;
  if (order === "asc" || order === "desc") return order === "desc";
  throw new SpatialError("BAD_ARGUMENT", `sort: the order is ${JSON.stringify(order)}; expected "asc" or "desc".`);
}
