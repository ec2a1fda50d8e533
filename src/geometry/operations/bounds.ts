import { boundsOf } from "../bounds.ts";
import type { Bounds } from "../column.ts";
import { geometry } from "./arguments.ts";
import { answer, columnOperation } from "./operation.ts";

export const bounds = columnOperation({
  doc: "The box around it: minX, minY, maxX, maxY. Undefined for an empty geometry.",
  takes: [geometry("geometry")],
  gives: answer<Bounds | undefined>("readonly [number, number, number, number] | undefined"),
  columns: (inputs) => boundsOf(inputs),
});
