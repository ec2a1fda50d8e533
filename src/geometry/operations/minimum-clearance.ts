import type { JstsGeometry } from "../engines/jsts-library.ts";
import { geometry } from "./arguments.ts";
import { engineOperation, NUMBER } from "./operation.ts";

export const minimumClearance = engineOperation({
  doc: "How far a vertex would have to move at the least to make it invalid, in layer units: what is small is fragile; Infinity where nothing can.",
  takes: [geometry("geometry")],
  gives: NUMBER,
  geos: (geos) => (source) =>
    geos.run((calls) => {
      // unlike other measures it answers 0 when all is well
      if (calls.call("MinimumClearance", geos.pointer(source), calls.out) !== 0) throw calls.gaveUp();
      return calls.module.HEAPF64[calls.out / 8]!;
    }),
  jsts: async (jsts) => {
    const Clearance = (await import("jsts/org/locationtech/jts/precision/MinimumClearance.js")).default as {
      getDistance(geometry: JstsGeometry): number;
    };
    const most = 1.7976931348623157e308;
    return (source) => {
      const size = jsts.ask((one) => Clearance.getDistance(one), source);
      return size >= most ? Infinity : size;
    };
  },
});
