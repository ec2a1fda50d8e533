import type { JstsGeometry } from "../engines/jsts-library.ts";
import { geometry } from "./arguments.ts";
import { isEmpty } from "./is-empty.ts";
import { engineOperation, NUMBER } from "./operation.ts";

export const distance = engineOperation({
  doc: "Between the nearest points of the two, in layer units; NaN when one of them is empty.",
  takes: [geometry("a"), geometry("b")],
  gives: NUMBER,
  geos: (geos) => {
    const hasNone = isEmpty.geos(geos);
    return (a, b) => (hasNone(a) || hasNone(b) ? Number.NaN : geos.measure("Distance", a, b));
  },
  jsts: async (jsts) => {
    const DistanceOp = (await import("jsts/org/locationtech/jts/operation/distance/DistanceOp.js")).default as {
      distance(a: JstsGeometry, b: JstsGeometry): number;
    };
    return (a, b) =>
      jsts.ask(
        (one, other) => {
          return one.isEmpty() || other.isEmpty() ? Number.NaN : DistanceOp.distance(one, other);
        },
        a,
        b,
      );
  },
});
