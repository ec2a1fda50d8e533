import { featureArea } from "../measures.ts";
import { geometry } from "./arguments.ts";
import { columnOperation, NUMBER } from "./operation.ts";

export const area = columnOperation({
  doc: "In squared layer units; 0 for points and lines.",
  takes: [geometry("geometry")],
  gives: NUMBER,
  columns: (inputs) => featureArea(inputs, 0),
});
