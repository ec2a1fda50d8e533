import { ownChoice } from "../../schema/types/choice.ts";
import { text } from "../../schema/types/text.ts";
import type { Format } from "../format.ts";
import { DIALECT } from "./dialect.ts";
import { PLACES } from "../columns/geometry-columns.ts";

const readOptions = { ...DIALECT, ...PLACES };
const writeOptions = {
  delimiter: text({ default: ",", doc: "what is between values, one character or tab." }),
  geometry: ownChoice(["wkt", "xy", "none"], {
    optional: true,
    doc: "how geometries are written; points as xy, others as wkt if nothing is said.",
  }),
};

/** Comma-separated values and their kin: rows of text, whose places are in columns of numbers or of WKT. */
export const csv: Format<typeof readOptions, typeof writeOptions> = {
  id: "csv",
  title: "CSV",
  endings: [".csv", ".tsv", ".tab"],
  mediaTypes: ["text/csv", "text/tab-separated-values", "application/csv"],
  hasEncoding: true,
  readOptions,
  writeOptions,
  read: async (source, query, feedback) => (await import("./read-csv.ts")).readCsv(source, query, feedback),
  write: async (data, sink, options) => (await import("./write-csv.ts")).writeCsv(data, sink, options),
};
