import type { JstsCoordinate, JstsGeometry } from "../engines/jsts-library.ts";
import { geometry } from "./arguments.ts";
import { answer, engineOperation } from "./operation.ts";

type Position = [x: number, y: number];

export const nearestPoints = engineOperation({
  doc: "Where the two are nearest to each other: on a, and on b. Undefined when one of them is empty.",
  takes: [geometry("a"), geometry("b")],
  gives: answer<[Position, Position] | undefined>("[Position, Position] | undefined"),
  geos: (geos) => (a, b) => {
    const [pointerA, pointerB] = [geos.pointer(a), geos.pointer(b)];
    return geos.run((calls): [Position, Position] | undefined => {
      const sequence = calls.call("NearestPoints", pointerA, pointerB);
      // also for empty ones
      if (sequence === 0) return undefined;
      calls.call("CoordSeq_copyToBuffer", sequence, calls.out, 0, 0);
      calls.call("CoordSeq_destroy", sequence);
      const [ax, ay, bx, by] = calls.module.HEAPF64.subarray(calls.out / 8, calls.out / 8 + 4);
      return [
        [ax!, ay!],
        [bx!, by!],
      ];
    });
  },
  jsts: async (jsts) => {
    const DistanceOp = (await import("jsts/org/locationtech/jts/operation/distance/DistanceOp.js")).default as {
      nearestPoints(a: JstsGeometry, b: JstsGeometry): readonly JstsCoordinate[];
    };
    return (a, b) =>
      jsts.ask(
        (one, other): [Position, Position] | undefined => {
          if (one.isEmpty() || other.isEmpty()) return undefined;
          const [from, to] = DistanceOp.nearestPoints(one, other);
          return [
            [from!.x, from!.y],
            [to!.x, to!.y],
          ];
        },
        a,
        b,
      );
  },
});
