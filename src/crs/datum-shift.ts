import type { ReferenceFrame } from "./crs-row.ts";
import type { DatumOperation } from "./datum-operation.ts";

/** Moves longitude and latitude (radians from Greenwich, interleaved, in place) of vertices [start, end). */
export type LonLatStage = (xy: Float64Array, start: number, end: number) => void;

const ARC_SECOND = Math.PI / 180 / 3600;
const WGS84 = { a: 6378137, es: 0.0066943799901413165 };

/** A frame and how it goes to WGS 84. */
export interface FrameWay {
  readonly frame: ReferenceFrame;
  readonly operation: DatumOperation;
}

/**
 * The shift between two frames through WGS 84, or undefined when there is none to make: one frame, ellipsoids less than
 * a millimetre apart without a known shift, or a frame whose position nobody knows.
 */
export function datumShift(from: FrameWay, to: FrameWay): LonLatStage | undefined {
  const [there, back] = [from.operation.helmert, to.operation.helmert];
  if (from.frame.code === to.frame.code || !there || !back) return undefined;
  const stages = [offsetStage(from.operation, 1), helmertStage(from, to), offsetStage(to.operation, -1)];
  const [first, ...others] = stages.filter((stage) => stage !== undefined);
  if (others.length === 0) return first;
  return (xy, start, end) => {
    first?.(xy, start, end);
    for (const stage of others) stage(xy, start, end);
  };
}

function offsetStage({ offset }: DatumOperation, sign: 1 | -1): LonLatStage | undefined {
  const [longitude, latitude] = [offset[0] * sign, offset[1] * sign];
  if (longitude === 0 && latitude === 0) return undefined;
  return (xy, start, end) => {
    for (let i = start * 2; i < end * 2; i += 2) {
      xy[i] = (xy[i] ?? 0) + longitude;
      xy[i + 1] = (xy[i + 1] ?? 0) + latitude;
    }
  };
}

function helmertStage(from: FrameWay, to: FrameWay): LonLatStage | undefined {
  const [there = [], back = []] = [from.operation.helmert, to.operation.helmert];
  if (there.length === 0 && back.length === 0) return undefined;
  const forward = there.length > 0 ? affineOf(there) : IDENTITY;
  const backward = back.length > 0 ? inverseOf(back) : IDENTITY;
  const affine = chain(forward, backward);
  // a frame without parameters of its own is WGS 84 within a millimetre: PROJ takes it for that, ellipsoid included
  const source = there.length > 0 ? from.frame : WGS84;
  const target = back.length > 0 ? to.frame : WGS84;
  return (xy, start, end) => shiftLoop({ source, target, affine }, xy, start, end);
}

interface Shift {
  readonly source: Pick<ReferenceFrame, "a" | "es">;
  readonly target: Pick<ReferenceFrame, "a" | "es">;
  readonly affine: Affine;
}

type Row = readonly [number, number, number, number];
/** Rows of a 3 × 4 matrix, one after the other. */
type Affine = readonly [...Row, ...Row, ...Row];

const IDENTITY: Affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

function affineOf([
  x = 0,
  y = 0,
  z = 0,
  rx = 0,
  ry = 0,
  rz = 0,
  ppm = 0,
  px = 0,
  py = 0,
  pz = 0,
]: readonly number[]): Affine {
  const scale = 1 + ppm * 1e-6;
  const [a, b, c] = [rx * ARC_SECOND * scale, ry * ARC_SECOND * scale, rz * ARC_SECOND * scale];
  const row = (p: number, q: number, r: number, ends: readonly [move: number, pivot: number]): Row => [
    p,
    q,
    r,
    ends[0] + (ends[1] - (p * px + q * py + r * pz)),
  ];
  return [...row(scale, -c, b, [x, px]), ...row(c, scale, -a, [y, py]), ...row(-b, a, scale, [z, pz])];
}

/** Transposes instead of inverting: the inverse of a Helmert shift as PROJ and the EPSG guidance define it. */
function inverseOf(helmert: readonly number[]): Affine {
  const [x = 0, y = 0, z = 0, , , , , px = 0, py = 0, pz = 0] = helmert;
  const [a, b, c, , d, e, f, , g, h, i] = affineOf(helmert);
  const square = a * a;
  const row = (p: number, q: number, r: number, pivot: number): Row => [
    p,
    q,
    r,
    pivot - (p * (x + px) + q * (y + py) + r * (z + pz)),
  ];
  return [
    ...row(a / square, d / square, g / square, px),
    ...row(b / square, e / square, h / square, py),
    ...row(c / square, f / square, i / square, pz),
  ];
}

function chain(first: Affine, [a, b, c, x, d, e, f, y, g, h, i, z]: Affine): Affine {
  const row = (p: number, q: number, r: number, move: number): Row => [
    p * first[0] + q * first[4] + r * first[8],
    p * first[1] + q * first[5] + r * first[9],
    p * first[2] + q * first[6] + r * first[10],
    p * first[3] + q * first[7] + r * first[11] + move,
  ];
  return [...row(a, b, c, x), ...row(d, e, f, y), ...row(g, h, i, z)];
}

/** Geodetic (height 0) to geocentric, affine, and back with Bowring's formula; heights are dropped, as for 2D layers. */
function shiftLoop({ source, target, affine }: Shift, xy: Float64Array, start: number, end: number): void {
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11] = affine;
  const axisRatio = Math.sqrt(1 - target.es);
  const minor = target.a * axisRatio;
  const second = target.es / (1 - target.es);
  for (let i = start * 2; i < end * 2; i += 2) {
    const lon = xy[i] ?? 0;
    const lat = xy[i + 1] ?? 0;
    const sinLat = Math.sin(lat);
    const normal = source.a / Math.sqrt(1 - source.es * sinLat * sinLat);
    const across = normal * Math.cos(lat);
    const gx = across * Math.cos(lon);
    const gy = across * Math.sin(lon);
    const gz = normal * (1 - source.es) * sinLat;
    const x = m0 * gx + m1 * gy + m2 * gz + m3;
    const y = m4 * gx + m5 * gy + m6 * gz + m7;
    const z = m8 * gx + m9 * gy + m10 * gz + m11;
    const p = Math.hypot(x, y);
    let tanBeta = z / (p * axisRatio);
    let newLat = lat;
    for (let round = 0; round < 2; round++) {
      const beta = Math.atan(tanBeta);
      const sin = Math.sin(beta);
      const cos = Math.cos(beta);
      newLat = Math.atan2(z + second * minor * sin * sin * sin, p - target.es * target.a * cos * cos * cos);
      tanBeta = axisRatio * Math.tan(newLat);
    }
    // the longitude nearest to the old one, so that coordinates beyond 180 degrees stay there
    const turn = Math.atan2(y, x) - lon;
    xy[i] = lon + turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI));
    xy[i + 1] = newLat;
  }
}
