import { list } from "./arguments.ts";
import { withCollection } from "./coverage-collection.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const coverageUnion = engineOperation({
  doc: "The union of polygons that overlap nowhere and have the same vertices where they meet: far faster than `union`, wrong for others.",
  takes: [list("polygons")],
  gives: GEOMETRY,
  geos: (geos) => (polygons) =>
    geos.keep(withCollection(polygons, geos, (coverage, calls) => calls.call("CoverageUnion", coverage))),
  jsts: "none",
});
