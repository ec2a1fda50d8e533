import { Kind, type GeometryColumn } from "../geometry/column.ts";
import { allocateColumn, columnRange, copyOffsets, copyOrdinates, copyValues } from "../geometry/shared-column.ts";
import type { CrsId } from "./crs-id.ts";
import { rowOf } from "./crs.ts";
import { choosePath, type DatumPath, openTransform } from "./transform.ts";

/** How a column is taken to another CRS. */
export interface Reprojection {
  readonly from: CrsId;
  readonly to: CrsId;
  /** Of the whole layer, where the column is a part of it; by default as the column itself needs it. */
  readonly path?: DatumPath;
  /** Hears the index of a feature that has a vertex without image in the target: as in QGIS its whole geometry is lost. */
  readonly onLost?: (index: number) => void;
}

/** The same features in another CRS: every vertex is converted, none are added. Heights and measures stay as they are. */
export function reprojectColumn(column: GeometryColumn, how: Reprojection): GeometryColumn {
  const { from, to, path = choosePath(column.xy, from, to), onLost } = how;
  if (from === to) return column;
  const xy = new Float64Array(new SharedArrayBuffer(column.xy.length * 8));
  const lost = openTransform(from, to, path)(column.xy, xy);
  const moved = { ...column, xy };
  keepWhole(column, moved, how);
  return lost === 0 ? moved : withoutUnplaced(moved, onLost);
}

/**
 * Longitudes are wrapped vertex by vertex, which tears shapes that go beyond 180 degrees without a break. Where both
 * CRSs can hold such a shape in one piece, it stays in one.
 */
function keepWhole(column: GeometryColumn, moved: GeometryColumn, { from, to }: Reprojection): void {
  const [half, world] = [worldWidth(from) / 2, worldWidth(to)];
  if (!(half > 0 && world > 0)) return;
  for (let i = 0; i < column.length; i++) {
    const range = columnRange(column, i, i + 1);
    const [start, end] = [2 * range.vertexStart, 2 * range.vertexEnd];
    let [least, most] = [Infinity, -Infinity];
    for (let at = start; at < end; at += 2) {
      least = Math.min(least, column.xy[at]!);
      most = Math.max(most, column.xy[at]!);
    }
    const beyond = least < half && most > half ? 1 : least < -half && most > -half ? -1 : 0;
    if (beyond === 0) continue;
    for (let at = start; at < end; at += 2) if (column.xy[at]! * beyond > half) moved.xy[at]! += beyond * world;
  }
}

/** Once around the Earth in Web Mercator and in longitudes, in their units; 0 for a CRS without such a width. */
function worldWidth(id: CrsId): number {
  const { projection, geographic, unitSize, frame } = rowOf(id);
  if (projection === "+proj=webmerc") return 2 * Math.PI * frame.a;
  return geographic ? (2 * Math.PI) / unitSize : 0;
}

function withoutUnplaced(column: GeometryColumn, onLost: ((index: number) => void) | undefined): GeometryColumn {
  const keep: boolean[] = [];
  const { z, m, length: features } = column;
  const sizes = { features, parts: 0, rings: 0, vertices: 0, z: z !== undefined, m: m !== undefined };
  for (let i = 0; i < column.length; i++) {
    const range = columnRange(column, i, i + 1);
    keep[i] = !column.xy.subarray(range.vertexStart * 2, range.vertexEnd * 2).includes(Number.NaN);
    if (!keep[i]) {
      onLost?.(i);
      continue;
    }
    sizes.parts += range.partEnd - range.partStart;
    sizes.rings += range.ringEnd - range.ringStart;
    sizes.vertices += range.vertexEnd - range.vertexStart;
  }
  const target = allocateColumn(sizes);
  let [parts, rings, vertices] = [0, 0, 0];
  for (let i = 0; i < column.length; i++) {
    if (keep[i]) {
      const { partStart, partEnd, ringStart, ringEnd, vertexStart, vertexEnd } = columnRange(column, i, i + 1);
      copyValues(column.partKinds, [partStart, partEnd], target.partKinds, parts);
      copyValues(column.xy, [2 * vertexStart, 2 * vertexEnd], target.xy, 2 * vertices);
      copyOrdinates(column, [vertexStart, vertexEnd], target, vertices);
      copyOffsets(column.partOffsets, [partStart, partEnd], target.partOffsets, [parts, rings - ringStart]);
      copyOffsets(column.ringOffsets, [ringStart, ringEnd], target.ringOffsets, [rings, vertices - vertexStart]);
      parts += partEnd - partStart;
      rings += ringEnd - ringStart;
      vertices += vertexEnd - vertexStart;
    }
    target.kinds[i] = keep[i] ? column.kinds[i]! : Kind.Null;
    target.geomOffsets[i + 1] = parts;
  }
  return target;
}
