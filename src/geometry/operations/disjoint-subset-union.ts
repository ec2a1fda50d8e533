import { list } from "./arguments.ts";
import { withCollection } from "./coverage-collection.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const disjointSubsetUnion = engineOperation({
  doc: "The union, made for each group of geometries that meet by itself: faster than `union` where many do not meet.",
  takes: [list("geometries")],
  gives: GEOMETRY,
  geos: (geos) => (geometries) =>
    geos.keep(withCollection(geometries, geos, (all, calls) => calls.call("DisjointSubsetUnion", all))),
  jsts: "none",
});
