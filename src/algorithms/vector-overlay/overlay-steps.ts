import { SpatialError } from "../../errors.ts";
import type { GeometryColumn } from "../../geometry/column.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import type { PartKind } from "../../geometry/kind.ts";
import type { AttributeValue } from "../../layers/attributes.ts";
import { addPartsOfKind, hasPartsOfKind, highestPartKind, isMixed } from "../parts.ts";
import type { FeatureRef } from "../runners/feature-ref.ts";
import type { FeatureSink } from "../runners/feature-sink.ts";
import type { OtherFeature } from "../runners/others.ts";
import { addCut, cutHere } from "./cut-area.ts";
import { columnOf, unionAround } from "./union-around.ts";

/**
 * Points, lines or polygons: an overlay keeps what has the dimension of the feature. Undefined for one without geometry.
 * @throws SpatialError BAD_ARGUMENT for a collection of several
 */
export function overlaidKind({ source: { column, index } }: FeatureRef): PartKind | undefined {
  if (isMixed(column, index)) {
    throw new SpatialError(
      "BAD_ARGUMENT",
      `Feature ${index} is a collection of points, lines or polygons together, which an overlay cannot keep apart; ` +
        "give each kind as a feature of its own.",
    );
  }
  return highestPartKind(column, index);
}

/** What of a geometry some others leave; undefined where that is nothing of its dimension. */
export function remainder(
  feature: FeatureRef,
  near: readonly OtherFeature[],
  engine: GeometryEngine,
): EngineGeometry | undefined {
  const { geometry, bounds } = feature;
  const hits: OtherFeature[] = [];
  for (const other of near) {
    if (other.prepared.test("covers", geometry)) return undefined;
    if (other.prepared.test("intersects", geometry)) hits.push(other);
  }
  if (bounds === undefined || hits.length === 0) return geometry;
  return engine.difference(geometry, unionAround(bounds, hits, engine));
}

/** The parts of one kind, as a multi-part feature; nothing where there are none. */
export function addOfKind(
  out: FeatureSink,
  column: GeometryColumn,
  kind: PartKind,
  values?: readonly AttributeValue[],
): void {
  if (hasPartsOfKind(column, 0, kind)) out.write((builder) => addPartsOfKind(builder, column, 0, kind), values);
}

/** Writes what is left of a feature; one without geometry stays as it is. */
export function addRemainder(
  feature: FeatureRef,
  { near, engine, out }: { near: readonly OtherFeature[]; engine: GeometryEngine; out: FeatureSink },
  values?: readonly AttributeValue[],
): void {
  const kind = overlaidKind(feature);
  if (kind === undefined) {
    out.addNull(values);
    return;
  }
  const own = cutHere(feature, near, "difference");
  if (own) {
    addCut(own, feature, out, values);
    return;
  }
  const left = remainder(feature, near, engine);
  if (left !== undefined) addOfKind(out, columnOf(left, engine), kind, values);
}

/** Writes what a feature has in common with each of the others. @param valuesOf those of the other's fields */
export function addIntersections(
  feature: FeatureRef,
  { near, engine, out }: { near: readonly OtherFeature[]; engine: GeometryEngine; out: FeatureSink },
  valuesOf: (index: number) => readonly AttributeValue[],
): void {
  const kind = overlaidKind(feature);
  if (kind === undefined) return;
  near.forEach((other, i) => {
    const own = cutHere(feature, [other], "intersection");
    if (own) {
      addCut(own, feature, out, valuesOf(other.index));
      return;
    }
    const { geometry } = feature;
    if (!other.prepared.test("intersects", geometry)) return;
    const inside = other.prepared.test("covers", geometry) ? geometry : engine.intersection(geometry, other.geometry);
    addOfKind(out, columnOf(inside, engine), kind, valuesOf(other.index));
    feature.share((i + 1) / near.length);
  });
}
