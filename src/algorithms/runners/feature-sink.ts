import { takeColumn } from "../../geometry/append.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryColumn, type GeometryKind, Kind } from "../../geometry/column.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import { kindAt } from "../../geometry/kind.ts";
import type { AttributeValue } from "../../layers/attributes.ts";
import { ColumnBuilder } from "../../layers/column-builder.ts";
import type { AttributeColumn, Field } from "../../layers/layer-data.ts";

/** What a sink works with. */
interface Surroundings {
  readonly engine: GeometryEngine;
  /** The layer that the features come from. */
  readonly layer: GeometryColumn;
  /** Fields of the result besides those of the layer. */
  readonly fields: readonly Field[];
}

/** What a range gave for one output, and the features that it comes from. */
export interface SinkPart {
  readonly geometry: GeometryColumn;
  readonly sources: Uint32Array;
  /** Of the fields besides those of the layer. */
  readonly made: readonly AttributeColumn[];
}

/**
 * Takes what a range's features lead to. Each result has the attributes of the feature it comes from, and, where the
 * algorithm has fields of its own, their `values`.
 */
export class FeatureSink {
  readonly #surroundings: Surroundings;
  readonly #builder = new GeometryBuilder();
  readonly #sources: number[] = [];
  readonly #columns: readonly ColumnBuilder[];
  readonly #others = new Map<string, FeatureSink>();
  #source = 0;
  /** Whether all results so far are features as they were, which need not be copied one by one. */
  #isSelection = true;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.#columns = surroundings.fields.map(({ type }) => new ColumnBuilder(type));
  }

  /** What comes from now on comes from this feature. */
  comesFrom(index: number): void {
    this.#source = index;
    for (const other of this.#others.values()) other.comesFrom(index);
  }

  /** The sink of another output. */
  to(output: string): FeatureSink {
    const other = this.#others.get(output) ?? new FeatureSink({ ...this.#surroundings, fields: [] });
    this.#others.set(output, other);
    other.comesFrom(this.#source);
    return other;
  }

  /** The feature as it is in its layer. */
  keep(values?: readonly AttributeValue[]): void {
    if (!this.#isSelection) this.#builder.addFrom(this.#surroundings.layer, this.#source);
    this.#push(values);
  }

  add(geometry: EngineGeometry, values?: readonly AttributeValue[]): void {
    this.write((builder) => this.#surroundings.engine.write(geometry, builder), values);
  }

  /** Feature `index` of a column. */
  addFrom(column: GeometryColumn, index: number, values?: readonly AttributeValue[]): void {
    this.write((builder) => builder.addFrom(column, index), values);
  }

  /** A feature without geometry. */
  addNull(values?: readonly AttributeValue[]): void {
    this.write(addNull, values);
  }

  addPoint(x: number, y: number, values?: readonly AttributeValue[]): void {
    this.write((builder) => {
      builder.beginFeature(Kind.Point);
      builder.beginPart(Kind.Point);
      builder.beginRing();
      builder.addVertex(x, y);
      builder.endFeature();
    }, values);
  }

  /** One feature, written to the builder by `fill`. */
  write(fill: (builder: GeometryBuilder) => void, values?: readonly AttributeValue[]): void {
    if (this.#isSelection) for (const source of this.#sources) this.#builder.addFrom(this.#surroundings.layer, source);
    this.#isSelection = false;
    fill(this.#builder);
    this.#push(values);
  }

  /** What there is for each output. @param outputs those that there are at any rate */
  finish(outputs: readonly string[]): Readonly<Record<string, SinkPart>> {
    return Object.fromEntries([
      ["layer", this.#part()],
      ...outputs.map((output) => [output, this.to(output).#part()] as const),
    ]);
  }

  #push(values: readonly AttributeValue[] = []): void {
    this.#columns.forEach((column, i) => column.set(this.#sources.length, values[i] ?? null));
    this.#sources.push(this.#source);
  }

  #part(): SinkPart {
    const sources = Uint32Array.from(this.#sources);
    const { layer } = this.#surroundings;
    return {
      sources,
      geometry: this.#isSelection ? takeColumn(layer, sources) : this.#builder.finish(),
      made: this.#columns.map((column) => column.finish(sources.length).column),
    };
  }
}

export function addNull(builder: GeometryBuilder): void {
  builder.beginFeature(Kind.Null);
  builder.endFeature();
}

/**
 * The column with every simple kind made its multi kind, as QGIS's overlay and buffer algorithms do.
 * @param empty the kind of an empty collection, which is what an engine makes of nothing.
 */
export function asMulti(column: GeometryColumn, empty: GeometryKind = Kind.GeometryCollection): GeometryColumn {
  for (let i = 0; i < column.length; i++) {
    const kind = kindAt(column, i);
    const hasParts = column.geomOffsets[i] !== column.geomOffsets[i + 1];
    if (kind >= Kind.Point && kind <= Kind.Polygon) column.kinds[i] = kind + (Kind.MultiPoint - Kind.Point);
    else if (kind === Kind.GeometryCollection && !hasParts) column.kinds[i] = empty;
  }
  return column;
}
