import type { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";

/** What the bytes of a damaged file lead to. */
export class ShapeDamage extends Error {}

/** Numbers below this stand for none. */
const NO_DATA = -1e38;

/** A shape's positions, and where its parts begin and end, counted in positions. */
interface Shape {
  readonly xy: Float64Array;
  readonly z: Float64Array | undefined;
  readonly m: Float64Array | undefined;
  readonly parts: readonly (readonly [start: number, end: number])[];
}

/** Adds a feature of the shape in one record. Throws ShapeDamage. */
export function appendShape(builder: GeometryBuilder, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 4) throw new ShapeDamage("it is too short");
  const type = view.getInt32(0, true);
  if (type === 0) return appendEmpty(builder);
  if (type === 31) throw new ShapeDamage("it is a multipatch, a body in space; layers hold points, lines and polygons");
  const hasZ = type > 10 && type < 20;
  switch (type % 10) {
    case 1:
      return appendPoint(builder, view, { hasZ, hasM: type > 20 });
    case 3:
      return appendLines(builder, partsShape(view, hasZ, type > 10));
    case 5:
      return appendPolygons(builder, partsShape(view, hasZ, type > 10));
    case 8:
      return appendPoints(builder, pointsShape(view, hasZ, type > 10));
    default:
      throw new ShapeDamage(`its type is ${type}, which does not exist`);
  }
}

function appendEmpty(builder: GeometryBuilder): void {
  builder.beginFeature(Kind.Null);
  builder.endFeature();
}

function appendPoint(builder: GeometryBuilder, view: DataView, { hasZ, hasM }: { hasZ: boolean; hasM: boolean }): void {
  need(view, hasZ ? 28 : hasM ? 28 : 20);
  const [x, y] = [view.getFloat64(4, true), view.getFloat64(12, true)];
  const z = hasZ ? view.getFloat64(20, true) : Number.NaN;
  const m = hasM ? view.getFloat64(20, true) : hasZ && view.byteLength >= 36 ? view.getFloat64(28, true) : Number.NaN;
  builder.beginFeature(Kind.Point);
  if (!Number.isNaN(x) || !Number.isNaN(y)) {
    checkFinite(x, y);
    builder.beginPart(Kind.Point);
    builder.beginRing();
    builder.addVertex(x, y, z, m > NO_DATA ? m : Number.NaN);
  }
  builder.endFeature();
}

function appendPoints(builder: GeometryBuilder, shape: Shape): void {
  builder.beginFeature(Kind.MultiPoint);
  for (let i = 0; i < shape.xy.length / 2; i++) {
    builder.beginPart(Kind.Point);
    builder.beginRing();
    addVertices(builder, shape, [i, i + 1]);
  }
  builder.endFeature();
}

function appendLines(builder: GeometryBuilder, shape: Shape): void {
  builder.beginFeature(shape.parts.length === 1 ? Kind.LineString : Kind.MultiLineString);
  for (const part of shape.parts) {
    builder.beginPart(Kind.LineString);
    builder.beginRing();
    addVertices(builder, shape, part);
  }
  builder.endFeature();
}

type Part = Shape["parts"][number];

/** Rings that turn right are shells; the others are holes of the shell around them. */
function appendPolygons(builder: GeometryBuilder, shape: Shape): void {
  const polygons = polygonsOf(shape);
  builder.beginFeature(polygons.length === 1 ? Kind.Polygon : Kind.MultiPolygon);
  for (const rings of polygons) {
    builder.beginPart(Kind.Polygon);
    for (const ring of rings) {
      builder.beginRing();
      addVertices(builder, shape, ring);
    }
  }
  builder.endFeature();
}

function polygonsOf(shape: Shape): Part[][] {
  const { parts } = shape;
  if (parts.length <= 1) return parts.map((part) => [part]);
  const areas = parts.map((part) => areaOf(shape, part));
  const isShell = (i: number): boolean => areas[i]! <= 0;
  // where none turns right, whoever wrote them took the turn for nothing: what lies in another is a hole
  const noShell = parts.every((_, i) => !isShell(i));
  const shells = parts.flatMap((_, i) => ((noShell ? depthOf(shape, i, areas) % 2 === 0 : isShell(i)) ? [i] : []));
  const polygons = new Map(shells.map((i) => [i, [parts[i]!]]));
  for (const [i, part] of parts.entries()) {
    if (polygons.has(i)) continue;
    const around = shells.filter((shell) => contains(shape, parts[shell]!, part));
    const own =
      shells.length === 1 ? shells[0] : around.toSorted((a, b) => Math.abs(areas[a]!) - Math.abs(areas[b]!))[0];
    if (own === undefined) polygons.set(i, [part]);
    else polygons.get(own)?.push(part);
  }
  return [...polygons.values()];
}

/** In how many larger rings a ring lies. */
function depthOf(shape: Shape, index: number, areas: readonly number[]): number {
  const { parts } = shape;
  return parts.filter(
    (part, i) => i !== index && Math.abs(areas[i]!) > Math.abs(areas[index]!) && contains(shape, part, parts[index]!),
  ).length;
}

/** Positive where a ring turns left. */
function areaOf({ xy }: Shape, [start, end]: Part): number {
  let sum = 0;
  for (let i = start; i < end - 1; i++)
    sum +=
      (xy[2 * i]! - xy[2 * start]!) * (xy[2 * i + 3]! - xy[2 * start + 1]!) -
      (xy[2 * i + 2]! - xy[2 * start]!) * (xy[2 * i + 1]! - xy[2 * start + 1]!);
  return sum;
}

/** Whether a ring's first position that is not on the other's border lies in the other. */
function contains(shape: Shape, outer: Part, inner: Part): boolean {
  for (let i = inner[0]; i < inner[1]; i++) {
    const side = sideOf(shape, outer, shape.xy[2 * i]!, shape.xy[2 * i + 1]!);
    if (side !== 0) return side > 0;
  }
  return true;
}

/** 1 inside, -1 outside, 0 on the border. */
function sideOf({ xy }: Shape, [start, end]: Part, x: number, y: number): number {
  let isInside = false;
  for (let i = start; i < end - 1; i++) {
    const [ax, ay, bx, by] = [xy[2 * i]!, xy[2 * i + 1]!, xy[2 * i + 2]!, xy[2 * i + 3]!];
    const cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
    const isBetween = Math.min(ax, bx) <= x && x <= Math.max(ax, bx) && Math.min(ay, by) <= y && y <= Math.max(ay, by);
    if (cross === 0 && isBetween) return 0;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isInside = !isInside;
  }
  return isInside ? 1 : -1;
}

function addVertices(builder: GeometryBuilder, { xy, z, m }: Shape, [start, end]: Part): void {
  for (let i = start; i < end; i++) {
    const [x, y] = [xy[2 * i]!, xy[2 * i + 1]!];
    checkFinite(x, y);
    builder.addVertex(x, y, z?.[i] ?? Number.NaN, m !== undefined && m[i]! > NO_DATA ? m[i]! : Number.NaN);
  }
}

function checkFinite(x: number, y: number): void {
  if (!Number.isFinite(x) || !Number.isFinite(y)) throw new ShapeDamage(`it has the position ${x} ${y}`);
}

function partsShape(view: DataView, hasZ: boolean, mayHaveM: boolean): Shape {
  need(view, 44);
  const [parts, points] = [view.getUint32(36, true), view.getUint32(40, true)];
  need(view, 44 + 4 * parts + 16 * points);
  const starts = Array.from({ length: parts }, (_, i) => view.getUint32(44 + 4 * i, true));
  const spans = starts.map((start, i) => [start, starts[i + 1] ?? points] as const);
  if (spans.some(([start, end]) => end < start || end > points)) throw new ShapeDamage("its parts lie outside of it");
  return { ...positions(view, { at: 44 + 4 * parts, points, hasZ, mayHaveM }), parts: spans };
}

function pointsShape(view: DataView, hasZ: boolean, mayHaveM: boolean): Shape {
  need(view, 40);
  const points = view.getUint32(36, true);
  need(view, 40 + 16 * points);
  return { ...positions(view, { at: 40, points, hasZ, mayHaveM }), parts: [] };
}

interface Layout {
  readonly at: number;
  readonly points: number;
  readonly hasZ: boolean;
  readonly mayHaveM: boolean;
}

/** Behind the positions come the range of the heights, the heights, and likewise measures, which may be left out. */
function positions(view: DataView, { at, points, hasZ, mayHaveM }: Layout): Omit<Shape, "parts"> {
  const xy = doubles(view, at, 2 * points);
  let next = at + 16 * points;
  if (hasZ) need(view, next + 16 + 8 * points);
  const z = hasZ ? doubles(view, next + 16, points) : undefined;
  if (hasZ) next += 16 + 8 * points;
  const hasM = mayHaveM && view.byteLength >= next + 16 + 8 * points;
  return { xy, z, m: hasM ? doubles(view, next + 16, points) : undefined };
}

function doubles(view: DataView, at: number, count: number): Float64Array {
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = view.getFloat64(at + 8 * i, true);
  return values;
}

function need(view: DataView, bytes: number): void {
  if (view.byteLength < bytes) throw new ShapeDamage(`it has ${view.byteLength} bytes, where ${bytes} are needed`);
}
