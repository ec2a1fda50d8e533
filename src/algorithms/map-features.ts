import type { GeometryBuilder } from "../geometry/builder.ts";
import { Kind, type GeometryColumn, type GeometryKind } from "../geometry/column.ts";
import { kindAt } from "../geometry/kind.ts";
import { sliceColumns, takeColumns } from "../layers/attributes.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { ChunkTools, Work } from "./algorithm.ts";

/** The layer named `name` of the work's inputs; checked by whoever made the work. */
export function inputOf(work: Work, name: string): LayerData {
  const data = work.inputs[name];
  if (data === undefined) throw new Error(`There is no input "${name}"`);
  return data;
}

/**
 * Goes over the features of a range, each in an engine scope of its own, with progress and a look for a cancel.
 * `each` returns whether the feature stays; the result has the indices of those that do. A feature that takes long
 * tells through `share` how much of it is done, 0 to 1.
 */
export function eachFeature(
  work: Work,
  tools: ChunkTools,
  each: (index: number, share: (fraction: number) => void) => boolean,
): number[] {
  const kept: number[] = [];
  const { engine, feedback } = tools;
  for (let index = work.start; index < work.end; index++) {
    feedback.throwIfCanceled();
    const share = (fraction: number) => feedback.progress((index + fraction - work.start) / (work.end - work.start));
    if (engine.scope(() => each(index, share))) kept.push(index);
    share(1);
  }
  return kept;
}

/** New geometries with the attributes of the features they came from. */
export function withAttributes(data: LayerData, indices: readonly number[], geometry: GeometryColumn): LayerData {
  const first = indices[0] ?? 0;
  const contiguous = indices.length > 0 && (indices.at(-1) ?? 0) - first === indices.length - 1;
  const columns = contiguous
    ? sliceColumns(data.columns, first, first + indices.length)
    : takeColumns(data.columns, indices);
  return { crs: data.crs, fields: data.fields, geometry, columns };
}

/**
 * The builder's column with every simple kind made its multi kind, as QGIS's overlay and buffer algorithms do.
 * @param empty the kind of an empty collection, which is what an engine makes of nothing.
 */
export function finishAsMulti(builder: GeometryBuilder, empty: GeometryKind = Kind.GeometryCollection): GeometryColumn {
  const column = builder.finish();
  for (let i = 0; i < column.length; i++) {
    const kind = kindAt(column, i);
    const hasParts = column.geomOffsets[i] !== column.geomOffsets[i + 1];
    if (kind >= Kind.Point && kind <= Kind.Polygon) column.kinds[i] = kind + (Kind.MultiPoint - Kind.Point);
    else if (kind === Kind.GeometryCollection && !hasParts) column.kinds[i] = empty;
  }
  return column;
}

/** Adds a feature without geometry. */
export function addNull(builder: GeometryBuilder): void {
  builder.beginFeature(Kind.Null);
  builder.endFeature();
}
