import type { Format } from "../format.ts";

/** One GeoJSON feature a line. */
export const newlineSequence: Format = {
  id: "geojsonl",
  title: "newline-delimited GeoJSON",
  endings: [".geojsonl", ".ndjson"],
  mediaTypes: ["application/x-ndjson", "application/ndjson"],
  hasEncoding: true,
  read: async (source, query, feedback) =>
    (await import("./read-geojson.ts")).readGeoJson(source.stream(), query, feedback),
  write: async (data, sink, options) => (await import("./write-geojson.ts")).writeGeoJsonLines(data, sink, options),
};
