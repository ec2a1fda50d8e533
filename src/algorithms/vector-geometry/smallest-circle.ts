export interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Of a circle with a vertex at both ends of a diameter, the one farther east (north of those). */
  readonly end?: readonly [x: number, y: number];
}

/** By how much a vertex may lie outside, relative to the radius: what rounding does. */
const SLACK = 1e-12;

/**
 * The smallest circle around vertices (Welzl's method, one vertex after the other): it goes through two of them at the ends of
 * a diameter, or three. Undefined without vertices.
 */
export function smallestCircle(xy: Float64Array): Circle | undefined {
  if (xy.length === 0) return undefined;
  let circle: Circle = { x: xy[0]!, y: xy[1]!, radius: 0 };
  for (let i = 2; i < xy.length; i += 2) if (!holds(circle, xy, i)) circle = throughOne(xy, i);
  return circle;
}

/** The smallest around the vertices before `i`, through it. */
function throughOne(xy: Float64Array, i: number): Circle {
  let circle: Circle = { x: xy[i]!, y: xy[i + 1]!, radius: 0 };
  for (let j = 0; j < i; j += 2) if (!holds(circle, xy, j)) circle = throughTwo(xy, i, j);
  return circle;
}

/** The smallest around the vertices before `j`, through it and `i`. */
function throughTwo(xy: Float64Array, i: number, j: number): Circle {
  let circle = onDiameter(xy, i, j);
  for (let k = 0; k < j; k += 2) if (!holds(circle, xy, k)) circle = throughThree(xy, [i, j, k]) ?? circle;
  return circle;
}

function holds({ x, y, radius }: Circle, xy: Float64Array, i: number): boolean {
  return Math.hypot(xy[i]! - x, xy[i + 1]! - y) <= radius * (1 + SLACK);
}

function onDiameter(xy: Float64Array, i: number, j: number): Circle {
  const [ax, ay, bx, by] = [xy[i]!, xy[i + 1]!, xy[j]!, xy[j + 1]!];
  const end = ax > bx || (ax === bx && ay > by) ? ([ax, ay] as const) : ([bx, by] as const);
  return { x: (ax + bx) / 2, y: (ay + by) / 2, radius: Math.hypot(ax - bx, ay - by) / 2, end };
}

/** Undefined where they lie on one line. */
function throughThree(xy: Float64Array, [i, j, k]: readonly [number, number, number]): Circle | undefined {
  const [x0, y0] = [xy[i]!, xy[i + 1]!];
  const [bx, by, cx, cy] = [xy[j]! - x0, xy[j + 1]! - y0, xy[k]! - x0, xy[k + 1]! - y0];
  const twice = 2 * (bx * cy - by * cx);
  if (twice === 0) return undefined;
  const [b, c] = [bx * bx + by * by, cx * cx + cy * cy];
  const [x, y] = [(cy * b - by * c) / twice, (bx * c - cx * b) / twice];
  return { x: x0 + x, y: y0 + y, radius: Math.hypot(x, y) };
}
