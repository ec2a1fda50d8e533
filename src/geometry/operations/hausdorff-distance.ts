import type { JstsGeometry } from "../engines/jsts-library.ts";
import { geometry } from "./arguments.ts";
import { engineOperation, NUMBER } from "./operation.ts";

export const hausdorffDistance = engineOperation({
  doc: "How far the vertex of one that is farthest from the other is from it, in layer units; see `densify`.",
  takes: [geometry("a"), geometry("b")],
  gives: NUMBER,
  geos: (geos) => (a, b) => geos.measure("HausdorffDistance", a, b),
  jsts: async (jsts) => {
    const Hausdorff = (await import("jsts/org/locationtech/jts/algorithm/distance/DiscreteHausdorffDistance.js"))
      .default as { distance(a: JstsGeometry, b: JstsGeometry): number };
    return (a, b) => jsts.ask((one, other) => Hausdorff.distance(one, other), a, b);
  },
});
