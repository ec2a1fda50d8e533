import { toLayerUnits } from "../../crs/distance.ts";
import { SpatialError } from "../../errors.ts";
import { boundsOf } from "../../geometry/bounds.ts";
import { distance } from "../../schema/types/distance.ts";
import { integer } from "../../schema/types/integer.ts";
import { layer } from "../../schema/types/layer.ts";
import { seed } from "../../schema/types/seed.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { pointsWithin } from "./random-points-in-extent.ts";

const parameters = {
  input: layer({ doc: "Features whose rectangle is filled" }),
  pointsNumber: integer({ default: 1, min: 1, max: 50_000_000, doc: "How many" }),
  minDistance: distance({ default: 0, min: 0, doc: "No two points are nearer to each other; in the plane" }),
  seed: seed({ doc: "The same seed gives the same points" }),
};

/** As in QGIS, which stops then. */
const ATTEMPTS = 200;

export const randomPointsInLayerBounds: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "randomPointsInLayerBounds",
  id: "qgis:randompointsinlayerbounds",
  title: "Random points in layer bounds",
  group: "Vector creation",
  doc:
    "Points anywhere in the rectangle around a layer, each place being as likely as any other, with a field id counted from 0. " +
    "The same seed gives the same points. Where no place is found that is far enough from the others the layer has fewer points, " +
    "with a warning.",
  tags: ["random", "sample", "points", "create", "simulate", "bounds"],
  example: "%random-points-in-layer-bounds countries --points-number 20 --seed 7 --as sample",
  parameters,
  run(setup, tools) {
    const { geometry, crs } = inputOf(setup, "input");
    const bounds = boundsOf(geometry);
    if (bounds === undefined)
      throw new SpatialError(
        "BAD_ARGUMENT",
        "randomPointsInLayerBounds: the input has no coordinates; give another layer.",
      );
    const { pointsNumber, minDistance, seed: start } = setup.values;
    const wanted = { bounds, pointsNumber, least: toLayerUnits(minDistance, crs), maxAttempts: ATTEMPTS, seed: start };
    return { layer: pointsWithin(wanted, crs, tools) };
  },
};
