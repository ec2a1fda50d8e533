import type { JstsGeometry } from "../engines/jsts-library.ts";
import { geometry, number } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const simplify = engineOperation({
  doc:
    'Drops vertices by Douglas-Peucker, but keeps the geometry valid, as QGIS\'s "Distance" method does. The tolerance is ' +
    "the greatest distance of a dropped vertex from the result.",
  takes: [geometry("geometry"), number("tolerance", { min: 0 })],
  gives: GEOMETRY,
  geos: (geos) => (source, tolerance) => geos.make("TopologyPreserveSimplify", source, tolerance),
  jsts: async (jsts) => {
    const Simplifier = (await import("jsts/org/locationtech/jts/simplify/TopologyPreservingSimplifier.js")).default as {
      simplify(geometry: JstsGeometry, tolerance: number): JstsGeometry;
    };
    return (source, tolerance) => jsts.make((a) => Simplifier.simplify(a, tolerance), source);
  },
});
