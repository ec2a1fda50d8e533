import type { Format } from "../format.ts";

/** Tables in an SQLite database, with their places as WKB; QGIS's own format. */
export const geopackage: Format = {
  id: "gpkg",
  title: "GeoPackage",
  endings: [".gpkg"],
  mediaTypes: ["application/geopackage+sqlite3", "application/vnd.sqlite3"],
  recognises: (head) => Buffer.from(head.subarray(0, 15)).toString("latin1") === "SQLite format 3",
  keepsOtherLayers: true,
  writeOptions: [
    {
      name: "layerName",
      type: "text",
      doc: "GeoPackage: the layer's name in the file; the layer's own if nothing is said.",
    },
    { name: "append", type: "flag", doc: "GeoPackage: adds to the layer in the file instead of replacing it." },
  ],
  read: async (source, query, feedback) =>
    (await import("./read-geopackage.ts")).readGeoPackage(source, query, feedback),
  write: async (data, sink, options) => (await import("./write-geopackage.ts")).writeGeoPackage(data, sink, options),
};
