import { geometry } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const symmetricDifference = engineOperation({
  doc: "What just one of the two covers.",
  takes: [geometry("a"), geometry("b")],
  gives: GEOMETRY,
  geos: (geos) => (a, b) => geos.make("SymDifference", a, b),
  jsts: async (jsts) => {
    const { overlay } = await import("../engines/jsts-collections.ts");
    return (a, b) => jsts.make((one, other) => overlay("symDifference", one, other), a, b);
  },
});
