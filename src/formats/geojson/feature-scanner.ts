import type { Geometry } from "geojson";
import { SpatialError } from "../../errors.ts";
import { Kind, type GeometryKind } from "../../geometry/column.ts";
import { parseExact } from "../../layers/exact-json.ts";
import { featuresOf, isGeometryType } from "../../layers/geojson-source.ts";
import type { LayerDataBuilder } from "../../layers/table-builder.ts";
import { CoordinateScanner, Irregular } from "./coordinate-scanner.ts";
import type { JsonScanner, ScannedBytes } from "./json-scanner.ts";

/** A geometry that was scanned but is not in the builder yet: the feature it belongs to may still be incomplete. */
type ScannedGeometry =
  | { readonly form: "none" }
  | { readonly form: "flat"; readonly kind: GeometryKind }
  /** From bytes start to end: collections, and what has no regular shape. */
  | { readonly form: "json"; readonly start: number; readonly end: number };

const NONE: ScannedGeometry = { form: "none" };

/** Reads GeoJSON features one after the other from bytes into a LayerDataBuilder. */
export class FeatureScanner {
  readonly #window: ScannedBytes;
  readonly #scanner: JsonScanner;
  readonly #coordinates: CoordinateScanner;
  readonly #builder: LayerDataBuilder;

  constructor(window: ScannedBytes, scanner: JsonScanner, builder: LayerDataBuilder) {
    this.#window = window;
    this.#scanner = scanner;
    this.#coordinates = new CoordinateScanner(scanner);
    this.#builder = builder;
  }

  /**
   * Takes one Feature, or a geometry or FeatureCollection standing for its features. Until it was read completely
   * nothing is added, so it may be started over.
   */
  feature(): void {
    this.#scanner.peek();
    const start = this.#window.pos;
    let type: unknown = "Feature";
    let geometry: ScannedGeometry | undefined;
    let properties: readonly [number, number] | undefined;
    let id: unknown;
    this.#scanner.object((key) => {
      if (key === "geometry") geometry = this.#geometry();
      else if (key === "properties") properties = this.#span();
      else if (key === "type") type = this.#scanner.value();
      else if (key === "id") id = this.#scanner.value();
      else this.#scanner.skip();
    });
    if (type !== "Feature") this.#addOther(type, start);
    else this.#add({ geometry, properties, id });
  }

  #add(feature: {
    geometry: ScannedGeometry | undefined;
    properties: readonly [number, number] | undefined;
    id: unknown;
  }) {
    const index = this.#builder.length;
    const given = feature.properties === undefined ? null : this.#json(...feature.properties);
    // PHP writes an empty list for no properties
    const properties = Array.isArray(given) && given.length === 0 ? {} : given;
    if (typeof properties !== "object" || Array.isArray(properties)) {
      throw new SpatialError("LAYER_UNREADABLE", `its "properties" are ${JSON.stringify(properties)}, not an object`);
    }
    if (feature.geometry === undefined && properties === null) {
      throw new SpatialError("LAYER_UNREADABLE", 'it has neither "geometry" nor "properties"');
    }
    this.#addGeometry(feature.geometry ?? NONE);
    const { id } = feature;
    if (["string", "number", "bigint"].includes(typeof id) && !Object.hasOwn(properties ?? {}, "id")) {
      this.#builder.column("id").set(index, id);
    }
    if (properties !== null) this.#builder.addRow(index, properties as Record<string, unknown>);
  }

  #addGeometry(geometry: ScannedGeometry): void {
    const { geometry: builder } = this.#builder;
    switch (geometry.form) {
      case "none":
        builder.addGeoJson(null);
        return;
      case "flat":
        this.#coordinates.addTo(builder, geometry.kind);
        return;
      case "json": {
        const text = this.#window.bytes.toString("utf8", geometry.start, geometry.end);
        const parsed = JSON.parse(text) as Geometry; // coordinates are doubles, whatever their digits
        builder.addGeoJson(parsed);
      }
    }
  }

  /** Takes the value of "geometry". */
  #geometry(): ScannedGeometry {
    if (this.#scanner.peek() === 0x6e) {
      this.#scanner.word("null");
      return NONE;
    }
    const start = this.#window.pos;
    try {
      const kind = this.#flatGeometry();
      if (kind !== undefined) return { form: "flat", kind };
    } catch (error) {
      if (!(error instanceof Irregular)) throw error;
      this.#window.pos = start;
      this.#scanner.skip();
    }
    return { form: "json", start, end: this.#window.pos };
  }

  /** Undefined when it must be read as JSON. */
  #flatGeometry(): GeometryKind | undefined {
    let type: unknown;
    let scanned = false;
    this.#scanner.object((key) => {
      if (key === "type") type = this.#scanner.value();
      else if (key === "coordinates") {
        this.#coordinates.scan();
        scanned = true;
      } else this.#scanner.skip();
    });
    if (!isGeometryType(type) || type === "GeometryCollection" || !scanned) return undefined;
    return this.#coordinates.fits(Kind[type]) ? Kind[type] : undefined;
  }

  #addOther(type: unknown, start: number): void {
    const value = this.#json(start, this.#window.pos);
    if (type !== "FeatureCollection" && !isGeometryType(type)) {
      throw new SpatialError("LAYER_UNREADABLE", `its type is ${JSON.stringify(type)}; expected "Feature"`);
    }
    for (const feature of featuresOf(value)) this.#builder.addFeature(feature);
  }

  #span(): readonly [number, number] {
    this.#scanner.peek();
    const start = this.#window.pos;
    this.#scanner.skip();
    return [start, this.#window.pos];
  }

  #json(start: number, end: number): unknown {
    return parseExact(this.#scanner.slice(start, end));
  }
}
