import { flag, geometry, number, options } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const concaveHull = engineOperation({
  doc:
    "A polygon around it that follows it more closely than the convex hull. The ratio says how much of its edges may be " +
    "removed: 1 is the convex hull, 0 the hull with the shortest edges.",
  takes: [
    geometry("geometry"),
    number("ratio", { min: 0, max: 1, unit: "a share of the longest edge" }),
    options(flag("holes", false)),
  ],
  gives: GEOMETRY,
  geos:
    (geos) =>
    (source, ratio, { holes }) =>
      geos.make("ConcaveHull", source, ratio, Number(holes)),
  jsts: "none",
});
