import { boundsOfFeature } from "../../geometry/bounds.ts";
import { Kind } from "../../geometry/column.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import type { GeometryAt } from "../../geometry/geometry-at.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { ringsOf } from "../vector-geometry/rings.ts";
import { type Draw, INCLUDE_ATTRIBUTES, RANDOM_POINTS, randomPoints } from "./random-points.ts";

const parameters = {
  input: layer({ doc: "Polygons" }),
  ...RANDOM_POINTS,
  includePolygonAttributes: INCLUDE_ATTRIBUTES,
};

export const randomPointsInPolygons: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "randomPointsInPolygons",
  id: "native:randompointsinpolygons",
  title: "Random points in polygons",
  group: "Vector creation",
  doc:
    "Points anywhere within each polygon, each place of it being as likely as any other, counted from 0 in rand_point_id, with " +
    "the polygon's attributes. The same seed gives the same points. Where no place is found that is far enough from the others a " +
    "polygon has fewer, with a warning. Features without geometry have none.",
  tags: ["random", "sample", "points", "create", "simulate", "inside"],
  example: "%random-points-in-polygons countries --points-number 5 --seed 7 --as sample",
  parameters,
  run(setup, tools) {
    const { geometry } = inputOf(setup, "input");
    checkKinds("input", geometry, [Kind.Polygon]);
    const includeAttributes = setup.values.includePolygonAttributes;
    return randomPoints(
      setup,
      { includeAttributes, drawIn: (row) => drawInside({ column: geometry, index: row }) },
      tools,
    );
  },
};

/** Of a sliver that fills less of its box than one in so many, points are not found. */
const DRAWS = 100_000;

function drawInside(place: GeometryAt): Draw | undefined {
  const box = boundsOfFeature(place.column, place.index);
  if (box === undefined) return undefined;
  const [minX, minY, maxX, maxY] = box;
  let state: "new" | "found" | "hopeless" = "new";
  return (random) => {
    for (let draw = 0; draw < DRAWS && state !== "hopeless"; draw++) {
      const point = [minX + random.next() * (maxX - minX), minY + random.next() * (maxY - minY)] as const;
      if (!isInside(place, point)) continue;
      state = "found";
      return point;
    }
    // one without area is not searched again for each point
    if (state === "new") state = "hopeless";
    return undefined;
  };
}

/** Whether a ray from the point meets the rings an odd number of times. */
function isInside(place: GeometryAt, [x, y]: readonly [number, number]): boolean {
  const { xy } = place.column;
  let isOdd = false;
  for (const { from, to } of ringsOf(place)) {
    for (let v = from + 1; v < to; v++) {
      const [ax, ay, bx, by] = [xy[2 * v - 2]!, xy[2 * v - 1]!, xy[2 * v]!, xy[2 * v + 1]!];
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) isOdd = !isOdd;
    }
  }
  return isOdd;
}
