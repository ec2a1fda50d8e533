import { groundArea, groundLength } from "../../crs/ground-measures.ts";
import { sliceColumn } from "../../geometry/append.ts";
import { boundsAt, featureBounds } from "../../geometry/bounds.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { type Bounds, type GeometryColumn, Kind } from "../../geometry/column.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { Predicate } from "../../geometry/predicate.ts";
import { appendWkt } from "../../geometry/wkt-reader.ts";
import { wktOf } from "../../geometry/wkt-writer.ts";
import { kindAt, kindName, partKindOf } from "../../geometry/kind.ts";
import { featureArea, featureCentroid, featureLength, featureVertices } from "../../geometry/measures.ts";
import { columnRange } from "../../geometry/shared-column.ts";
import { defined, type GeometryTools } from "../function-definition.ts";
import { noConversion } from "../runtime-values.ts";
import type { GeometryAt } from "../../geometry/geometry-at.ts";

/** A call into the engine with the geometries that it was given. */
type Use<T> = (engine: GeometryEngine, ...all: EngineGeometry[]) => T;

/** What an engine makes of geometries, as a geometry of its own. */
function made(tools: GeometryTools, places: readonly GeometryAt[], make: Use<EngineGeometry>): GeometryAt {
  const builder = new GeometryBuilder();
  tools.engine.scope(() => {
    const all = places.map(({ column, index }) => tools.engine.read(column, index));
    tools.engine.write(make(tools.engine, ...all), builder);
  });
  return { column: builder.finish(), index: 0 };
}

function asked<T>(tools: GeometryTools, places: readonly GeometryAt[], ask: Use<T>): T {
  return tools.engine.scope(() =>
    ask(tools.engine, ...places.map(({ column, index }) => tools.engine.read(column, index))),
  );
}

function test(name: Predicate): (tools: GeometryTools, a: GeometryAt, b: GeometryAt) => boolean {
  return (tools, a, b) => asked(tools, [a, b], (engine, x, y) => engine.test(name, x, y));
}

function binary(
  name: "intersection" | "difference" | "symmetricDifference",
): (tools: GeometryTools, a: GeometryAt, b: GeometryAt) => GeometryAt {
  return (tools, a, b) => made(tools, [a, b], (engine, x, y) => engine[name](x, y));
}

function unary(
  name: "convexHull" | "pointOnSurface" | "makeValid",
): (tools: GeometryTools, place: GeometryAt) => GeometryAt {
  return (tools, place) => made(tools, [place], (engine, geometry) => engine[name](geometry));
}

/** One side of the box around a geometry; null where it has no vertex. */
function side(index: 0 | 1 | 2 | 3): (place: GeometryAt) => number | null {
  return (place) => boundsOfPlace(place)?.[index] ?? null;
}

function coordinate(axis: 0 | 1): (place: GeometryAt) => number | null {
  return ({ column, index }) => featureCentroid(column, index)?.[axis] ?? null;
}

function ofPoint(axis: 0 | 1): (place: GeometryAt) => number | null {
  return (place) => (kindAt(place.column, place.index) === Kind.Point ? coordinate(axis)(place) : null);
}

export const GEOMETRY = defined("Geometry", {
  "area(geometry: geometry): number": [
    "Planar area, in squared units of the CRS.",
    ({ column, index }: GeometryAt) => (isPolygon(column, index) ? featureArea(column, index) : null),
  ],
  "length_of(value: any): number": [
    "What length() gives: letters of a text, or planar length of a line in units of the CRS.",
    (value: string | GeometryAt) => (typeof value === "string" ? value.length : lineLength(value)),
  ],
  "perimeter(geometry: geometry): number": [
    "Planar length of a polygon's border.",
    ({ column, index }: GeometryAt) => (isPolygon(column, index) ? featureLength(column, index) : null),
  ],
  "ground_area(geometry: geometry): number": [
    "What $area gives: square metres on the ellipsoid where the CRS is geographic.",
    (tools: GeometryTools, { column, index }: GeometryAt) =>
      isPolygon(column, index) ? groundArea(column, index, tools.crs) : null,
    "takes tools",
  ],
  "ground_length(geometry: geometry): number": [
    "What $length gives of lines: metres on the ellipsoid where the CRS is geographic.",
    (tools: GeometryTools, { column, index }: GeometryAt) =>
      isLine(column, index) ? groundLength(column, index, tools.crs) : null,
    "takes tools",
  ],
  "ground_perimeter(geometry: geometry): number": [
    "What $perimeter gives of polygons.",
    (tools: GeometryTools, { column, index }: GeometryAt) =>
      isPolygon(column, index) ? groundLength(column, index, tools.crs) : null,
    "takes tools",
  ],
  "x(geometry: geometry): number": ["x of a point, or of the centroid of others.", coordinate(0)],
  "y(geometry: geometry): number": ["y of a point, or of the centroid of others.", coordinate(1)],
  "point_x(geometry: geometry): number": ["What $x gives: x of a point; NULL of what is none.", ofPoint(0)],
  "point_y(geometry: geometry): number": ["What $y gives: y of a point; NULL of what is none.", ofPoint(1)],
  "x_min(geometry: geometry): number": ["The left side of its box.", side(0)],
  "y_min(geometry: geometry): number": ["The lower side of its box.", side(1)],
  "x_max(geometry: geometry): number": ["The right side of its box.", side(2)],
  "y_max(geometry: geometry): number": ["The upper side of its box.", side(3)],
  "bounds_width(geometry: geometry): number": ["Width of its box.", boxSize(0)],
  "bounds_height(geometry: geometry): number": ["Height of its box.", boxSize(1)],
  "num_points(geometry: geometry): integer": [
    "How many vertices it has.",
    ({ column, index }: GeometryAt) => featureVertices(column, index),
  ],
  "num_geometries(geometry: geometry): integer": [
    "How many parts it has.",
    ({ column, index }: GeometryAt) => column.geomOffsets[index + 1]! - column.geomOffsets[index]!,
  ],
  "num_rings(geometry: geometry): integer": [
    "How many rings its polygons have.",
    ({ column, index }: GeometryAt) => (isPolygon(column, index) ? ringCount(column, index) : null),
  ],
  "geometry_type(geometry: geometry): text": [
    "Point, Line or Polygon.",
    ({ column, index }: GeometryAt) => shortKind(column, index),
  ],
  "geom_to_wkt(geometry: geometry): text": [
    "Well-known text, such as POINT (1 2).",
    ({ column, index }: GeometryAt) => wktOf(column, index) ?? null,
  ],
  "geom_from_wkt(text: text): geometry": [
    "The geometry that well-known text says.",
    (text: string) => {
      const builder = new GeometryBuilder();
      appendWkt(builder, text);
      return { column: builder.finish(), index: 0 };
    },
  ],
  "is_empty(geometry: geometry): boolean": [
    "Whether it has no vertex.",
    ({ column, index }: GeometryAt) => featureVertices(column, index) === 0,
  ],
  "is_valid(geometry: geometry): boolean": [
    "Whether it is valid by the OGC's rules.",
    (tools: GeometryTools, place: GeometryAt) =>
      asked(tools, [place], (engine, geometry) => engine.invalidity(geometry) === undefined),
    "takes tools",
  ],
  "make_point(x: number, y: number): geometry": [
    "A point of its coordinates.",
    (x: number, y: number) => pointAt(x, y),
  ],
  "start_point(geometry: geometry): geometry": ["The first vertex.", (place: GeometryAt) => vertexOf(place, 1)],
  "end_point(geometry: geometry): geometry": ["The last vertex.", (place: GeometryAt) => vertexOf(place, -1)],
  "point_n(geometry: geometry, index: integer): geometry": ["A vertex; the first is 1, the last -1.", vertexOf],
  "centroid(geometry: geometry): geometry": [
    "Its centre of mass.",
    ({ column, index }: GeometryAt) => {
      const at = featureCentroid(column, index);
      return at === undefined ? null : pointAt(...at);
    },
  ],
  "bounds(geometry: geometry): geometry": [
    "The box around it, as a polygon.",
    (place: GeometryAt) => {
      const box = boundsOfPlace(place);
      return box === undefined ? null : rectangle(box);
    },
  ],
  "point_on_surface(geometry: geometry): geometry": [
    "A point that is surely on it.",
    unary("pointOnSurface"),
    "takes tools",
  ],
  "convex_hull(geometry: geometry): geometry": [
    "The smallest convex polygon around it.",
    unary("convexHull"),
    "takes tools",
  ],
  "make_valid(geometry: geometry): geometry": [
    "A valid geometry of the same vertices.",
    unary("makeValid"),
    "takes tools",
  ],
  "buffer(geometry: geometry, distance: number, segments?: integer): geometry": [
    "All within a distance, in units of the CRS; segments of a quarter circle.",
    (tools: GeometryTools, place: GeometryAt, distance: number, segments = 8) =>
      made(tools, [place], (engine, geometry) =>
        engine.buffer(geometry, distance, { segments, endCapStyle: "round", joinStyle: "round", miterLimit: 2 }),
      ),
    "takes tools",
  ],
  "simplify(geometry: geometry, tolerance: number): geometry": [
    "With fewer vertices.",
    (tools: GeometryTools, place: GeometryAt, tolerance: number) =>
      made(tools, [place], (engine, geometry) => engine.simplify(geometry, tolerance)),
    "takes tools",
  ],
  "intersection(a: geometry, b: geometry): geometry": ["What is in both.", binary("intersection"), "takes tools"],
  "difference(a: geometry, b: geometry): geometry": ["What is in the first only.", binary("difference"), "takes tools"],
  "sym_difference(a: geometry, b: geometry): geometry": [
    "What is in one of them only.",
    binary("symmetricDifference"),
    "takes tools",
  ],
  "combine(a: geometry, b: geometry): geometry": [
    "Both as one.",
    (tools: GeometryTools, a: GeometryAt, b: GeometryAt) => made(tools, [a, b], (engine, ...all) => engine.union(all)),
    "takes tools",
  ],
  "distance(a: geometry, b: geometry): number": [
    "The shortest way between them, in units of the CRS.",
    (tools: GeometryTools, a: GeometryAt, b: GeometryAt) => {
      const distance = asked(tools, [a, b], (engine, x, y) => engine.distance(x, y));
      return Number.isNaN(distance) ? null : distance;
    },
    "takes tools",
  ],
  "azimuth(a: geometry, b: geometry): number": [
    "The direction from a point to another, in radians clockwise from north.",
    azimuth,
  ],
  "intersects(a: geometry, b: geometry): boolean": [
    "Whether they have a place in common.",
    test("intersects"),
    "takes tools",
  ],
  "contains(a: geometry, b: geometry): boolean": [
    "Whether the second lies in the first.",
    test("contains"),
    "takes tools",
  ],
  "within(a: geometry, b: geometry): boolean": ["Whether the first lies in the second.", test("within"), "takes tools"],
  "touches(a: geometry, b: geometry): boolean": ["Whether only their borders meet.", test("touches"), "takes tools"],
  "crosses(a: geometry, b: geometry): boolean": ["Whether they cross.", test("crosses"), "takes tools"],
  "overlaps(a: geometry, b: geometry): boolean": [
    "Whether they share a part, and each has one of its own.",
    test("overlaps"),
    "takes tools",
  ],
  "disjoint(a: geometry, b: geometry): boolean": [
    "Whether they have nothing in common.",
    test("disjoint"),
    "takes tools",
  ],
});

function boundsOfPlace({ column, index }: GeometryAt): Bounds | undefined {
  return boundsAt(featureBounds(sliceColumn(column, index, index + 1)), 0);
}

function boxSize(axis: 0 | 1): (place: GeometryAt) => number | null {
  return (place) => {
    const box = boundsOfPlace(place);
    return box === undefined ? null : box[axis === 0 ? 2 : 3] - box[axis];
  };
}

function lineLength({ column, index }: GeometryAt): number | null {
  return isLine(column, index) ? featureLength(column, index) : null;
}

function isLine(column: GeometryColumn, index: number): boolean {
  return partKindOf(kindAt(column, index)) === Kind.LineString;
}

function isPolygon(column: GeometryColumn, index: number): boolean {
  return partKindOf(kindAt(column, index)) === Kind.Polygon;
}

function ringCount(column: GeometryColumn, index: number): number {
  const { ringStart, ringEnd } = columnRange(column, index, index + 1);
  return ringEnd - ringStart;
}

function shortKind(column: GeometryColumn, index: number): string | null {
  const part = partKindOf(kindAt(column, index));
  if (part === undefined) return null;
  return part === Kind.LineString ? "Line" : kindName(part);
}

function pointAt(x: number, y: number): GeometryAt {
  const builder = new GeometryBuilder(1);
  builder.beginFeature(Kind.Point);
  builder.beginPart(Kind.Point);
  builder.beginRing();
  builder.addVertex(x, y);
  builder.endFeature();
  return { column: builder.finish(), index: 0 };
}

function rectangle([minX, minY, maxX, maxY]: Bounds): GeometryAt {
  const builder = new GeometryBuilder(5);
  builder.beginFeature(Kind.Polygon);
  builder.beginPart(Kind.Polygon);
  builder.beginRing();
  builder.addVertices(Float64Array.of(minX, minY, maxX, minY, maxX, maxY, minX, maxY, minX, minY));
  builder.endFeature();
  return { column: builder.finish(), index: 0 };
}

function vertexOf({ column, index }: GeometryAt, position: number): GeometryAt | null {
  const { vertexStart, vertexEnd } = columnRange(column, index, index + 1);
  const at = position > 0 ? vertexStart + position - 1 : vertexEnd + position;
  if (position === 0 || at < vertexStart || at >= vertexEnd) return null;
  return pointAt(column.xy[2 * at]!, column.xy[2 * at + 1]!);
}

function azimuth(a: GeometryAt, b: GeometryAt): number | null {
  const [from, to] = [a, b].map(({ column, index }) => {
    if (kindAt(column, index) !== Kind.Point) throw noConversion(kindName(kindAt(column, index)), "a point");
    return featureCentroid(column, index);
  });
  if (from === undefined || to === undefined || (from[0] === to[0] && from[1] === to[1])) return null;
  const angle = Math.atan2(to[0] - from[0], to[1] - from[1]);
  return angle < 0 ? angle + 2 * Math.PI : angle;
}
