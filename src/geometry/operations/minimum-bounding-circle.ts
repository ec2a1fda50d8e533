import { geometry } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const minimumBoundingCircle = engineOperation({
  doc: "The smallest circle around it, as a polygon of 32 corners (on the circle); a point for a single point.",
  takes: [geometry("geometry")],
  gives: GEOMETRY,
  // it would tell radius and centre too
  geos: (geos) => (source) => geos.make("MinimumBoundingCircle", source, 0, 0),
  // its class calls methods that JSTS does not have
  jsts: "none",
});
