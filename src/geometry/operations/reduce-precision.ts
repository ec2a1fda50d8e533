import { geometry, number } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const reducePrecision = engineOperation({
  doc: "Its vertices on a grid of this size, and valid: what collapses on the grid goes.",
  takes: [geometry("geometry"), number("gridSize", { min: 0 })],
  gives: GEOMETRY,
  geos: (geos) => (source, gridSize) => geos.make("Geom_setPrecision", source, gridSize, 0),
  jsts: "none",
});
