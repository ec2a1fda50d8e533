import { geometry } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const intersection = engineOperation({
  doc: "What both have in common. Neither may be invalid.",
  takes: [geometry("a"), geometry("b")],
  gives: GEOMETRY,
  geos: (geos) => (a, b) => geos.make("Intersection", a, b),
  jsts: async (jsts) => {
    const { overlay } = await import("../engines/jsts-collections.ts");
    return (a, b) => jsts.make((one, other) => overlay("intersection", one, other), a, b);
  },
});
