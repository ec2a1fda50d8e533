import type { Format } from "../format.ts";

/** Columns of values in groups of rows; GeoParquet says which column has the places. */
export const parquet: Format = {
  id: "parquet",
  title: "Parquet",
  endings: [".parquet", ".geoparquet", ".parq"],
  mediaTypes: ["application/vnd.apache.parquet", "application/x-parquet"],
  recognises: (head) => Buffer.from(head.subarray(0, 4)).toString("latin1") === "PAR1",
  read: async (source, query, feedback) => (await import("./read-parquet.ts")).readParquet(source, query, feedback),
  touch: async (source, query) => (await import("./read-parquet.ts")).touchParquet(source, query),
};
