import { Kind, type GeometryColumn } from "./column.ts";
import { columnRange } from "./shared-column.ts";

/** Planar area of a feature in squared CRS units: shells less holes; 0 for points and lines. As in GEOS. */
export function featureArea(column: GeometryColumn, index: number): number {
  const { partKinds, partOffsets } = column;
  const { partStart, partEnd } = columnRange(column, index, index + 1);
  let area = 0;
  for (let p = partStart; p < partEnd; p++) {
    if (partKinds[p] !== Kind.Polygon) continue;
    const shell = partOffsets[p]!;
    area += Math.abs(signedRingArea(column, shell));
    for (let r = shell + 1; r < partOffsets[p + 1]!; r++) area -= Math.abs(signedRingArea(column, r));
  }
  return area;
}

/** Length of lines and perimeter of polygons, holes included, in CRS units; 0 for points. As in GEOS. */
export function featureLength(column: GeometryColumn, index: number): number {
  const { ringOffsets, xy } = column;
  const { ringStart, ringEnd } = columnRange(column, index, index + 1);
  let length = 0;
  for (let r = ringStart; r < ringEnd; r++) {
    for (let v = ringOffsets[r]! + 1; v < ringOffsets[r + 1]!; v++) length += segmentLength(xy, v);
  }
  return length;
}

/**
 * Centre of mass of the parts of highest dimension: areas, else lengths, else points. Polygons without area count as
 * lines, lines without length as points, as in GEOS. Undefined for an empty or missing geometry. May lie outside.
 */
export function featureCentroid(column: GeometryColumn, index: number): [x: number, y: number] | undefined {
  const sums = new CentroidSums(column);
  const { partStart, partEnd } = columnRange(column, index, index + 1);
  for (let p = partStart; p < partEnd; p++) sums.addPart(p);
  return sums.centroid();
}

/** Vertices of a feature, the closing ones of rings included. */
export function featureVertices(column: GeometryColumn, index: number): number {
  const { vertexStart, vertexEnd } = columnRange(column, index, index + 1);
  return vertexEnd - vertexStart;
}

/** Planar area within ring `ring` of the column, in squared CRS units. */
export function ringArea(column: GeometryColumn, ring: number): number {
  return Math.abs(signedRingArea(column, ring));
}

/** Positive when the ring runs clockwise. Relative to the first vertex, which keeps far-off coordinates exact. */
function signedRingArea({ ringOffsets, xy }: GeometryColumn, ring: number): number {
  const start = ringOffsets[ring]!;
  const end = ringOffsets[ring + 1]!;
  if (end - start < 3) return 0;
  const x0 = xy[2 * start]!;
  let sum = 0;
  for (let v = start + 1; v < end - 1; v++) sum += (xy[2 * v]! - x0) * (xy[2 * v - 1]! - xy[2 * v + 3]!);
  return sum / 2;
}

/** Length of the segment that ends at vertex v. */
function segmentLength(xy: Float64Array, v: number): number {
  const dx = xy[2 * v]! - xy[2 * v - 2]!;
  const dy = xy[2 * v + 1]! - xy[2 * v - 1]!;
  return Math.sqrt(dx * dx + dy * dy);
}

class CentroidSums {
  readonly #column: GeometryColumn;
  /** Coordinates are taken relative to this one, the feature's first. */
  #base: readonly [number, number] | undefined;
  /** Six times area times centroid, summed over triangles from the base; and twice the area. */
  #areaX = 0;
  #areaY = 0;
  #doubleArea = 0;
  #lengthX = 0;
  #lengthY = 0;
  #length = 0;
  #pointX = 0;
  #pointY = 0;
  #points = 0;

  constructor(column: GeometryColumn) {
    this.#column = column;
  }

  addPart(part: number): void {
    const { partKinds, partOffsets, ringOffsets, xy } = this.#column;
    const [start, end] = [partOffsets[part]!, partOffsets[part + 1]!];
    const first = 2 * ringOffsets[start]!;
    this.#base ??= [xy[first]!, xy[first + 1]!];
    for (let r = start; r < end; r++) {
      if (partKinds[part] === Kind.Polygon) this.#addArea(r, r === start ? 1 : -1);
      if (partKinds[part] === Kind.Point) this.#addPoint(ringOffsets[r]!);
      else this.#addLine(r);
    }
  }

  centroid(): [number, number] | undefined {
    if (this.#base === undefined) return undefined;
    const [x0, y0] = this.#base;
    if (Math.abs(this.#doubleArea) > 0) {
      const scale = 3 * this.#doubleArea;
      return [x0 + this.#areaX / scale, y0 + this.#areaY / scale];
    }
    if (this.#length > 0) return [x0 + this.#lengthX / this.#length, y0 + this.#lengthY / this.#length];
    return [x0 + this.#pointX / this.#points, y0 + this.#pointY / this.#points];
  }

  /** @param sign 1 for a shell, -1 for a hole, however the ring runs. */
  #addArea(ring: number, sign: 1 | -1): void {
    const { ringOffsets, xy } = this.#column;
    const [x0, y0] = this.#base!;
    let [sumX, sumY, sum] = [0, 0, 0];
    for (let v = ringOffsets[ring]! + 1; v < ringOffsets[ring + 1]!; v++) {
      const [ax, ay] = [xy[2 * v - 2]! - x0, xy[2 * v - 1]! - y0];
      const [bx, by] = [xy[2 * v]! - x0, xy[2 * v + 1]! - y0];
      const twice = ax * by - bx * ay;
      sumX += twice * (ax + bx);
      sumY += twice * (ay + by);
      sum += twice;
    }
    const weight = sum < 0 ? -sign : sign;
    this.#areaX += weight * sumX;
    this.#areaY += weight * sumY;
    this.#doubleArea += weight * sum;
  }

  #addLine(ring: number): void {
    const { ringOffsets, xy } = this.#column;
    const [x0, y0] = this.#base!;
    const [start, end] = [ringOffsets[ring]!, ringOffsets[ring + 1]!];
    let length = 0;
    for (let v = start + 1; v < end; v++) {
      const segment = segmentLength(xy, v);
      this.#lengthX += segment * ((xy[2 * v - 2]! + xy[2 * v]!) / 2 - x0);
      this.#lengthY += segment * ((xy[2 * v - 1]! + xy[2 * v + 1]!) / 2 - y0);
      length += segment;
    }
    this.#length += length;
    if (length === 0) this.#addPoint(start);
  }

  #addPoint(vertex: number): void {
    const [x0, y0] = this.#base!;
    this.#pointX += this.#column.xy[2 * vertex]! - x0;
    this.#pointY += this.#column.xy[2 * vertex + 1]! - y0;
    this.#points++;
  }
}
