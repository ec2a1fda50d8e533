import { type CrsId, parseCrsId } from "../crs/crs-id.ts";
import { GeometryBuilder } from "../geometry/builder.ts";
import { absentGeometry } from "../geometry/shared-column.ts";
import { type AttributeValue, valueAt } from "../layers/attributes.ts";
import { ColumnBuilder } from "../layers/column-builder.ts";
import type { Field, LayerData } from "../layers/layer-data.ts";
import { addNull } from "./runners/feature-sink.ts";

/** A layer that is made row by row. */
export class LayerBuilder {
  readonly #fields: readonly Field[];
  readonly #columns: readonly ColumnBuilder[];
  readonly #geometry = new GeometryBuilder();
  #length = 0;

  constructor(fields: readonly Field[]) {
    this.#fields = fields;
    this.#columns = fields.map(({ type }) => new ColumnBuilder(type));
  }

  get length(): number {
    return this.#length;
  }

  /** One row. @param fill writes its feature; without it there is none */
  add(values: readonly AttributeValue[], fill: (builder: GeometryBuilder) => void = addNull): void {
    this.#columns.forEach((column, i) => column.set(this.#length, values[i] ?? null));
    fill(this.#geometry);
    this.#length++;
  }

  layer(crs: CrsId): LayerData {
    return { ...this.#attributes(), crs, geometry: this.#geometry.finish() };
  }

  /** Rows alone. */
  table(): LayerData {
    return { ...this.#attributes(), crs: parseCrsId("EPSG:4326"), geometry: absentGeometry(this.#length) };
  }

  #attributes(): Pick<LayerData, "fields" | "columns"> {
    return { fields: this.#fields, columns: this.#columns.map((column) => column.finish(this.#length).column) };
  }
}

/** Those of all fields of one row. */
export function rowValues({ fields, columns }: LayerData, row: number): readonly AttributeValue[] {
  return fields.map((field, at) => valueAt(columns[at]!, field, row));
}
