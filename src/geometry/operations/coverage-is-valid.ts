import { list, number, options } from "./arguments.ts";
import { withCollection } from "./coverage-collection.ts";
import { engineOperation, YES_NO } from "./operation.ts";

export const coverageIsValid = engineOperation({
  doc:
    "Whether polygons overlap nowhere and have the same vertices where they meet; with a `gapWidth`, whether they also leave " +
    "no gaps narrower than it.",
  takes: [list("polygons"), options(number("gapWidth", { min: 0, default: 0 }))],
  gives: YES_NO,
  geos:
    (geos) =>
    (polygons, { gapWidth }) => {
      if (polygons.length === 0) return true;
      return withCollection(polygons, geos, (coverage, calls) => {
        const answer = calls.call("CoverageIsValid", coverage, gapWidth, 0);
        if (answer > 1) throw calls.gaveUp();
        return answer === 1;
      });
    },
  jsts: "none",
});
