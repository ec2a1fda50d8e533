import { Kind } from "../../geometry/column.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { MeasuredFeature } from "../vector-geometry/measured-feature.ts";
import { INCLUDE_ATTRIBUTES, RANDOM_POINTS, randomPoints } from "./random-points.ts";

const parameters = {
  input: layer({ doc: "Lines" }),
  ...RANDOM_POINTS,
  includeLineAttributes: INCLUDE_ATTRIBUTES,
};

export const randomPointsOnLines: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "randomPointsOnLines",
  id: "native:randompointsonlines",
  title: "Random points on lines",
  group: "Vector creation",
  doc:
    "Points anywhere on each line, each place of it being as likely as any other, counted from 0 in rand_point_id, with the " +
    "line's attributes. The same seed gives the same points. Where no place is found that is far enough from the others a line has " +
    "fewer, with a warning. Features without geometry have none.",
  tags: ["random", "sample", "points", "create", "simulate", "along"],
  example: "%random-points-on-lines roads --points-number 5 --seed 7 --as sample",
  parameters,
  run(setup, tools) {
    const { geometry } = inputOf(setup, "input");
    checkKinds("input", geometry, [Kind.LineString]);
    const drawIn = (row: number) => {
      if (geometry.geomOffsets[row] === geometry.geomOffsets[row + 1]) return undefined;
      const line = new MeasuredFeature({ column: geometry, index: row });
      return (random: { next(): number }) => line.pointAt(random.next() * line.length);
    };
    return randomPoints(setup, { includeAttributes: setup.values.includeLineAttributes, drawIn }, tools);
  },
};
