import type { Format } from "../format.ts";

/** A GeoJSON text sequence (RFC 8142): a record separator before each feature. */
export const recordSequence: Format = {
  id: "geojsons",
  title: "GeoJSON text sequence",
  endings: [".geojsons"],
  mediaTypes: ["application/geo+json-seq"],
  recognises: (head) => head[0] === RECORD_SEPARATOR,
  hasEncoding: true,
  read: async (source, query, feedback) =>
    (await import("./read-geojson.ts")).readGeoJson(source.stream(), query, feedback),
  write: async (data, sink, options) => (await import("./write-geojson.ts")).writeGeoJsonSequence(data, sink, options),
};

const RECORD_SEPARATOR = 0x1e;
