export interface CornerCut {
  readonly isRing: boolean;
  /** How much of a segment goes at each end, 0 to 0.5. */
  readonly offset: number;
  /** Corners where the line turns by more stay, in radians. */
  readonly most: number;
}

/** One round of Chaikin's corner cutting, with the choice of corners that QGIS makes. */
export function cutCorners(xy: Float64Array, { isRing, offset, most }: CornerCut): Float64Array<ArrayBuffer> {
  const segments = xy.length / 2 - 1;
  const made: number[] = [];
  const add = (segment: number, share: number): void => {
    for (const at of [2 * segment, 2 * segment + 1]) made.push(xy[at]! + (xy[at + 2]! - xy[at]!) * share);
  };
  let staysBefore = isRing && segments > 1 && isSharp(xy, [segments - 1, 0, 1], most);
  for (let i = 0; i < segments; i++) {
    const isLast = i === segments - 1;
    const staysAfter = isSharp(xy, [i, i + 1, followerOf(i, segments, isRing)], most);
    if (!staysBefore) add(i, i === 0 && !isRing ? 0 : offset);
    else if (i === 0) add(i, 0);
    add(i, staysAfter || (isLast && !isRing) ? 1 : 1 - offset);
    staysBefore = staysAfter;
  }
  const closes = isRing && (made[0] !== made.at(-2) || made[1] !== made.at(-1));
  return Float64Array.from(closes ? [...made, made[0]!, made[1]!] : made);
}

/** The vertex that the corner at the end of segment i is measured with; undefined at the end of a line. */
function followerOf(i: number, segments: number, isRing: boolean): number | undefined {
  // QGIS takes the last one at the first corner of a ring
  if (i === 0 && isRing) return segments - 1;
  if (i < segments - 1) return i + 2;
  return isRing ? 1 : undefined;
}

function isSharp(xy: Float64Array, [a, b, c]: readonly [number, number, number | undefined], most: number): boolean {
  if (c === undefined) return false;
  const to = (vertex: number): number => Math.atan2(xy[2 * vertex + 1]! - xy[2 * b + 1]!, xy[2 * vertex]! - xy[2 * b]!);
  const turn = (to(a) - to(c) + 4 * Math.PI) % (2 * Math.PI);
  return turn < Math.PI - most || turn > Math.PI + most;
}
