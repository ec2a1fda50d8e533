import { geometry } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const lineMerge = engineOperation({
  doc: "Lines joined where exactly two of them meet, whatever their direction. What is no line is left out.",
  takes: [geometry("lines")],
  gives: GEOMETRY,
  geos: (geos) => (lines) => geos.make("LineMerge", lines),
  jsts: async (jsts) => {
    const { factory, LineMerger } = await import("../engines/jsts-library.ts");
    return (lines) =>
      jsts.make((a) => {
        const merger = new LineMerger();
        merger.add(a);
        const merged = merger.getMergedLineStrings().toArray();
        const [only] = merged;
        if (only === undefined) return factory.createGeometryCollection();
        return merged.length === 1 ? only : factory.createMultiLineString(merged);
      }, lines);
  },
});
