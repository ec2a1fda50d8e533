import { layer } from "../../schema/types/layer.ts";
import { point } from "../../schema/types/point.ts";
import { pointIn } from "../point-in.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { COSTS } from "./network-parameters.ts";
import { SERVICE_AREA, serviceAreas } from "./service-areas.ts";

const parameters = {
  input: layer({ doc: "Lines that make the network" }),
  ...SERVICE_AREA,
  startPoint: point({ doc: "Where ways begin" }),
};

export const serviceAreaFromPoint: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "serviceAreaFromPoint",
  id: "native:serviceareafrompoint",
  title: "Service area (from point)",
  group: "Network analysis",
  doc: `What of the lines of a network can be come to from a place within a cost, as one multi-part line; each edge counts in both directions in which it may be passed, as in QGIS. The points within, and with bounds those beyond and before the limit, may go to a layer of their own. ${COSTS}`,
  tags: ["network", "service area", "isochrone", "reach", "catchment", "travel", "dijkstra"],
  example: "%service-area-from-point roads --start-point 0,0 --travel-cost 300000 --as reached --points-as limits",
  parameters,
  others: ["points"],
  run(setup, tools) {
    const start = pointIn(setup.values.startPoint, inputOf(setup, "input").crs, "serviceAreaFromPoint");
    return serviceAreas(setup, { origins: [{ point: start, values: [] }], fields: [] }, tools);
  },
};
