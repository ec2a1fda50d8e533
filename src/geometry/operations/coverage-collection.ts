import { Kind } from "../column.ts";
import type { EngineGeometry } from "../engine-geometry.ts";
import type { Geos, GeosCalls } from "../engines/geos.ts";
import type { Pointer } from "../engines/geos-exports.ts";

/** Calls with a collection of the geometries, which stay the caller's. */
export function withCollection<T>(
  members: readonly EngineGeometry[],
  geos: Geos,
  work: (collection: Pointer, calls: GeosCalls) => T,
): T {
  // A collection must not own a member twice: a geometry that comes again is copied.
  const pointers = members.map((member) => geos.pointer(member));
  return geos.run((calls) => {
    const own = pointers.map((pointer, i) =>
      pointers.indexOf(pointer) === i ? pointer : calls.call("Geom_clone", pointer),
    );
    const collection = calls.collect(Kind.GeometryCollection, own);
    try {
      return work(collection, calls);
    } finally {
      // gives the members back
      for (const member of takeMembers(collection, calls))
        if (!pointers.includes(member)) calls.call("Geom_destroy", member);
    }
  });
}

/** Members of a collection, which are the caller's from then on; the collection is gone. */
export function takeMembers(collection: Pointer, calls: GeosCalls): Pointer[] {
  const { module, out } = calls;
  const array = calls.call("Geom_releaseCollection", collection, out);
  const count = module.HEAPU32[out / 4]!;
  const members = [...module.HEAPU32.subarray(array / 4, array / 4 + count)];
  calls.call("Free", array);
  calls.call("Geom_destroy", collection);
  return members;
}
