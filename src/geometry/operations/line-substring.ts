import { geometry, number } from "./arguments.ts";
import { lengthIndexedLine } from "./length-indexed-line.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

const share = { min: 0, max: 1, unit: "a share of the line's length" } as const;

export const lineSubstring = engineOperation({
  doc: "The part of a line between two places, which are shares of its length from 0 to 1.",
  takes: [geometry("line"), number("from", share), number("to", share)],
  gives: GEOMETRY,
  geos: (geos) => (line, from, to) => geos.make("LineSubstring", line, from, to),
  jsts: async (jsts) => {
    const Line = await lengthIndexedLine();
    return (line, from, to) =>
      jsts.make((a) => {
        const indexed = new Line(a);
        const length = indexed.getEndIndex();
        return indexed.extractLine(from * length, to * length);
      }, line);
  },
});
