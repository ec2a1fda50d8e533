import type { Geometry } from "./layers.js";

/** The synchronous geometry library: planar, in CRS units. No geometry (null) counts as an empty one. */
export interface GeometryTools extends Omit<GeometryOperations, "area" | "length"> {
  /**
   * In squared layer units; with a CRS on the ground: on the ellipsoid where coordinates are degrees, planar where they are
   * projected. 0 for points and lines.
   */
  area(geometry: Geometry | null, options?: GroundOptions): number;
  /** Of lines, and of the rings of polygons: in layer units; with a CRS on the ground. 0 for points. */
  length(geometry: Geometry | null, options?: GroundOptions): number;
  /** Indexes a geometry for many tests against it: `prepared.contains(other)` is `geometry.contains(it, other)`. */
  prepare(geometry: Geometry | null): PreparedGeometry;
}

/** How a measure on the ground is asked for. */
export interface GroundOptions {
  /** Of the coordinates, such as `layer.crs`. */
  readonly crs: string;
  /** "m", "km", "ft", "mi" …; of an area "m2", "km2", "ha" … Metres if nothing is said. */
  readonly unit?: string;
}
