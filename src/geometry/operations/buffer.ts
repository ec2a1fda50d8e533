import type { EngineGeometry } from "../engine-geometry.ts";
import type { Geos } from "../engines/geos.ts";
import type { JstsGeometry } from "../engines/jsts-library.ts";
import { geometry, number } from "./arguments.ts";
import { bufferOptions, type BufferOptions } from "./buffer-options.ts";
import { difference } from "./difference.ts";
import { isEmpty } from "./is-empty.ts";
import { withLostParts, type BufferMender } from "./lost-parts.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";
import { union } from "./union.ts";

const CAP_STYLES = { round: 1, flat: 2, square: 3 } as const;
const JOIN_STYLES = { round: 1, miter: 2, bevel: 3 } as const;
/** GEOS's number of the type polygon. */
const POLYGON_TYPE = 3;

export const buffer = engineOperation({
  doc:
    "Grown by the distance, or shrunk by a negative one. Options as in QGIS: 5 segments a quarter circle, round caps and " +
    "joins, miter limit 2.",
  takes: [geometry("geometry"), number("distance"), bufferOptions],
  gives: GEOMETRY,
  geos: (geos) => {
    const plain = plainBuffer(geos);
    const mender: BufferMender = {
      buffer: plain,
      difference: difference.geos(geos),
      inscribedRadius: (polygon, tolerance) =>
        geos.measure("Length", geos.make("MaximumInscribedCircle", polygon, tolerance)),
      isEmpty: isEmpty.geos(geos),
      read: (column, index) => geos.read(column, index),
      test: (predicate, a, b) => geos.test(predicate, a, b),
      union: union.geos(geos),
      write: (made, builder) => geos.write(made, builder),
    };
    return (source, distance, how) => {
      const made = plain(source, distance, how);
      if (!mayHaveLost(source, made, distance, geos)) return made;
      return withLostParts(source, made, { distance, options: how }, mender);
    };
  },
  jsts: async (jsts) => {
    const BufferOp = (await import("jsts/org/locationtech/jts/operation/buffer/BufferOp.js")).default as {
      bufferOp(geometry: JstsGeometry, distance: number, how: object): JstsGeometry;
    };
    const BufferParameters = (await import("jsts/org/locationtech/jts/operation/buffer/BufferParameters.js"))
      .default as new (
      ...how: [segments: number, endCapStyle: number, joinStyle: number, miterLimit: number]
    ) => object;
    return (source, distance, { segments, endCapStyle, joinStyle, miterLimit }) => {
      const how = new BufferParameters(segments, CAP_STYLES[endCapStyle], JOIN_STYLES[joinStyle], miterLimit);
      return jsts.make((a) => BufferOp.bufferOp(a, distance, how), source);
    };
  },
});

/** @param singleSided only the side of a line that lies to its left, for a positive distance */
export function plainBuffer(
  geos: Geos,
  { singleSided = false } = {},
): (source: EngineGeometry, distance: number, how: BufferOptions) => EngineGeometry {
  return (source, distance, { segments, endCapStyle, joinStyle, miterLimit }) => {
    const pointer = geos.pointer(source);
    return geos.keep(
      geos.run((calls) => {
        const params = calls.call("BufferParams_create");
        calls.call("BufferParams_setQuadrantSegments", params, segments);
        calls.call("BufferParams_setEndCapStyle", params, CAP_STYLES[endCapStyle]);
        calls.call("BufferParams_setJoinStyle", params, JOIN_STYLES[joinStyle]);
        calls.call("BufferParams_setMitreLimit", params, miterLimit);
        calls.call("BufferParams_setSingleSided", params, Number(singleSided));
        const made = calls.call("BufferWithParams", pointer, params, distance);
        calls.call("BufferParams_destroy", params);
        return made;
      }),
    );
  };
}

/** Whether the buffer has polygons whose shells (holes, for a positive distance) shrank, and some may be missing. */
function mayHaveLost(source: EngineGeometry, made: EngineGeometry, distance: number, geos: Geos): boolean {
  if (distance === 0) return false;
  const [pointer, result] = [geos.pointer(source), geos.pointer(made)];
  return geos.run((calls) => {
    const count = calls.call("GetNumGeometries", pointer);
    if (distance < 0) return count > 1 || calls.call("isEmpty", result) === 1;
    let holes = 0;
    for (let i = 0; i < count; i++) {
      const part = calls.call("GetGeometryN", pointer, i);
      if (calls.call("GeomTypeId", part) === POLYGON_TYPE) holes += calls.call("GetNumInteriorRings", part);
    }
    return holes > 0;
  });
}
