import type { GeometryBuilder } from "../geometry/builder.ts";
import { Kind, type GeometryColumn, type GeometryKind } from "../geometry/column.ts";
import { kindAt } from "../geometry/kind.ts";
import { sliceColumns, takeColumns } from "../layers/attributes.ts";
import type { LayerData } from "../layers/layer-data.ts";

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
