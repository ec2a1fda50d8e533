import { geometry } from "./arguments.ts";
import { engineOperation, NUMBER } from "./operation.ts";

export const frechetDistance = engineOperation({
  doc: "The shortest leash with which one can walk from vertex to vertex along both lines, in layer units; see `densify`.",
  takes: [geometry("a"), geometry("b")],
  gives: NUMBER,
  geos: (geos) => (a, b) => geos.measure("FrechetDistance", a, b),
  jsts: "none",
});
