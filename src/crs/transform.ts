import type { CrsId } from "./crs-id.ts";
import { rowOf } from "./crs.ts";
import type { CrsRow } from "./crs-row.ts";
import { chooseOperation, type DatumOperation } from "./datum-operation.ts";
import { datumShift, type LonLatStage } from "./datum-shift.ts";
import { projectorOf } from "./projection.ts";

/**
 * Converts vertices [start, end) (default all) of interleaved x, y into `out`, which may be `xy` itself. Returns how many
 * have no image in the target CRS; those become NaN, NaN.
 */
export type Transform = (xy: Float64Array, out: Float64Array, start?: number, end?: number) => number;

/** Vertices that go through all steps before the next ones do, so that they stay in the processor's cache. */
const BLOCK = 2048;

/** Vertices of a layer that are asked where it lies. */
const SAMPLES = 512;
/** Points across the area of use of a CRS that stand for a layer nobody knows yet. */
const SHARES = [0.1, 0.3, 0.5, 0.7, 0.9];

/** How two frames go to WGS 84 for the area of a layer; undefined where they are one. */
export type DatumPath = readonly [from: DatumOperation, to: DatumOperation] | undefined;

const opened = new Map<string, Transform>();

/**
 * The way from one CRS to another: inverse projection, datum shift through WGS 84, projection. See
 * differences-from-proj.ts for how near it comes to PROJ without grids.
 * @param path as choosePath gives it for the layer; without it the one for the area of use of the CRSs.
 */
export function openTransform(
  from: CrsId,
  to: CrsId,
  path: DatumPath = choosePath(placesOf(from, to), from, to),
): Transform {
  const key = `${from} ${to} ${path?.map(({ name }) => name).join()}`;
  const known = opened.get(key);
  if (known) return known;
  const transform = compile(from, to, path);
  opened.set(key, transform);
  return transform;
}

/**
 * The datum operations for a layer, as PROJ would choose them for where it lies. A sample of its vertices says where.
 * @param xy of the whole layer, in `from`: parts of a layer must not shift differently.
 */
export function choosePath(xy: Float64Array, from: CrsId, to: CrsId): DatumPath {
  const [source, target] = [rowOf(from), rowOf(to)];
  const [there, back] = [source.frame.operations, target.frame.operations];
  if (source.frame.code === target.frame.code) return undefined;
  if (there.length === 1 && back.length === 1) return [there[0], back[0]];
  const sample = sampleOf(xy);
  projectorOf(source).toLonLat(sample, 0, sample.length / 2);
  return [chooseOperation(there, sample), chooseOperation(back, sample)];
}

/** "NAD27 to WGS 84 (6), accurate to 7 m"; undefined where no datum is shifted. */
export function describePath(path: DatumPath): string | undefined {
  const shifting = (path ?? []).filter(({ helmert }) => helmert?.length !== 0);
  if (shifting.length === 0) return undefined;
  return shifting
    .map(
      ({ name, accuracy }) => `${name}, ${accuracy === undefined ? "accuracy unknown" : `accurate to ${accuracy} m`}`,
    )
    .join("; ");
}

function sampleOf(xy: Float64Array): Float64Array {
  const vertices = xy.length / 2;
  const step = Math.max(1, vertices / SAMPLES);
  const sample: number[] = [];
  for (let at = 0; at < vertices; at += step) {
    const i = 2 * Math.floor(at);
    if (Number.isFinite(xy[i]) && Number.isFinite(xy[i + 1])) sample.push(xy[i]!, xy[i + 1]!);
  }
  return Float64Array.from(sample);
}

/** Points of the area of use, in `from`, of the CRS that is not the whole world's. */
function placesOf(from: CrsId, to: CrsId): Float64Array {
  const [source, target] = [rowOf(from), rowOf(to)];
  const area = smaller(source.area, target.area) ?? [-180, -90, 180, 90];
  const [west, south, , north] = area;
  const width = (area[2] - west + 360) % 360 || 360;
  const xy = Float64Array.from(
    SHARES.flatMap((across) => SHARES.flatMap((up) => [west + width * across, south + (north - south) * up])),
    (degrees) => (degrees * Math.PI) / 180,
  );
  projectorOf(source).fromLonLat(xy, 0, xy.length / 2);
  return xy;
}

function smaller(a: CrsRow["area"], b: CrsRow["area"]): CrsRow["area"] {
  return extentOf(a) < extentOf(b) ? a : b;
}

function extentOf(area: CrsRow["area"]): number {
  return area === undefined ? Infinity : ((area[2] - area[0] + 360) % 360 || 360) * (area[3] - area[1]);
}

function compile(from: CrsId, to: CrsId, path: DatumPath): Transform {
  if (from === to) return transformBy([]);
  const source = rowOf(from);
  const target = rowOf(to);
  const shift =
    path && datumShift({ frame: source.frame, operation: path[0] }, { frame: target.frame, operation: path[1] });
  return transformBy([projectorOf(source).toLonLat, ...(shift ? [shift] : []), projectorOf(target).fromLonLat]);
}

function transformBy(stages: readonly LonLatStage[]): Transform {
  return (xy, out, start = 0, end = xy.length / 2) => {
    let lost = 0;
    for (let from = start; from < end; from += BLOCK) {
      const to = Math.min(from + BLOCK, end);
      if (out !== xy) out.set(xy.subarray(from * 2, to * 2), from * 2);
      for (const stage of stages) stage(out, from, to);
      lost += dropUnplaced(out, from, to);
    }
    return lost;
  };
}

function dropUnplaced(xy: Float64Array, start: number, end: number): number {
  let lost = 0;
  for (let i = start * 2; i < end * 2; i += 2) {
    if (Number.isFinite(xy[i]) && Number.isFinite(xy[i + 1])) continue;
    xy[i] = Number.NaN;
    xy[i + 1] = Number.NaN;
    lost++;
  }
  return lost;
}
