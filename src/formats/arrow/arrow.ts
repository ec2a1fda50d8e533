import type { Format } from "../format.ts";

const MAGIC = Buffer.from("ARROW1");
/** What each message of a stream begins with. */
const CONTINUED = Uint8Array.of(0xff, 0xff, 0xff, 0xff);

/** Arrow's own files and streams (Feather 2), with GeoArrow's columns of places. */
export const arrow: Format = {
  id: "arrow",
  title: "Arrow",
  endings: [".arrow", ".feather", ".arrows"],
  mediaTypes: ["application/vnd.apache.arrow.file", "application/vnd.apache.arrow.stream"],
  recognises: (head) =>
    MAGIC.every((byte, i) => head[i] === byte) || (head.length > 8 && CONTINUED.every((byte, i) => head[i] === byte)),
  read: async (source, query, feedback) => (await import("./read-arrow.ts")).readArrow(source, query, feedback),
  write: async (data, sink, options) => (await import("./write-arrow.ts")).writeArrow(data, sink, options),
};
