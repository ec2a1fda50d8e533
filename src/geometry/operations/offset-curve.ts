import { choice, geometry, number, options, whole } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

const JOIN_STYLES = { round: 1, miter: 2, bevel: 3 } as const;

export const offsetCurve = engineOperation({
  doc: "A line beside the line, to its left for a positive distance, in the line's direction.",
  takes: [
    geometry("line"),
    number("distance"),
    options(
      whole("segments", { min: 1, default: 8 }),
      choice("joinStyle", ["round", "miter", "bevel"], { default: "round" }),
      number("miterLimit", { min: 1, default: 2 }),
    ),
  ],
  gives: GEOMETRY,
  geos:
    (geos) =>
    (line, distance, { segments, joinStyle, miterLimit }) =>
      geos.make("OffsetCurve", line, distance, segments, JOIN_STYLES[joinStyle], miterLimit),
  jsts: "none",
});
