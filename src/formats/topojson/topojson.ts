import type { Format } from "../format.ts";
import { startsAsObject } from "../text-start.ts";

/** Told from GeoJSON by its content, whatever the ending: one reader takes both. */
export const topojson: Format = {
  id: "topojson",
  title: "TopoJSON",
  endings: [".topojson"],
  mediaTypes: ["application/topo+json"],
  recognises: startsAsObject,
  hasEncoding: true,
  read: async (source, query, feedback) =>
    (await import("../geojson/read-geojson.ts")).readGeoJson(source.stream(), query, feedback),
};
