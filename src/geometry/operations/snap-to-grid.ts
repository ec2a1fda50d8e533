import { geometry, number } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

/** GEOS's flag: each vertex by itself. */
const POINTWISE = 1;

export const snapToGrid = engineOperation({
  doc: "Each vertex moved to a grid of this size by itself; may become invalid. `reducePrecision` keeps it valid.",
  takes: [geometry("geometry"), number("gridSize", { min: 0 })],
  gives: GEOMETRY,
  geos: (geos) => (source, gridSize) => geos.make("Geom_setPrecision", source, gridSize, POINTWISE),
  jsts: "none",
});
