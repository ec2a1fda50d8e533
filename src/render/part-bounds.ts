import type { Bounds } from "../geometry/column.ts";
import type { FlatShapes } from "./flat-shapes.ts";

export interface PartBounds {
  /** The feature of each part. */
  readonly partFeature: Uint32Array;
  /** minX, minY, maxX, maxY per part; that of a part without a place is no box: Infinity to -Infinity. */
  readonly partBounds: Float64Array;
  /** Of all parts; undefined where nothing has coordinates. */
  readonly bounds: Bounds | undefined;
}

/** @param Memory what the arrays lie in */
export function partBoundsOf(
  shapes: FlatShapes,
  Memory: new (bytes: number) => ArrayBuffer | SharedArrayBuffer,
): PartBounds {
  const parts = shapes.partKinds.length;
  const partFeature = new Uint32Array(new Memory(4 * parts));
  const partBounds = new Float64Array(new Memory(32 * parts));
  for (let feature = 0; feature + 1 < shapes.geomOffsets.length; feature++)
    partFeature.fill(feature, shapes.geomOffsets[feature], shapes.geomOffsets[feature + 1]);
  const all: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let part = 0; part < parts; part++) {
    const [minX, minY, maxX, maxY] = boundsOfPart(shapes, part);
    partBounds.set([minX, minY, maxX, maxY], 4 * part);
    if (!(minX <= maxX)) continue;
    all[0] = Math.min(all[0], minX);
    all[1] = Math.min(all[1], minY);
    all[2] = Math.max(all[2], maxX);
    all[3] = Math.max(all[3], maxY);
  }
  return { partFeature, partBounds, bounds: all[0] <= all[2] ? all : undefined };
}

function boundsOfPart(geometry: FlatShapes, part: number): Bounds {
  const from = 2 * geometry.ringOffsets[geometry.partOffsets[part]!]!;
  // The shell holds the holes; other kinds have one ring only.
  const to = 2 * geometry.ringOffsets[Math.min(geometry.partOffsets[part]! + 1, geometry.partOffsets[part + 1]!)]!;
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = from; i < to; i += 2) {
    const x = geometry.xy[i]!;
    const y = geometry.xy[i + 1]!;
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
  }
  return [minX, minY, maxX, maxY];
}
