import { geometry } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const minimumRotatedRectangle = engineOperation({
  doc: "The rectangle of smallest area around it, in any direction; a line or point where there is no more to it.",
  takes: [geometry("geometry")],
  gives: GEOMETRY,
  geos: (geos) => (source) => geos.make("MinimumRotatedRectangle", source),
  // JTS 1.17 has the narrowest rectangle instead, which may be larger
  jsts: "none",
});
