/**
 * The geometries of a layer on the Web Mercator square: x and y from 0 to 1, y down, north pole side first. Latitudes
 * are clamped to ±85.0511°, x may lie a little outside of 0 to 1 for shapes that cross the antimeridian. The offsets are
 * a GeometryColumn's.
 */
export interface MercatorGeometry {
  readonly partKinds: Uint8Array;
  readonly geomOffsets: Uint32Array;
  readonly partOffsets: Uint32Array;
  readonly ringOffsets: Uint32Array;
  /** In a SharedArrayBuffer. */
  readonly xy: Float64Array;
}
