import { boolean } from "../../schema/types/boolean.ts";
import { text } from "../../schema/types/text.ts";
import type { Format } from "../format.ts";

const writeOptions = {
  layerName: text({ optional: true, doc: "the layer's name in the file; the layer's own if nothing is said." }),
  append: boolean({ doc: "adds to the layer in the file instead of replacing it." }),
};

/** Tables in an SQLite database, with their places as WKB; QGIS's own format. */
export const geopackage: Format<{}, typeof writeOptions> = {
  id: "gpkg",
  title: "GeoPackage",
  endings: [".gpkg"],
  mediaTypes: ["application/geopackage+sqlite3", "application/vnd.sqlite3"],
  recognises: (head) => Buffer.from(head.subarray(0, 15)).toString("latin1") === "SQLite format 3",
  keepsOtherLayers: true,
  writeOptions,
  read: async (source, query, feedback) =>
    (await import("./read-geopackage.ts")).readGeoPackage(source, query, feedback),
  write: async (data, sink, options) => (await import("./write-geopackage.ts")).writeGeoPackage(data, sink, options),
};
