import type { JstsGeometry } from "../engines/jsts-library.ts";
import { geometry, number } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const maximumInscribedCircle = engineOperation({
  doc:
    "Of the largest circle within polygons a radius: a line from its centre to where it touches the border. The tolerance is how " +
    "far the centre may be off the best place.",
  takes: [geometry("polygons"), number("tolerance", { min: 0 })],
  gives: GEOMETRY,
  geos: (geos) => (polygons, tolerance) => geos.make("MaximumInscribedCircle", polygons, tolerance),
  jsts: async (jsts) => {
    const Circle = (await import("jsts/org/locationtech/jts/algorithm/construct/MaximumInscribedCircle.js"))
      .default as new (polygons: JstsGeometry, tolerance: number) => { getRadiusLine(): JstsGeometry };
    return (polygons, tolerance) => jsts.make((a) => new Circle(a, tolerance).getRadiusLine(), polygons);
  },
});
