import type { Format } from "../format.ts";
import { startsAsObject } from "../text-start.ts";

export const geojson: Format = {
  id: "geojson",
  title: "GeoJSON",
  endings: [".geojson", ".json"],
  mediaTypes: ["application/geo+json", "application/json"],
  recognises: startsAsObject,
  hasEncoding: true,
  read: async (source, query, feedback) =>
    (await import("./read-geojson.ts")).readGeoJson(source.stream(), query, feedback),
  write: async (data, sink, options) => (await import("./write-geojson.ts")).writeGeoJson(data, sink, options),
};
