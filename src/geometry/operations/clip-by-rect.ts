import { geometry, number } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const clipByRect = engineOperation({
  doc: "What of it lies in a rectangle: far faster than `intersection`; what only touches the rectangle is left out. May be invalid.",
  takes: [geometry("geometry"), number("minX"), number("minY"), number("maxX"), number("maxY")],
  gives: GEOMETRY,
  geos:
    (geos) =>
    (source, ...rectangle) =>
      geos.make("ClipByRect", source, ...rectangle),
  jsts: "none",
});
