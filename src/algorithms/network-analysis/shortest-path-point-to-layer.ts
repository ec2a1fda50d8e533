import { layer } from "../../schema/types/layer.ts";
import { point } from "../../schema/types/point.ts";
import { pointIn } from "../point-in.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { COSTS, NETWORK } from "./network-parameters.ts";
import { pathsOf } from "./paths-of-layer.ts";

const parameters = {
  input: layer({ doc: "Lines that make the network" }),
  endPoints: layer({ doc: "Points where ways end" }),
  ...NETWORK,
  startPoint: point({ doc: "Where all ways begin" }),
};

export const shortestPathPointToLayer: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "shortestPathPointToLayer",
  id: "native:shortestpathpointtolayer",
  title: "Shortest path (point to layer)",
  group: "Network analysis",
  doc: `The cheapest way from a place to each point of a layer along lines, with the point's attributes, start, end and cost. ${COSTS} A point to which no way leads, or from which none does, has no geometry and no cost, with a warning.`,
  tags: ["network", "path", "shortest", "fastest", "route", "dijkstra", "accessibility"],
  example: "%shortest-path-point-to-layer roads places --start-point 0,0 --as ways",
  parameters,
  run(setup, tools) {
    const fixed = pointIn(setup.values.startPoint, inputOf(setup, "input").crs, "shortestPathPointToLayer");
    return { layer: pathsOf(setup, { layer: "endPoints", point: fixed, toLayer: true }, tools) };
  },
};
