import type { Format } from "../format.ts";

/** Comma-separated values and their kin: rows of text, whose places are in columns of numbers or of WKT. */
export const csv: Format = {
  id: "csv",
  title: "CSV",
  endings: [".csv", ".tsv", ".tab"],
  mediaTypes: ["text/csv", "text/tab-separated-values", "application/csv"],
  hasEncoding: true,
  readOptions: [
    {
      name: "delimiter",
      type: "text",
      doc: "CSV: what is between values, one character or tab; seen from the file if nothing is said.",
    },
    {
      name: "decimal",
      type: "text",
      values: [".", ","],
      doc: "CSV: the decimal sign; seen from the file if nothing is said.",
    },
    {
      name: "header",
      type: "flag",
      doc: "CSV: whether the first row has the names; seen from the file if nothing is said.",
    },
    { name: "x", type: "text", doc: "CSV: the column of the longitudes or eastings; guessed from the names." },
    { name: "y", type: "text", doc: "CSV: the column of the latitudes or northings; guessed from the names." },
    {
      name: "wkt",
      type: "text",
      doc: "CSV: the column of geometries, as WKT or WKB in hexadecimals; guessed from the names.",
    },
  ],
  writeOptions: [
    { name: "delimiter", type: "text", doc: "CSV: what is between values, one character or tab.", default: "," },
    {
      name: "geometry",
      type: "text",
      values: ["wkt", "xy", "none"],
      doc: "CSV: how geometries are written; points as xy, others as wkt if nothing is said.",
    },
  ],
  read: async (source, query, feedback) => (await import("./read-csv.ts")).readCsv(source, query, feedback),
  write: async (data, sink, options) => (await import("./write-csv.ts")).writeCsv(data, sink, options),
};
