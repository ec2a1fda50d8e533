import { SpatialError } from "../../errors.ts";
import { layer } from "../../schema/types/layer.ts";
import { point } from "../../schema/types/point.ts";
import { LayerBuilder } from "../layer-builder.ts";
import { pointIn } from "../point-in.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { addPath } from "./add-path.ts";
import { networkOf } from "./network.ts";
import { COSTS, NETWORK } from "./network-parameters.ts";
import { pointText } from "./places.ts";
import { costsFrom, pathTo } from "./shortest-paths.ts";

const parameters = {
  input: layer({ doc: "Lines that make the network" }),
  ...NETWORK,
  startPoint: point({ doc: "Where the way begins" }),
  endPoint: point({ doc: "Where it ends" }),
};

export const shortestPathPointToPoint: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "shortestPathPointToPoint",
  id: "native:shortestpathpointtopoint",
  title: "Shortest path (point to point)",
  group: "Network analysis",
  doc: `The cheapest way from one place to another along lines, as one line with its start, end and cost. ${COSTS} Where no way leads to the end there is an error.`,
  tags: ["network", "path", "shortest", "fastest", "route", "dijkstra", "directions"],
  example: "%shortest-path-point-to-point roads --start-point 0,0 --end-point 6,3 --as way",
  parameters,
  run(setup, tools) {
    const { crs } = inputOf(setup, "input");
    const { startPoint, endPoint } = setup.values;
    const ends = [startPoint, endPoint].map((one) => pointIn(one, crs, "shortestPathPointToPoint"));
    const network = networkOf(setup, ends, tools);
    const [start, end] = network.places;
    const found = start === undefined || end === undefined ? undefined : costsFrom(network, start, tools.feedback);
    const path = found && pathTo(found, end!);
    if (found === undefined || path === undefined)
      throw new SpatialError(
        "BAD_ARGUMENT",
        `shortestPathPointToPoint: no way leads from ${pointText(ends[0]!)} to ${pointText(ends[1]!)}: the lines are not connected, or not in that direction (see tolerance and the options of direction).`,
      );
    const out = new LayerBuilder(PATH_FIELDS);
    out.add([pointText(ends[0]!), pointText(ends[1]!), found.costs[end!]!], (builder) =>
      addPath(builder, network, path),
    );
    return { layer: out.layer(crs) };
  },
};

export const PATH_FIELDS = [
  { name: "start", type: "string" },
  { name: "end", type: "string" },
  { name: "cost", type: "number" },
] as const;
