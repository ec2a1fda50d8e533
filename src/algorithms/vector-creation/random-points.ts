import type { CrsId } from "../../crs/crs-id.ts";
import { type Distance, toLayerUnits } from "../../crs/distance.ts";
import type { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { distance } from "../../schema/types/distance.ts";
import { integer } from "../../schema/types/integer.ts";
import { seed } from "../../schema/types/seed.ts";
import { LayerBuilder, rowValues } from "../layer-builder.ts";
import { joinedFields, madeOf } from "../../layers/joined-fields.ts";
import { inputOf, type Setup, type Tools } from "../setup.ts";
import type { Outputs } from "../outputs.ts";
import { PointsApart } from "./points-apart.ts";
import { SeededRandom } from "./seeded-random.ts";

/** What random points in each of several features take. */
export const RANDOM_POINTS = {
  pointsNumber: integer({ default: 1, min: 1, max: 50_000_000, doc: "How many in each" }),
  minDistance: distance({ default: 0, min: 0, doc: "No two of one feature are nearer to each other; in the plane" }),
  minDistanceGlobal: distance({ default: 0, min: 0, doc: "No two at all are nearer to each other" }),
  maxTriesPerPoint: integer({
    default: 10,
    min: 1,
    doc: "How often a place is sought that is far enough from the others",
  }),
  seed: seed({ doc: "The same seed gives the same points" }),
};

export const INCLUDE_ATTRIBUTES = boolean({ default: true, doc: "Have the attributes of the feature, too" });

type Point = readonly [x: number, y: number];
/** A place in a feature by chance; undefined where none was found. */
export type Draw = (random: SeededRandom) => Point | undefined;

interface Wanted {
  readonly includeAttributes: boolean;
  /** Undefined for a feature that no point can be in. */
  readonly drawIn: (row: number) => Draw | undefined;
}

/** Points in each feature of the input, counted from 0 in rand_point_id. */
export function randomPoints(
  setup: Setup<typeof RANDOM_POINTS>,
  { includeAttributes, drawIn }: Wanted,
  { feedback }: Tools,
): Outputs {
  const data = inputOf(setup, "input");
  const { pointsNumber, maxTriesPerPoint } = setup.values;
  const random = new SeededRandom(setup.values.seed);
  const all = new PointsApart(unitsOf(setup.values.minDistanceGlobal, data.crs));
  const id = { name: "rand_point_id", type: "integer" } as const;
  const out = new LayerBuilder([id, ...(includeAttributes ? madeOf(joinedFields([id], data.fields, {})) : [])]);
  let missed = 0;
  for (let row = 0; row < data.geometry.length; row++) {
    feedback.throwIfCanceled();
    const draw = drawIn(row);
    if (draw === undefined) continue;
    const own = new PointsApart(unitsOf(setup.values.minDistance, data.crs));
    const values = includeAttributes ? rowValues(data, row) : [];
    for (let n = 0; n < pointsNumber; n++) {
      if (n % 1000 === 0) feedback.throwIfCanceled();
      feedback.progress((row + n / pointsNumber) / data.geometry.length);
      const point = placed({ draw, own, all }, maxTriesPerPoint, random);
      if (point === undefined) missed++;
      else out.add([out.length, ...values], (builder) => addPoint(builder, point));
    }
  }
  if (missed > 0)
    feedback.log("warning", `${missed} points were found no place inside and far enough from the others.`);
  return { layer: out.layer(data.crs) };
}

function unitsOf(length: Distance, crs: CrsId): number {
  return toLayerUnits(length, crs);
}

interface Places {
  readonly draw: Draw;
  readonly own: PointsApart;
  readonly all: PointsApart;
}

function placed({ draw, own, all }: Places, tries: number, random: SeededRandom): Point | undefined {
  for (let attempt = 0; attempt < tries; attempt++) {
    const point = draw(random);
    if (point === undefined || !own.hasRoom(point) || !all.hasRoom(point)) continue;
    own.add(point);
    all.add(point);
    return point;
  }
  return undefined;
}

function addPoint(builder: GeometryBuilder, [x, y]: Point): void {
  builder.beginFeature(Kind.Point);
  builder.beginPart(Kind.Point);
  builder.beginRing();
  builder.addVertex(x, y);
  builder.endFeature();
}
