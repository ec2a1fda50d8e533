import type { Format } from "../format.ts";
import { textStart } from "../text-start.ts";

const START =
  /^\s*(?:SRID=\d+;\s*)?(?:(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION|TRIANGLE|TIN)\s*(?:ZM?|M)?\s*(?:\(|EMPTY\b)/i;

/** Geometries as text, one behind the other, without values. */
export const wkt: Format = {
  id: "wkt",
  title: "WKT",
  endings: [".wkt"],
  mediaTypes: ["application/wkt"],
  recognises: (head) => START.test(textStart(head)),
  hasEncoding: true,
  read: async (source, query, feedback) => (await import("./read-wkt.ts")).readWkt(source, query, feedback),
  write: async (data, sink, options) => (await import("./write-well-known.ts")).writeWkt(data, sink, options),
};

/** Geometries as bytes, one behind the other, or as hexadecimals, one a line. */
export const wkb: Format = {
  id: "wkb",
  title: "WKB",
  endings: [".wkb", ".ewkb"],
  mediaTypes: ["application/wkb"],
  read: async (source, query, feedback) => (await import("./read-wkb.ts")).readWkb(source, query, feedback),
  write: async (data, sink, options) => (await import("./write-well-known.ts")).writeWkb(data, sink, options),
};
