/** Endings of files that can be read as layers. */
export const READABLE = [".geojson", ".json", ".topojson", ".geojsonl", ".geojsons", ".ndjson", ".fgb"] as const;

/** Endings of files that layers can be written to. */
export const WRITABLE = [".geojson", ".json", ".geojsonl", ".ndjson", ".fgb"] as const;
