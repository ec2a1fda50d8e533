import type { GeometryBuilder } from "./builder.ts";
import type { GeometryColumn, GeometryKind } from "./column.ts";
import type { PartKind } from "./kind.ts";
import { columnRange } from "./shared-column.ts";

/** Adds a feature with vertices between its own, evenly, so that no edge is longer than `longest`, in CRS units. */
export function addDensified(column: GeometryColumn, index: number, longest: number, builder: GeometryBuilder): void {
  addInPieces(column, index, (length) => Math.ceil(length / longest), builder);
}

/** Into how many pieces of the same length an edge of this length is parted. */
export type PiecesOf = (length: number) => number;

/** Adds a feature with vertices between its own, evenly along each edge. */
export function addInPieces(column: GeometryColumn, index: number, piecesOf: PiecesOf, builder: GeometryBuilder): void {
  const { partKinds, partOffsets, ringOffsets, xy } = column;
  const { partStart, partEnd } = columnRange(column, index, index + 1);
  builder.beginFeature(column.kinds[index] as GeometryKind);
  for (let part = partStart; part < partEnd; part++) {
    builder.beginPart(partKinds[part] as PartKind);
    for (let ring = partOffsets[part]!; ring < partOffsets[part + 1]!; ring++) {
      builder.beginRing();
      const [first, end] = [ringOffsets[ring]!, ringOffsets[ring + 1]!];
      for (let v = first; v < end; v++) {
        if (v > first) addBetween(column, v, piecesOf, builder);
        builder.addVertex(xy[2 * v]!, xy[2 * v + 1]!, column.z?.[v], column.m?.[v]);
      }
    }
  }
  builder.endFeature();
}

/** What goes between the ends of the edge that ends at vertex v; heights and measures rise evenly. */
function addBetween({ xy, z, m }: GeometryColumn, v: number, piecesOf: PiecesOf, builder: GeometryBuilder): void {
  const [dx, dy] = [xy[2 * v]! - xy[2 * v - 2]!, xy[2 * v + 1]! - xy[2 * v - 1]!];
  const pieces = piecesOf(Math.hypot(dx, dy));
  for (let i = 1; i < pieces; i++) {
    const at = (from: number, to: number): number => from + ((to - from) * i) / pieces;
    const [x, y] = [at(xy[2 * v - 2]!, xy[2 * v]!), at(xy[2 * v - 1]!, xy[2 * v + 1]!)];
    builder.addVertex(x, y, z && at(z[v - 1]!, z[v]!), m && at(m[v - 1]!, m[v]!));
  }
}
