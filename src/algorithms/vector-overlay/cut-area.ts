import { Kind } from "../../geometry/column.ts";
import { featureVertices } from "../../geometry/measures.ts";
import { cutArea, type RingList } from "../../geometry/overlay/overlay-areas.ts";
import type { AttributeValue } from "../../layers/attributes.ts";
import { addPartsOfKind } from "../parts.ts";
import type { FeatureRef } from "../runners/feature-ref.ts";
import type { FeatureSink } from "../runners/feature-sink.ts";
import type { OtherFeature } from "../runners/others.ts";
import { writePolygons } from "../runners/unions.ts";

/** Others with more vertices are cut to what is near first, which the engine does. */
const MOST_VERTICES = 4000;

/** What of an area lies in others or outside them: "all" of it, or polygons. */
export type Cut = "all" | readonly RingList[];

/** Undefined where the engine has to see to it. */
export function cutHere(
  feature: FeatureRef,
  near: readonly OtherFeature[],
  rule: "intersection" | "difference",
): Cut | undefined {
  const { column, index } = feature.source;
  if (column.kinds[index] !== Kind.Polygon && column.kinds[index] !== Kind.MultiPolygon) return undefined;
  const vertices = near.reduce((sum, other) => sum + other.vertices, featureVertices(column, index));
  if (vertices > MOST_VERTICES) return undefined;
  return cutArea(
    feature.place,
    near.map(({ place }) => place),
    rule,
  );
}

export function addCut(cut: Cut, feature: FeatureRef, out: FeatureSink, values?: readonly AttributeValue[]): void {
  if (cut === "all") {
    const { column, index } = feature.place;
    out.write((builder) => addPartsOfKind(builder, column, index, Kind.Polygon), values);
  } else if (cut.length > 0) out.write((builder) => writePolygons(cut, builder), values);
}
