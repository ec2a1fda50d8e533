import type { Bounds } from "../../geometry/column.ts";
import type { Frame } from "../svg-paths.ts";
import type { Plane } from "./plane.ts";
import { rounded } from "./svg-text.ts";

/** Degrees between lines. */
const STEPS = [
  0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 45, 60, 90,
];
const LINES = 5;
/** Pieces that a line is bent with. */
const PIECES = 96;

/** Where a line of the grid meets the edge of the map, along it in pixels, with its degrees. */
export interface GridMark {
  readonly at: number;
  readonly text: string;
}

export interface Graticule {
  /** SVG path data in pixels of the map. */
  readonly path: string;
  readonly left: readonly GridMark[];
  readonly bottom: readonly GridMark[];
}

/** Meridians and parallels of round degrees. @param box what of the globe the map shows, in degrees */
export function graticule(plane: Plane, frame: Frame, [west, south, east, north]: Bounds): Graticule {
  const step = STEPS.find((one) => Math.max(east - west, north - south) / one <= LINES * 1.6) ?? 90;
  const meridians = multiples(west, east, step).map((x) => lineOf(plane, frame, [x, south], [x, north]));
  const parallels = multiples(south, north, step).map((y) => lineOf(plane, frame, [west, y], [east, y]));
  return {
    path: [...meridians, ...parallels].map(pathOf).join(""),
    left: multiples(south, north, step).flatMap((y, index) => marks(parallels[index]!, 0, degreesText(y, "N", "S"))),
    bottom: multiples(west, east, step).flatMap((x, index) =>
      marks(meridians[index]!, 1, degreesText(x, "E", "W"), frame.heightPx),
    ),
  };
}

type Point = readonly [number, number];

function multiples(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** In pixels. */
function lineOf(plane: Plane, { left, top, scale }: Frame, from: Point, to: Point): Point[] {
  const degrees = new Float64Array(2 * (PIECES + 1));
  for (let k = 0; k <= PIECES; k++) {
    const share = k / PIECES;
    degrees.set([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share], 2 * k);
  }
  const xy = plane.fromDegrees(degrees);
  return Array.from({ length: PIECES + 1 }, (_, k) => [(xy[2 * k]! - left) * scale, (xy[2 * k + 1]! - top) * scale]);
}

/** Without what has no place, and without leaps across the map. */
function pathOf(line: readonly Point[]): string {
  let data = "";
  let before: Point | undefined;
  for (const [x, y] of line) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      before = undefined;
      continue;
    }
    const isLeap = before !== undefined && Math.hypot(x - before[0], y - before[1]) > 2000;
    data += `${before === undefined || isLeap ? "M" : "L"}${rounded(x)} ${rounded(y)}`;
    before = [x, y];
  }
  return data;
}

/** Where a line crosses the left edge (axis 0, at 0) or the bottom (axis 1, at its height). */
function marks(line: readonly Point[], axis: 0 | 1, text: string, edge = 0): GridMark[] {
  for (let k = 1; k < line.length; k++) {
    const [a, b] = [line[k - 1]!, line[k]!];
    const [fromA, fromB] = [a[axis] - edge, b[axis] - edge];
    if (!Number.isFinite(fromA + fromB) || fromA === fromB || fromA * fromB > 0) continue;
    const share = fromA / (fromA - fromB);
    return [{ at: a[1 - axis]! + share * (b[1 - axis]! - a[1 - axis]!), text }];
  }
  return [];
}

function degreesText(value: number, positive: string, negative: string): string {
  const turned = ((((value + 180) % 360) + 360) % 360) - 180;
  const shown = Math.abs(positive === "E" && Math.abs(value) > 180 ? turned : value);
  return `${shown}°${shown === 0 || shown === 180 ? "" : value > 0 ? positive : negative}`;
}
