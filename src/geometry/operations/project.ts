import { geometry } from "./arguments.ts";
import { lengthIndexedLine } from "./length-indexed-line.ts";
import { engineOperation, NUMBER } from "./operation.ts";

export const project = engineOperation({
  doc: "How far along the line its place nearest to the point is, in layer units.",
  takes: [geometry("line"), geometry("point")],
  gives: NUMBER,
  geos: (geos) => (line, point) => {
    const [a, b] = [geos.pointer(line), geos.pointer(point)];
    // answers the number itself
    return geos.run((calls) => calls.call("Project", a, b));
  },
  jsts: async (jsts) => {
    const Line = await lengthIndexedLine();
    return (line, point) => jsts.ask((a, b) => new Line(a).project(b.getCoordinates()[0]!), line, point);
  },
});
