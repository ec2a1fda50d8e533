import type { Format } from "../format.ts";
import { startsAsXml } from "../text-start.ts";

/** Of receivers: waypoints, routes and tracks, which are its layers, as are the vertices of the latter. */
export const gpx: Format = {
  id: "gpx",
  title: "GPX",
  endings: [".gpx"],
  mediaTypes: ["application/gpx+xml"],
  recognises: (head) => startsAsXml(head, "gpx"),
  hasEncoding: true,
  read: async (source, query, feedback) => (await import("./read-gpx.ts")).readGpx(source, query, feedback),
  write: async (data, sink, options) => (await import("./write-gpx.ts")).writeGpx(data, sink, options),
};
