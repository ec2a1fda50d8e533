import type { FlatShapes } from "./flat-shapes.ts";

/**
 * The geometries of a layer on the Web Mercator square: x and y from 0 to 1, y down, north pole side first. Latitudes
 * are clamped to ±85.0511°, x may lie a little outside of 0 to 1 for shapes that cross the antimeridian. The coordinates
 * are in a SharedArrayBuffer.
 */
export type MercatorGeometry = FlatShapes;
