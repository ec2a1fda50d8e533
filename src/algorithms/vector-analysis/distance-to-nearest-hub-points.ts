import type { FeatureAlgorithm } from "../shapes.ts";
import { HUB_FIELDS, indexOfHubs, NEAREST_HUB, openNearestHub } from "./nearest-hub.ts";
import type { SharedIndex } from "../runners/spatial-index.ts";

export const distanceToNearestHubPoints: FeatureAlgorithm<typeof NEAREST_HUB, SharedIndex> = {
  shape: "feature",
  name: "distanceToNearestHubPoints",
  id: "qgis:distancetonearesthubpoints",
  title: "Distance to nearest hub (points)",
  group: "Vector analysis",
  doc:
    "The middle of each feature's box as a point, with its attributes, the name of the nearest hub in HubName and the distance to the " +
    "middle of the hub's box in HubDist. Distances are measured on the ground where coordinates are longitude and latitude, else " +
    "in the plane. layer-units are degrees there. Features without geometry have nulls.",
  tags: ["distance", "nearest", "hub", "closest", "facility"],
  example: "%distance-to-nearest-hub-points places --hubs north --field name --unit kilometers --as served",
  parameters: NEAREST_HUB,
  fields: () => HUB_FIELDS,
  prepare: indexOfHubs,
  open(setup, _, index) {
    const nearest = openNearestHub(setup, index);
    return ({ index: row }, out) => {
      const found = nearest(row);
      if (found === undefined) out.addNull();
      else out.addPoint(...found.from, found.values);
    };
  },
};
