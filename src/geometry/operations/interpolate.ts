import { geometry, number } from "./arguments.ts";
import { lengthIndexedLine } from "./length-indexed-line.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const interpolate = engineOperation({
  doc: "The point at a distance along a line; a negative one counts from its end. Beyond the line it is the end.",
  takes: [geometry("line"), number("distance")],
  gives: GEOMETRY,
  geos: (geos) => (line, distance) => geos.make("Interpolate", line, distance),
  jsts: async (jsts) => {
    const { factory } = await import("../engines/jsts-library.ts");
    const Line = await lengthIndexedLine();
    return (line, distance) => jsts.make((a) => factory.createPoint(new Line(a).extractPoint(distance)), line);
  },
});
