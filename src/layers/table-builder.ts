import type { Geometry } from "geojson";
import type { CrsId } from "../crs/crs-id.ts";
import { SpatialError } from "../errors.ts";
import { GeometryBuilder } from "../geometry/builder.ts";
import { absentGeometry } from "../geometry/shared-column.ts";
import { ColumnBuilder } from "./column-builder.ts";
import type { AttributeColumn, Field, FieldType, LayerData } from "./layer-data.ts";

const NOWHERE = "EPSG:4326" as CrsId;

/** What may become a feature of a layer. */
export interface FeatureLike {
  readonly type?: "Feature";
  readonly id?: string | number | bigint;
  readonly geometry: Geometry | null;
  readonly properties?: Readonly<Record<string, unknown>> | null;
}

/**
 * Collects features and makes a LayerData of them. The fields are all property names, in the order of their first
 * appearance; a feature without one of them has null there. Types are found from the values (see ColumnBuilder).
 *
 * Features come as objects (`addFeature`), or, for readers, in pieces: the geometry into `geometry`, then the values by
 * `column(name).set(index, …)` or `addRow`.
 */
export class LayerDataBuilder {
  readonly geometry = new GeometryBuilder();
  readonly #crs: CrsId;
  readonly #columns = new Map<string, ColumnBuilder>();
  /** Rows of a table; undefined where there are features. */
  #records: number | undefined;

  /** @param fields to start with, in this order and with these types, even if no feature has them. */
  constructor(crs: CrsId, fields: readonly Field[] = []) {
    this.#crs = crs;
    for (const { name, type } of fields) this.column(name, type);
  }

  /** For a table: rows without geometry. They are added by `addRecord`, or in pieces by `beginRecord` and then `column`. */
  static ofTable(fields: readonly Field[] = []): LayerDataBuilder {
    const builder = new LayerDataBuilder(NOWHERE, fields);
    builder.#records = 0;
    return builder;
  }

  /** Features, or rows of a table, so far. */
  get length(): number {
    return this.#records ?? this.geometry.length;
  }

  /** Adds a row to a table and returns its index. */
  addRecord(values: Readonly<Record<string, unknown>>): number {
    const index = this.beginRecord();
    this.addRow(index, values);
    return index;
  }

  /** Begins a row of a table and returns its index; its values follow. */
  beginRecord(): number {
    if (this.#records === undefined)
      throw new Error("This builder makes a layer; begin with LayerDataBuilder.ofTable().");
    return this.#records++;
  }

  /**
   * A text or a bigint as `id` becomes the value of a field `id`, unless there is a property of that name. A number is
   * taken for the position in another layer and left out.
   */
  addFeature(feature: FeatureLike): void {
    this.#checkFeature(feature);
    const index = this.length;
    this.#located(`Feature ${index}`, () => {
      this.geometry.addGeoJson(feature.geometry);
    });
    const properties = feature.properties ?? {};
    const { id } = feature;
    if ((typeof id === "string" || typeof id === "bigint") && !Object.hasOwn(properties, "id"))
      this.column("id").set(index, id);
    this.addRow(index, properties);
  }

  /** The values of feature `index`, by field name. */
  addRow(index: number, properties: Readonly<Record<string, unknown>>): void {
    for (const name of Object.keys(properties)) {
      this.#located(
        this.#records === undefined ? `Feature ${index}, property "${name}"` : `Row ${index}, "${name}"`,
        () => {
          this.column(name).set(index, properties[name]);
        },
      );
    }
  }

  /** The column of a field, which is made if it is not there yet. */
  column(name: string, type?: FieldType): ColumnBuilder {
    let column = this.#columns.get(name);
    if (column === undefined) {
      column = new ColumnBuilder(type);
      this.#columns.set(name, column);
    }
    return column;
  }

  finish(): LayerData {
    const length = this.length;
    const fields: Field[] = [];
    const columns: AttributeColumn[] = [];
    for (const [name, builder] of this.#columns) {
      const { type, column } = builder.finish(length);
      fields.push({ name, type });
      columns.push(column);
    }
    const geometry = this.#records === undefined ? this.geometry.finish() : absentGeometry(this.#records);
    return { crs: this.#crs, geometry, fields, columns };
  }

  #checkFeature(feature: unknown): void {
    if (typeof feature === "object" && feature !== null && !Array.isArray(feature)) {
      const { geometry, properties } = feature as Record<string, unknown>;
      if (geometry === undefined) throw this.#refuse("has no geometry (null is allowed)");
      if (typeof geometry !== "object") throw this.#refuse(`has a ${typeof geometry} as geometry`);
      const isEmptyList = Array.isArray(properties) && properties.length === 0; // what PHP writes for none
      if (properties !== undefined && !isEmptyList && (typeof properties !== "object" || Array.isArray(properties))) {
        throw this.#refuse(
          `has properties that are no object (${Array.isArray(properties) ? "array" : typeof properties})`,
        );
      }
      return;
    }
    throw this.#refuse(`is ${Array.isArray(feature) ? "an array" : `a ${feature === null ? "null" : typeof feature}`}`);
  }

  #located(where: string, act: () => void): void {
    try {
      act();
    } catch (cause) {
      if (!(cause instanceof SpatialError)) throw cause;
      throw new SpatialError(cause.code, `${where}: ${cause.message}`, { cause });
    }
  }

  #refuse(what: string): SpatialError {
    return new SpatialError(
      "BAD_ARGUMENT",
      `Feature ${this.length} ${what}; expected { geometry: a GeoJSON geometry or null, properties: { … } }.`,
    );
  }
}
