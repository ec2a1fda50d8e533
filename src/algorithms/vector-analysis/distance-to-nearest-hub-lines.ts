import type { SharedIndex } from "../runners/spatial-index.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { addLine } from "./hub-lines.ts";
import { HUB_FIELDS, indexOfHubs, NEAREST_HUB, openNearestHub } from "./nearest-hub.ts";

export const distanceToNearestHubLines: FeatureAlgorithm<typeof NEAREST_HUB, SharedIndex> = {
  shape: "feature",
  name: "distanceToNearestHubLines",
  id: "qgis:distancetonearesthublinetohub",
  title: "Distance to nearest hub (line to hub)",
  group: "Vector analysis",
  doc:
    "A line from the middle of each feature's box to that of the nearest hub, with the feature's attributes, the name of the hub in HubName " +
    "and the distance in HubDist. Distances are measured on the ground where coordinates are longitude and latitude, else in the " +
    "plane. layer-units are degrees there. Features without geometry have nulls.",
  tags: ["distance", "nearest", "hub", "closest", "facility", "line"],
  example: "%distance-to-nearest-hub-lines places --hubs north --field name --unit kilometers --as served",
  parameters: NEAREST_HUB,
  fields: () => HUB_FIELDS,
  prepare: indexOfHubs,
  open(setup, _, index) {
    const nearest = openNearestHub(setup, index);
    return ({ index: row }, out) => {
      const found = nearest(row);
      if (found === undefined) out.addNull();
      else out.write((builder) => addLine(builder, found.from, found.to), found.values);
    };
  },
};
