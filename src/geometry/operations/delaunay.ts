import type { JstsFactory, JstsGeometry } from "../engines/jsts-library.ts";
import { geometry, number, options } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

interface Builder {
  setSites(geometry: JstsGeometry): void;
  setTolerance(tolerance: number): void;
  getTriangles(factory: JstsFactory): JstsGeometry;
}

export const delaunay = engineOperation({
  doc: "A collection of the triangles between its vertices with no vertex in a triangle's circle. Vertices within the tolerance count as one.",
  takes: [geometry("geometry"), options(number("tolerance", { min: 0, default: 0 }))],
  gives: GEOMETRY,
  geos:
    (geos) =>
    (source, { tolerance }) =>
      geos.make("DelaunayTriangulation", source, tolerance, 0),
  jsts: async (jsts) => {
    const { factory } = await import("../engines/jsts-library.ts");
    const DelaunayBuilder = (await import("jsts/org/locationtech/jts/triangulate/DelaunayTriangulationBuilder.js"))
      .default as new () => Builder;
    return (source, { tolerance }) =>
      jsts.make((a) => {
        const builder = new DelaunayBuilder();
        builder.setSites(a);
        builder.setTolerance(tolerance);
        return builder.getTriangles(factory);
      }, source);
  },
});
