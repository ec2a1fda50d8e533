import type { JstsGeometry } from "../engines/jsts-library.ts";
import { geometry } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const boundary = engineOperation({
  doc: "The rings of polygons, the ends of lines (where an odd number of them meet). A collection has none.",
  takes: [geometry("geometry")],
  gives: GEOMETRY,
  geos: (geos) => (source) => geos.make("Boundary", source),
  jsts: async (jsts) => {
    const BoundaryOp = (await import("jsts/org/locationtech/jts/operation/BoundaryOp.js")).default as new (
      geometry: JstsGeometry,
    ) => { getBoundary(): JstsGeometry };
    return (source) => jsts.make((a) => new BoundaryOp(a).getBoundary(), source);
  },
});
