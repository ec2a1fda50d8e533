import { geometry } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const difference = engineOperation({
  doc: "What of the first the second does not cover.",
  takes: [geometry("a"), geometry("b")],
  gives: GEOMETRY,
  geos: (geos) => (a, b) => geos.make("Difference", a, b),
  jsts: async (jsts) => {
    const { overlay } = await import("../engines/jsts-collections.ts");
    return (a, b) => jsts.make((one, other) => overlay("difference", one, other), a, b);
  },
});
