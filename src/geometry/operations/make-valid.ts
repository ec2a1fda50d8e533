import { geometry } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const makeValid = engineOperation({
  doc:
    'Valid with the same lines (GEOS\'s "linework" method): where rings cross or overlap, even-odd decides what is inside; ' +
    "what has no area becomes lines or points. A valid geometry stays as it is.",
  takes: [geometry("geometry")],
  gives: GEOMETRY,
  geos: (geos) => (source) => geos.make("MakeValid", source),
  jsts: async (jsts) => {
    const { makeValidJsts } = await import("../engines/jsts-make-valid.ts");
    return (source) => jsts.make((a) => makeValidJsts(a), source);
  },
});
