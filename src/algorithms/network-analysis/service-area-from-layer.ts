import { layer } from "../../schema/types/layer.ts";
import { rowValues } from "../layer-builder.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { COSTS } from "./network-parameters.ts";
import { placesOf } from "./places.ts";
import { SERVICE_AREA, serviceAreas } from "./service-areas.ts";

const parameters = {
  input: layer({ doc: "Lines that make the network" }),
  startPoints: layer({ doc: "Points where ways begin" }),
  ...SERVICE_AREA,
};

export const serviceAreaFromLayer: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "serviceAreaFromLayer",
  id: "native:serviceareafromlayer",
  title: "Service area (from layer)",
  group: "Network analysis",
  doc: `What of the lines of a network can be come to from each point of a layer within a cost, as a multi-part line each, with the point's attributes; each edge counts in both directions in which it may be passed, as in QGIS. The points within, and with bounds those beyond and before the limit, may go to a layer of their own. ${COSTS}`,
  tags: ["network", "service area", "isochrone", "reach", "catchment", "travel", "dijkstra"],
  example: "%service-area-from-layer roads places --travel-cost 200000 --as reached --points-as limits",
  parameters,
  others: ["points"],
  run(setup, tools) {
    const data = inputOf(setup, "startPoints");
    const origins = placesOf(setup, "startPoints").map(({ row, point }) => ({ point, values: rowValues(data, row) }));
    return serviceAreas(setup, { origins, fields: data.fields }, tools);
  },
};
