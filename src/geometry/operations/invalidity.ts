import type { GeosCalls } from "../engines/geos.ts";
import type { Pointer } from "../engines/geos-exports.ts";
import { geometry } from "./arguments.ts";
import { answer, engineOperation } from "./operation.ts";

/** Where and why a geometry is invalid, as the OGC validity rules see it. */
export interface Invalidity {
  readonly reason: string;
  /** x, y in CRS units; absent when the engine does not tell. */
  readonly at?: readonly [number, number];
}

export const invalidity = engineOperation({
  doc: "Why and where a geometry breaks the OGC's rules; undefined for a valid one.",
  takes: [geometry("geometry")],
  gives: answer<Invalidity | undefined>("{ reason: string; at?: readonly [number, number] } | undefined"),
  geos: (geos) => (source) => {
    const pointer = geos.pointer(source);
    return geos.run((calls) => {
      const { module, out } = calls;
      const isValid = calls.call("isValidDetail", pointer, 0, out, out + 4);
      if (isValid === 1) return undefined;
      if (isValid !== 0) throw calls.gaveUp();
      const [text = 0, location = 0] = module.HEAPU32.slice(out / 4, out / 4 + 2);
      const reason = module.UTF8ToString(text);
      calls.call("Free", text);
      return { reason, ...takeLocation(location, calls) };
    });
  },
  jsts: async (jsts) => {
    const { IsValidOp } = await import("../engines/jsts-library.ts");
    return (source): Invalidity | undefined => {
      const error = jsts.ask((a) => new IsValidOp(a).getValidationError(), source);
      if (error === null) return undefined;
      const at = error.getCoordinate();
      if (at === null || !Number.isFinite(at.x) || !Number.isFinite(at.y)) return { reason: error.getMessage() };
      return { reason: error.getMessage(), at: [at.x, at.y] };
    };
  },
});

function takeLocation(point: Pointer, calls: GeosCalls): Pick<Invalidity, "at"> {
  if (point === 0) return {};
  const { out } = calls;
  calls.call("CoordSeq_copyToBuffer", calls.call("Geom_getCoordSeq", point), out, 0, 0);
  const [x = Number.NaN, y = Number.NaN] = calls.module.HEAPF64.subarray(out / 8, out / 8 + 2);
  calls.call("Geom_destroy", point);
  return Number.isFinite(x) && Number.isFinite(y) ? { at: [x, y] } : {};
}
