import type { JstsCoordinate, JstsGeometry } from "../engines/jsts-library.ts";
import { geometry } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const pointOnSurface = engineOperation({
  doc: "A point that is sure to lie in it, near its middle. An empty point for an empty geometry.",
  takes: [geometry("geometry")],
  gives: GEOMETRY,
  geos: (geos) => (source) => geos.make("PointOnSurface", source),
  jsts: async (jsts) => {
    const { factory } = await import("../engines/jsts-library.ts");
    const InteriorPoint = (await import("jsts/org/locationtech/jts/algorithm/InteriorPoint.js")).default as {
      getInteriorPoint(geometry: JstsGeometry): JstsCoordinate | null;
    };
    const middle = (a: JstsGeometry): JstsGeometry => {
      const point = InteriorPoint.getInteriorPoint(a);
      // it counts its arguments
      return point === null ? factory.createPoint() : factory.createPoint(point);
    };
    return (source) => jsts.make(middle, source);
  },
});
