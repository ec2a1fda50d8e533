import { featureLength } from "../measures.ts";
import { geometry } from "./arguments.ts";
import { columnOperation, NUMBER } from "./operation.ts";

export const length = columnOperation({
  doc: "Of lines, and of the rings of polygons, in layer units; 0 for points.",
  takes: [geometry("geometry")],
  gives: NUMBER,
  columns: (inputs) => featureLength(inputs, 0),
});
