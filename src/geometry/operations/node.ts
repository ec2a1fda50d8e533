import { geometry } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const node = engineOperation({
  doc: "The lines, and the rings of polygons, cut where they cross or meet; what two have in common comes once.",
  takes: [geometry("lines")],
  gives: GEOMETRY,
  geos: (geos) => (lines) => geos.make("Node", lines),
  jsts: "none",
});
