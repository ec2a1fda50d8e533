import { flag, list, number, options } from "./arguments.ts";
import { takeMembers, withCollection } from "./coverage-collection.ts";
import { engineOperation, GEOMETRIES } from "./operation.ts";

export const coverageSimplify = engineOperation({
  doc:
    "Polygons that share borders, simplified so that they still share them (Visvalingam-Whyatt). The tolerance is about the side " +
    "of the largest detail that goes. With `keepOutside` borders that are not shared stay as they are.",
  takes: [list("polygons"), number("tolerance", { min: 0 }), options(flag("keepOutside", false))],
  gives: GEOMETRIES,
  geos:
    (geos) =>
    (polygons, tolerance, { keepOutside }) => {
      if (polygons.length === 0) return [];
      const pointers = withCollection(polygons, geos, (coverage, calls) => {
        const simplified = calls.call("CoverageSimplifyVW", coverage, tolerance, Number(keepOutside));
        if (simplified === 0) throw calls.gaveUp();
        return takeMembers(simplified, calls);
      });
      return pointers.map((pointer) => geos.keep(pointer));
    },
  jsts: "none",
});
