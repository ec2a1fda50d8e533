import { boolean } from "../../schema/types/boolean.ts";
import type { Format } from "../format.ts";

const writeOptions = {
  index: boolean({
    default: true,
    doc: "a spatial index, which puts the features in another order; without one they keep theirs.",
  }),
};

export const flatgeobuf: Format<{}, typeof writeOptions> = {
  id: "fgb",
  title: "FlatGeobuf",
  endings: [".fgb"],
  mediaTypes: ["application/flatgeobuf", "application/vnd.flatgeobuf"],
  recognises: (head) => Buffer.from(head.subarray(0, 3)).toString("latin1") === "fgb",
  writeOptions,
  read: async (source, query, feedback) => (await import("./read-selected.ts")).readSelected(source, query, feedback),
  touch: async (source, query) =>
    (await (await import("./select-features.ts")).selectFeatures(source, query)) !== undefined,
  write: async (data, sink, options) => (await import("./write-flatgeobuf.ts")).writeFlatGeobuf(data, sink, options),
};
