import { addDensified } from "../densified.ts";
import { geometry, number } from "./arguments.ts";
import { columnOperation, GEOMETRY } from "./operation.ts";

export const densify = columnOperation({
  doc: "Vertices added, evenly, so that no edge is longer than this.",
  takes: [geometry("geometry"), number("longest", { min: Number.MIN_VALUE })],
  gives: GEOMETRY,
  columns: (inputs, [longest], result) => addDensified(inputs, 0, longest, result),
});
