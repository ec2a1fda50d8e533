import type { FieldType } from "../../layers/layer-data.ts";

/** What GPX says of points, routes and tracks, in the order it wants; the values are text where no type is said. */
export const GPX_TYPES: Readonly<Record<string, FieldType>> = {
  ele: "number",
  time: "datetime",
  magvar: "number",
  geoidheight: "number",
  name: "string",
  cmt: "string",
  desc: "string",
  src: "string",
  link1_href: "string",
  link1_text: "string",
  link1_type: "string",
  number: "integer",
  sym: "string",
  type: "string",
  fix: "string",
  sat: "integer",
  hdop: "number",
  vdop: "number",
  pdop: "number",
  ageofdgpsdata: "number",
  dgpsid: "integer",
};

/** Those of points, and those of routes and tracks. */
export const OF_LINES = new Set([
  "name",
  "cmt",
  "desc",
  "src",
  "link1_href",
  "link1_text",
  "link1_type",
  "number",
  "type",
]);
