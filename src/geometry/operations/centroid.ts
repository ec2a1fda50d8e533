import { Kind } from "../column.ts";
import { featureCentroid } from "../measures.ts";
import { geometry } from "./arguments.ts";
import { columnOperation, GEOMETRY } from "./operation.ts";

export const centroid = columnOperation({
  doc: "Centre of mass of the parts of highest dimension; may lie outside. An empty point for an empty geometry.",
  takes: [geometry("geometry")],
  gives: GEOMETRY,
  columns: (inputs, _, result) => {
    const at = featureCentroid(inputs, 0);
    result.beginFeature(Kind.Point);
    if (at) {
      result.beginPart(Kind.Point);
      result.beginRing();
      result.addVertex(...at);
    }
    result.endFeature();
  },
});
