import { GeometryBuilder } from "../../geometry/builder.ts";
import { type Bounds, type GeometryColumn, Kind } from "../../geometry/column.ts";
import { boundsAt, featureBounds } from "../../geometry/bounds.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import type { PartKind } from "../../geometry/kind.ts";
import { layer } from "../../schema/types/layer.ts";
import type { FeatureSink } from "../runners/feature-sink.ts";
import type { OtherFeature } from "../runners/others.ts";
import { inputOf } from "../setup.ts";
import type { PairAlgorithm } from "../shapes.ts";
import { checkKinds } from "../check-kinds.ts";
import { addCut, cutHere } from "./cut-area.ts";
import { MAX_DEVIATION } from "./max-deviation.ts";
import { columnOf, unionAround } from "./union-around.ts";
import { addParts, addPartsOfKind, hasPartsOfKind, highestPartKind, isMixed, partsAsFeatures } from "../parts.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Features of any kind" }),
  overlay: layer({ validity: "valid", doc: "Polygons to cut to" }),
  maxDeviation: MAX_DEVIATION,
};

export const clip: PairAlgorithm<typeof parameters> = {
  shape: "pair",
  name: "clip",
  id: "native:clip",
  title: "Clip",
  group: "Vector overlay",
  doc:
    "Cuts the features of the input to the polygons of the overlay. Attributes are the input's; features outside " +
    "are left out, and so is what touches the overlay in less than its own dimension, such as a polygon along an " +
    "edge. Members of a collection are cut each by itself. The result is multi-part. An overlay in another CRS is brought into " +
    "the input's, with vertices added where an edge would leave its line. Longitudes from 0 to 360 meet those from " +
    "-180 to 180.",
  tags: ["clip", "cut", "mask", "overlay", "crop", "intersect"],
  example: "%clip countries --overlay near --as here",
  parameters,
  maxChunks: 32,
  with: "overlay",
  multi: Kind.GeometryCollection,
  prepare: (setup) => checkKinds("overlay", inputOf(setup, "overlay").geometry, [Kind.Polygon]),
  open:
    (_, { engine }) =>
    (feature, near, out) => {
      const { column, index } = feature.source;
      const { bounds } = feature;
      const kind = highestPartKind(column, index);
      if (near.length === 0 || bounds === undefined || kind === undefined) return;
      if (isMixed(column, index)) return addCollection(out, columnOf(feature.geometry, engine), near, engine);
      const own = cutHere(feature, near, "intersection");
      if (own) return addCut(own, feature, out);
      const inside = cut(feature.geometry, bounds, near, engine);
      if (inside === undefined) return;
      const left = columnOf(inside, engine);
      if (hasPartsOfKind(left, 0, kind)) out.write((builder) => addPartsOfKind(builder, left, 0, kind));
    },
};

/** Members of different kinds are clipped one by one: together, only the highest kind would count. */
function addCollection(
  out: FeatureSink,
  collection: GeometryColumn,
  near: readonly OtherFeature[],
  engine: GeometryEngine,
): void {
  const left = partsAsFeatures(collection);
  const boxes = featureBounds(left);
  const inside: GeometryColumn[] = [];
  for (let part = 0; part < left.length; part++) {
    const one = new GeometryBuilder();
    const bounds = boundsAt(boxes, part);
    const clipped = bounds && cut(engine.read(left, part), bounds, near, engine);
    if (clipped && addPartsOfKind(one, columnOf(clipped, engine), 0, left.kinds[part] as PartKind))
      inside.push(one.finish());
  }
  if (inside.length === 0) return;
  out.write((builder) => {
    builder.beginFeature(Kind.GeometryCollection);
    for (const column of inside) addParts(builder, column);
    builder.endFeature();
  });
}

/** What of the geometry lies in the overlay's union. */
function cut(
  geometry: EngineGeometry,
  bounds: Bounds,
  near: readonly OtherFeature[],
  engine: GeometryEngine,
): EngineGeometry | undefined {
  const hits: OtherFeature[] = [];
  for (const feature of near) {
    if (feature.prepared.test("covers", geometry)) return geometry;
    if (feature.prepared.test("intersects", geometry)) hits.push(feature);
  }
  return hits.length === 0 ? undefined : engine.intersection(geometry, unionAround(bounds, hits, engine));
}
