import type { CrsId } from "../../crs/crs-id.ts";
import { toLayerUnits } from "../../crs/distance.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { type Bounds, Kind } from "../../geometry/column.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { ColumnBuilder } from "../../layers/column-builder.ts";
import { crs } from "../../schema/types/crs.ts";
import { distance } from "../../schema/types/distance.ts";
import { extent } from "../../schema/types/extent.ts";
import { integer } from "../../schema/types/integer.ts";
import { seed } from "../../schema/types/seed.ts";
import type { Tools } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { boundsIn } from "./bounds-in.ts";
import { PointsApart } from "./points-apart.ts";
import { SeededRandom } from "./seeded-random.ts";

const parameters = {
  extent: extent({ doc: "Where the points lie" }),
  pointsNumber: integer({ default: 1, min: 1, max: 50_000_000, doc: "How many" }),
  minDistance: distance({ default: 0, min: 0, doc: "No two points are nearer to each other; in the plane" }),
  targetCrs: crs({ optional: true, doc: "Of the points; that of the extent if nothing is said, or EPSG:4326" }),
  maxAttempts: integer({ default: 200, min: 1, doc: "How often a place is sought that is far enough from the others" }),
  seed: seed({ doc: "The same seed gives the same points" }),
};

export const randomPointsInExtent: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "randomPointsInExtent",
  id: "native:randompointsinextent",
  title: "Random points in extent",
  group: "Vector creation",
  doc:
    "Points anywhere within an extent, each place being as likely as any other, with a field id counted from 0. The same " +
    "seed gives the same points. With a least distance there may be no place for all of them: where none is found in so " +
    "many attempts the layer has fewer points, with a warning.",
  tags: ["random", "sample", "points", "create", "simulate"],
  example: "%random-points-in-extent --extent countries --points-number 20 --seed 7 --as sample",
  parameters,
  run({ values }, tools) {
    const target = values.targetCrs ?? values.extent.crs ?? ("EPSG:4326" as CrsId);
    const bounds = boundsIn(values.extent, target, "randomPointsInExtent");
    const least = toLayerUnits(values.minDistance, target);
    return { layer: pointsWithin({ ...values, bounds, least }, target, tools) };
  },
};

/** Points in a rectangle, counted from 0 in the field id. */
export function pointsWithin(wanted: Wanted, target: CrsId, tools: Tools): LayerData {
  const builder = new GeometryBuilder(wanted.pointsNumber);
  const ids = new ColumnBuilder("integer");
  for (const [x, y] of points(wanted, tools)) {
    ids.setNumber(builder.length, builder.length);
    builder.beginFeature(Kind.Point);
    builder.beginPart(Kind.Point);
    builder.beginRing();
    builder.addVertex(x, y);
    builder.endFeature();
  }
  if (builder.length < wanted.pointsNumber)
    tools.feedback.log(
      "warning",
      `Only ${builder.length} of ${wanted.pointsNumber} points were found a place that is far enough from the others.`,
    );
  const { column } = ids.finish(builder.length);
  return { crs: target, geometry: builder.finish(), fields: [{ name: "id", type: "integer" }], columns: [column] };
}

interface Wanted {
  readonly bounds: Bounds;
  readonly pointsNumber: number;
  /** Between any two, in units of the CRS. */
  readonly least: number;
  readonly maxAttempts: number;
  readonly seed: number;
}

type Point = readonly [x: number, y: number];

function* points({ bounds, pointsNumber, least, maxAttempts, seed: start }: Wanted, { feedback }: Tools) {
  const random = new SeededRandom(start);
  const [minX, minY, maxX, maxY] = bounds;
  const others = new PointsApart(least);
  for (let n = 0; n < pointsNumber; n++) {
    if (n % 1000 === 0) {
      feedback.throwIfCanceled();
      feedback.progress(n / pointsNumber);
    }
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const point: Point = [minX + random.next() * (maxX - minX), minY + random.next() * (maxY - minY)];
      if (!others.add(point)) continue;
      yield point;
      break;
    }
  }
}
