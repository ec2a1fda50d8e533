import { list, number, options } from "./arguments.ts";
import { takeMembers, withCollection } from "./coverage-collection.ts";
import { engineOperation, GEOMETRIES } from "./operation.ts";

export const coverageInvalidEdges = engineOperation({
  doc: "For each polygon the edges for which `coverageIsValid` is false; an empty line where there are none.",
  takes: [list("polygons"), options(number("gapWidth", { min: 0, default: 0 }))],
  gives: GEOMETRIES,
  geos:
    (geos) =>
    (polygons, { gapWidth }) => {
      if (polygons.length === 0) return [];
      const pointers = withCollection(polygons, geos, (coverage, calls) => {
        const { module, out } = calls;
        if (calls.call("CoverageIsValid", coverage, gapWidth, out) > 1) throw calls.gaveUp();
        return takeMembers(module.HEAPU32[out / 4]!, calls);
      });
      return pointers.map((pointer) => geos.keep(pointer));
    },
  jsts: "none",
});
