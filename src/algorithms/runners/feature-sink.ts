import { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryColumn, type GeometryKind, Kind } from "../../geometry/column.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import { kindAt } from "../../geometry/kind.ts";

/** Takes what a range's features lead to; each result has the attributes of the feature it comes from. */
export class FeatureSink {
  /** Numbers of the features that the results come from. */
  readonly sources: number[] = [];
  readonly #builder = new GeometryBuilder();
  readonly #engine: GeometryEngine;
  #source = 0;

  constructor(engine: GeometryEngine) {
    this.#engine = engine;
  }

  /** What comes from now on comes from this feature. */
  comesFrom(index: number): void {
    this.#source = index;
  }

  add(geometry: EngineGeometry): void {
    this.write((builder) => this.#engine.write(geometry, builder));
  }

  /** Feature `index` of a column. */
  addFrom(column: GeometryColumn, index: number): void {
    this.write((builder) => builder.addFrom(column, index));
  }

  /** A feature without geometry. */
  addNull(): void {
    this.write(addNull);
  }

  addPoint(x: number, y: number): void {
    this.write((builder) => {
      builder.beginFeature(Kind.Point);
      builder.beginPart(Kind.Point);
      builder.beginRing();
      builder.addVertex(x, y);
      builder.endFeature();
    });
  }

  /** One feature, written to the builder by `fill`. */
  write(fill: (builder: GeometryBuilder) => void): void {
    fill(this.#builder);
    this.sources.push(this.#source);
  }

  finish(): GeometryColumn {
    return this.#builder.finish();
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
