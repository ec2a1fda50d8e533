/**
 * The geometries of a layer as flat arrays in shared memory (GeoArrow's nested-list layout, one layout for all types):
 * feature -> parts -> rings -> vertices. A point is a part with one ring of one vertex, a line a part with one ring,
 * a polygon a part whose first ring is the shell (closed: last vertex repeats the first) and the others its holes.
 *
 * Offsets: feature i owns parts geomOffsets[i] to geomOffsets[i+1], part p owns rings partOffsets[p] to
 * partOffsets[p+1], ring r owns vertices ringOffsets[r] to ringOffsets[r+1]. Vertex v is xy[2v], xy[2v+1].
 *
 * Immutable once built (GeometryBuilder.finish), and cheap to pass to a worker: only handles cross the thread.
 */
export interface GeometryColumn {
  /** Number of features. */
  readonly length: number;
  /** One GeometryKind per feature. */
  readonly kinds: Uint8Array;
  /** One of Kind.Point, Kind.LineString, Kind.Polygon per part; in all but collections it follows from the feature's kind. */
  readonly partKinds: Uint8Array;
  readonly geomOffsets: Uint32Array;
  readonly partOffsets: Uint32Array;
  readonly ringOffsets: Uint32Array;
  /** x, y interleaved, in CRS units; longitude before latitude. */
  readonly xy: Float64Array;
  /** Heights, one a vertex, NaN where a vertex has none; missing where no vertex of the column has one. */
  readonly z?: Float64Array;
  /** Measures (such as metres along a line, or a time), likewise. */
  readonly m?: Float64Array;
  /** Of a table, which has rows and no geometry: every feature is Null, and none could be anything else. */
  readonly absent?: true;
}

/** WKB's numbers; 0 is a feature without geometry. An empty geometry keeps its kind and has no parts. */
export const Kind = {
  Null: 0,
  Point: 1,
  LineString: 2,
  Polygon: 3,
  MultiPoint: 4,
  MultiLineString: 5,
  MultiPolygon: 6,
  GeometryCollection: 7,
} as const;

export type GeometryKind = (typeof Kind)[keyof typeof Kind];

/** minX, minY, maxX, maxY in CRS units. */
export type Bounds = readonly [number, number, number, number];
