import { layer } from "../../schema/types/layer.ts";
import { point } from "../../schema/types/point.ts";
import { pointIn } from "../point-in.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { COSTS, NETWORK } from "./network-parameters.ts";
import { pathsOf } from "./paths-of-layer.ts";

const parameters = {
  input: layer({ doc: "Lines that make the network" }),
  startPoints: layer({ doc: "Points where ways begin" }),
  ...NETWORK,
  endPoint: point({ doc: "Where all ways end" }),
};

export const shortestPathLayerToPoint: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "shortestPathLayerToPoint",
  id: "native:shortestpathlayertopoint",
  title: "Shortest path (layer to point)",
  group: "Network analysis",
  doc: `The cheapest way from each point of a layer to a place along lines, with the point's attributes, start, end and cost. ${COSTS} A point to which no way leads, or from which none does, has no geometry and no cost, with a warning.`,
  tags: ["network", "path", "shortest", "fastest", "route", "dijkstra", "accessibility"],
  example: "%shortest-path-layer-to-point roads places --end-point 6,3 --as ways",
  parameters,
  run(setup, tools) {
    const fixed = pointIn(setup.values.endPoint, inputOf(setup, "input").crs, "shortestPathLayerToPoint");
    return { layer: pathsOf(setup, { layer: "startPoints", point: fixed, toLayer: false }, tools) };
  },
};
