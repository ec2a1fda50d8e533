import { boundsOf } from "../bounds.ts";
import { Kind } from "../column.ts";
import { geometry } from "./arguments.ts";
import { columnOperation, GEOMETRY } from "./operation.ts";

export const envelope = columnOperation({
  doc: "The box around it as a polygon, empty for an empty geometry; see `bounds`.",
  takes: [geometry("geometry")],
  gives: GEOMETRY,
  columns: (inputs, _, result) => {
    const box = boundsOf(inputs);
    result.beginFeature(Kind.Polygon);
    if (box) {
      const [minX, minY, maxX, maxY] = box;
      result.beginPart(Kind.Polygon);
      result.beginRing();
      result.addVertices(new Float64Array([minX, minY, maxX, minY, maxX, maxY, minX, maxY, minX, minY]));
    }
    result.endFeature();
  },
});
