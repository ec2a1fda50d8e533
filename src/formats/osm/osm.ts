import type { Format } from "../format.ts";
import { startsAsXml } from "../text-start.ts";

/** OpenStreetMap's own: nodes, ways and relations, which become the layers that GDAL makes of them. */
export const osm: Format = {
  id: "osm",
  title: "OSM XML",
  endings: [".osm"],
  mediaTypes: ["application/osm3s+xml", "application/vnd.openstreetmap.data+xml"],
  recognises: (head) => startsAsXml(head, "osm"),
  read: async (source, query, feedback) => (await import("./read-osm.ts")).readOsm(source, query, feedback),
};
