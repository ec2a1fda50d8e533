import type { Predicate } from "../predicate.ts";
import { factory, members, OverlayOp, RelateOp, UnaryUnionOp, type JstsGeometry } from "./jsts-library.ts";

type OverlayName = keyof typeof OverlayOp;

/** An overlay of any two geometries: JSTS's own refuses collections, which are overlaid by dimension here. */
export function overlay(name: OverlayName, a: JstsGeometry, b: JstsGeometry): JstsGeometry {
  if (!isCollection(a) && !isCollection(b)) return OverlayOp[name](a, b);
  const [as, bs] = [piecesOf(a), piecesOf(b)];
  switch (name) {
    case "intersection":
      return unionOf(as.flatMap((piece) => bs.map((other) => OverlayOp.intersection(piece, other))));
    case "difference":
      return unionOf(subtract(as, bs));
    case "symDifference":
      return unionOf([...subtract(as, bs), ...subtract(bs, as)]);
  }
}

/** Unary union; of nothing an empty collection. */
export function unionOf(geometries: readonly JstsGeometry[]): JstsGeometry {
  const full = geometries.filter((geometry) => !geometry.isEmpty());
  const all = factory.createGeometryCollection(full);
  return full.length === 0 ? all : UnaryUnionOp.union(all);
}

/** A predicate of any two geometries. A collection counts as the union of its members, as in GEOS. */
export function testJsts(predicate: Predicate, a: JstsGeometry, b: JstsGeometry): boolean {
  const [as, bs] = [piecesOf(a), piecesOf(b)];
  if (as.length === 0 && bs.length === 0) return predicate === "equals" || predicate === "disjoint";
  if (as.length === 0 || bs.length === 0) return predicate === "disjoint";
  const [onlyA, onlyB] = [as[0]!, bs[0]!];
  return as.length === 1 && bs.length === 1 ? testPiece(predicate, onlyA, onlyB) : testPieces(predicate, as, bs);
}

function testPiece(predicate: Predicate, a: JstsGeometry, b: JstsGeometry): boolean {
  switch (predicate) {
    case "disjoint":
      return !RelateOp.intersects(a, b);
    case "within":
      return RelateOp.contains(b, a);
    case "coveredBy":
      return RelateOp.covers(b, a);
    case "equals":
      return RelateOp.equalsTopo(a, b);
    case "intersects":
    case "contains":
    case "covers":
    case "touches":
    case "overlaps":
    case "crosses":
      return RelateOp[predicate](a, b);
  }
}

/** The predicates where dimensions mix, by their definitions over what the pieces cover and share. */
function testPieces(predicate: Predicate, as: readonly JstsGeometry[], bs: readonly JstsGeometry[]): boolean {
  switch (predicate) {
    case "intersects":
      return intersect(as, bs);
    case "disjoint":
      return !intersect(as, bs);
    case "covers":
      return covers(as, bs);
    case "coveredBy":
      return covers(bs, as);
    case "contains":
      return covers(as, bs) && sharedDimension(as, bs) >= 0;
    case "within":
      return covers(bs, as) && sharedDimension(as, bs) >= 0;
    case "equals":
      return covers(as, bs) && covers(bs, as);
    case "touches":
      return intersect(as, bs) && sharedDimension(as, bs) < 0;
    case "overlaps":
      return overlaps(as, bs);
    case "crosses":
      return crosses(as, bs);
  }
}

function overlaps(as: readonly JstsGeometry[], bs: readonly JstsGeometry[]): boolean {
  const dimension = dimensionOf(as);
  const shared = sharedDimension(as, bs);
  if (dimension !== dimensionOf(bs) || shared < 0 || (dimension === 1 && shared !== 1)) return false;
  return !covers(as, bs) && !covers(bs, as);
}

function crosses(as: readonly JstsGeometry[], bs: readonly JstsGeometry[]): boolean {
  const [dimensionA, dimensionB] = [dimensionOf(as), dimensionOf(bs)];
  const shared = sharedDimension(as, bs);
  if (dimensionA === dimensionB) return dimensionA === 1 && shared === 0;
  return shared >= 0 && !(dimensionA < dimensionB ? covers(bs, as) : covers(as, bs));
}

function intersect(as: readonly JstsGeometry[], bs: readonly JstsGeometry[]): boolean {
  return as.some((a) => bs.some((b) => RelateOp.intersects(a, b)));
}

function covers(as: readonly JstsGeometry[], bs: readonly JstsGeometry[]): boolean {
  return subtract(bs, as).length === 0;
}

/** Of what the interiors have in common; -1 when that is nothing. */
function sharedDimension(as: readonly JstsGeometry[], bs: readonly JstsGeometry[]): number {
  return Math.max(...as.flatMap((a) => bs.map((b) => RelateOp.relate(a, b).get(0, 0))));
}

function dimensionOf(pieces: readonly JstsGeometry[]): number {
  return Math.max(...pieces.map((piece) => piece.getDimension()));
}

/** What of each piece no other covers; pieces that vanish are left out. */
function subtract(pieces: readonly JstsGeometry[], others: readonly JstsGeometry[]): JstsGeometry[] {
  return pieces
    .map((piece) => others.reduce((rest, other) => OverlayOp.difference(rest, other), piece))
    .filter((rest) => !rest.isEmpty());
}

/** A geometry as at most one multipoint, one multiline and one area; of an empty one nothing. */
function piecesOf(geometry: JstsGeometry): JstsGeometry[] {
  if (geometry.isEmpty()) return [];
  if (!isCollection(geometry)) return [geometry];
  const parts = flatMembers(geometry).filter((part) => !part.isEmpty());
  const ofDimension = (dimension: number): JstsGeometry[] => parts.filter((part) => part.getDimension() === dimension);
  return [
    factory.createMultiPoint(ofDimension(0)),
    // not united: that would move them where they cross
    factory.createMultiLineString(ofDimension(1)),
    unionOf(ofDimension(2)),
  ].filter((piece) => !piece.isEmpty());
}

/** The points, lines and polygons in it, however deep. */
export function flatMembers(geometry: JstsGeometry): JstsGeometry[] {
  const parts = members(geometry);
  return parts.length === 1 && parts[0] === geometry ? parts : parts.flatMap(flatMembers);
}

function isCollection(geometry: JstsGeometry): boolean {
  return geometry.getGeometryType() === "GeometryCollection";
}
