import type { JstsGeometry } from "../engines/jsts-library.ts";
import { geometry } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const convexHull = engineOperation({
  doc: "The smallest convex geometry around it: a polygon, or a line or point where there is no more to it.",
  takes: [geometry("geometry")],
  gives: GEOMETRY,
  geos: (geos) => (source) => geos.make("ConvexHull", source),
  jsts: async (jsts) => {
    const ConvexHull = (await import("jsts/org/locationtech/jts/algorithm/ConvexHull.js")).default as new (
      geometry: JstsGeometry,
    ) => { getConvexHull(): JstsGeometry };
    return (source) => jsts.make((a) => new ConvexHull(a).getConvexHull(), source);
  },
});
