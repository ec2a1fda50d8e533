import { bufferOptions } from "./buffer-options.ts";
import { geometry, number } from "./arguments.ts";
import { plainBuffer } from "./buffer.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const singleSidedBuffer = engineOperation({
  doc: "The area beside a line, to its left for a positive distance; its ends are flat.",
  takes: [geometry("line"), number("distance"), bufferOptions],
  gives: GEOMETRY,
  geos: (geos) => plainBuffer(geos, { singleSided: true }),
  jsts: "none",
});
