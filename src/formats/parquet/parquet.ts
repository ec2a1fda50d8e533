import { boolean } from "../../schema/types/boolean.ts";
import type { Format } from "../format.ts";

const writeOptions = {
  sort: boolean({
    doc: "features along a Hilbert curve, so that readers with bounds need less of a large file; else they keep their order.",
  }),
};

/** Columns of values in groups of rows; GeoParquet says which column has the places. */
export const parquet: Format<{}, typeof writeOptions> = {
  id: "parquet",
  title: "Parquet",
  endings: [".parquet", ".geoparquet", ".parq"],
  mediaTypes: ["application/vnd.apache.parquet", "application/x-parquet"],
  recognises: (head) => Buffer.from(head.subarray(0, 4)).toString("latin1") === "PAR1",
  writeOptions,
  read: async (source, query, feedback) => (await import("./read-parquet.ts")).readParquet(source, query, feedback),
  touch: async (source, query) => (await import("./read-parquet.ts")).touchParquet(source, query),
  write: async (data, sink, options) => (await import("./write-parquet.ts")).writeParquet(data, sink, options),
};
