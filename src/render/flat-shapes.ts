/** Geometries on a plane with y down. The offsets are a GeometryColumn's. */
export interface FlatShapes {
  readonly partKinds: Uint8Array;
  readonly geomOffsets: Uint32Array;
  readonly partOffsets: Uint32Array;
  readonly ringOffsets: Uint32Array;
  readonly xy: Float64Array;
}
