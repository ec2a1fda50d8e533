import { Kind } from "../column.ts";
import { geometries } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const union = engineOperation({
  doc: "Of all geometries given, each by itself or in lists; of none an empty collection. Lines are cut where they meet.",
  takes: [geometries("geometries")],
  gives: GEOMETRY,
  geos: (geos) => (members) => {
    // A collection must not own a member twice.
    const pointers = [...new Set(members)].map((member) => geos.pointer(member));
    return geos.keep(
      geos.run((calls) => {
        const all = calls.collect(Kind.GeometryCollection, pointers);
        const made = calls.call("UnaryUnion", all);
        // gives the members back: an array of them, and their number
        calls.call("Free", calls.call("Geom_releaseCollection", all, calls.out));
        calls.call("Geom_destroy", all);
        return made;
      }),
    );
  },
  jsts: async (jsts) => {
    const { unionOf } = await import("../engines/jsts-collections.ts");
    return (members) => jsts.make((...all) => unionOf(all), ...members);
  },
});
