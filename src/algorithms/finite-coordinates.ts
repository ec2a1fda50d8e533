import { SpatialError } from "../errors.ts";
import type { GeometryColumn } from "../geometry/column.ts";
import { layerInputs } from "./algorithm.ts";
import type { Setup } from "./setup.ts";
import type { Algorithm } from "./shapes.ts";

/**
 * Loops that seek a place never come to an end with NaN or infinite coordinates, or such whose squares are infinite, and
 * engines break down in their own ways.
 * Readers refuse them; what has come in all the same is refused here, except where the validity of geometries is seen to.
 * @throws SpatialError INVALID_GEOMETRY
 */
export function refuseInfinite(algorithm: Algorithm, { inputs }: Setup, [start, end]: readonly [number, number]): void {
  if (algorithm.shape === "rows" || algorithm.takesAnyCoordinates === true) return;
  const [main, ...others] = layerInputs(algorithm);
  for (const input of start === 0 ? [main, ...others] : [main]) {
    const geometry = input && inputs[input.name]?.geometry;
    if (geometry === undefined || input!.valid) continue;
    const bad = infiniteIn(geometry, input === main ? [start, end] : [0, geometry.length]);
    if (bad === undefined) continue;
    throw new SpatialError(
      "INVALID_GEOMETRY",
      `${algorithm.name}: feature ${bad.feature} of the ${input!.name} has the coordinate (${bad.x}, ${bad.y}), which is no place. ` +
        "Leave it out, or repair it with fix-geometries.",
    );
  }
}

/** @throws SpatialError BAD_ARGUMENT where numbers have grown over what there is. */
export function refuseOverflow(algorithm: Algorithm, result: GeometryColumn): void {
  if (algorithm.shape === "rows" || algorithm.takesAnyCoordinates === true) return;
  const bad = infiniteIn(result, [0, result.length]);
  if (bad === undefined) return;
  throw new SpatialError(
    "BAD_ARGUMENT",
    `${algorithm.name}: feature ${bad.feature} of the result would have the coordinate (${bad.x}, ${bad.y}), which is no ` +
      "place. Give smaller numbers.",
  );
}

/** The square of what is larger is infinite, and with it areas, distances and boxes. */
const MOST = 1e150;

interface Infinite {
  readonly feature: number;
  readonly x: number;
  readonly y: number;
}

function infiniteIn(column: GeometryColumn, [start, end]: readonly [number, number]): Infinite | undefined {
  const { xy } = column;
  // ranges of pairs go on behind the layer
  const [from, to] = [start, end].map((feature) => firstVertex(column, Math.min(feature, column.length))) as [
    number,
    number,
  ];
  for (let i = 2 * from; i < 2 * to; i++) {
    if (xy[i]! > -MOST && xy[i]! < MOST) continue;
    const vertex = i >> 1;
    let feature = start;
    while (firstVertex(column, feature + 1) <= vertex) feature++;
    return { feature, x: xy[2 * vertex]!, y: xy[2 * vertex + 1]! };
  }
  return undefined;
}

function firstVertex({ geomOffsets, partOffsets, ringOffsets }: GeometryColumn, feature: number): number {
  return ringOffsets[partOffsets[geomOffsets[feature]!]!]!;
}
