import type { JstsGeometry } from "../engines/jsts-library.ts";
import { geometry, number } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const snap = engineOperation({
  doc: "Its vertices and edges moved to vertices of the reference that are within the tolerance. May become invalid.",
  takes: [geometry("geometry"), geometry("reference"), number("tolerance", { min: 0 })],
  gives: GEOMETRY,
  geos: (geos) => (source, reference, tolerance) => geos.make("Snap", source, reference, tolerance),
  jsts: async (jsts) => {
    const Snapper = (await import("jsts/org/locationtech/jts/operation/overlay/snap/GeometrySnapper.js"))
      .default as new (geometry: JstsGeometry) => { snapTo(reference: JstsGeometry, tolerance: number): JstsGeometry };
    return (source, reference, tolerance) =>
      jsts.make((a, b) => new Snapper(a).snapTo(b, tolerance), source, reference);
  },
});
