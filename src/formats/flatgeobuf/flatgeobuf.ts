import type { Format } from "../format.ts";

export const flatgeobuf: Format = {
  id: "fgb",
  title: "FlatGeobuf",
  endings: [".fgb"],
  mediaTypes: ["application/flatgeobuf", "application/vnd.flatgeobuf"],
  recognises: (head) => Buffer.from(head.subarray(0, 3)).toString("latin1") === "fgb",
  writeOptions: [
    {
      name: "index",
      type: "flag",
      doc: "FlatGeobuf: a spatial index, which puts the features in another order; --no-index keeps the layer's.",
      default: "on",
    },
  ],
  read: async (source, query, feedback) => (await import("./read-selected.ts")).readSelected(source, query, feedback),
  touch: async (source, query) =>
    (await (await import("./select-features.ts")).selectFeatures(source, query)) !== undefined,
  write: async (data, sink, options) => (await import("./write-flatgeobuf.ts")).writeFlatGeobuf(data, sink, options),
};
