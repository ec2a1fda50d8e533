import { GeometryBuilder } from "../../geometry/builder.ts";
import { type Bounds, type GeometryColumn, Kind } from "../../geometry/column.ts";
import { boundsAt, featureBounds } from "../../geometry/bounds.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import type { PartKind } from "../../geometry/kind.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { finishAsMulti, withAttributes } from "../map-features.ts";
import type { RangeWork } from "../runners/range-work.ts";
import { inputOf } from "../setup.ts";
import type { RangesAlgorithm } from "../shapes.ts";
import { MAX_DEVIATION, Overlay, type OverlayFeature } from "./overlay.ts";
import { addParts, addPartsOfKind, highestPartKind, isMixed, partsAsFeatures } from "../parts.ts";

export const clip: RangesAlgorithm = {
  shape: "ranges",
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
  parameters: [
    { name: "input", qgis: "INPUT", type: "layer", validity: "valid", doc: "Features of any kind" },
    { name: "overlay", qgis: "OVERLAY", type: "layer", validity: "valid", doc: "Polygons to cut to" },
    MAX_DEVIATION,
  ],
  maxChunks: 32,
  run,
};

/** Features of the input between two clearings of what was read of the overlay. */
const BLOCK = 500;

function run(work: RangeWork): LayerData {
  const { tools } = work;
  const data = inputOf(work.setup, "input");
  const overlay = new Overlay("overlay", inputOf(work.setup, "overlay"), work);
  const boxes = featureBounds(data.geometry);
  const builder = new GeometryBuilder();
  const kept: number[] = [];
  for (let from = work.start; from < work.end; from += BLOCK) {
    overlay.scope(() => {
      for (let index = from; index < Math.min(from + BLOCK, work.end); index++) {
        tools.feedback.throwIfCanceled();
        const bounds = boundsAt(boxes, index);
        if (bounds && clipFeature({ work, index, bounds, near: overlay.near(bounds) }, builder)) kept.push(index);
        tools.feedback.progress((index + 1 - work.start) / (work.end - work.start));
      }
    });
  }
  return withAttributes(data, kept, finishAsMulti(builder));
}

interface Candidate {
  readonly work: RangeWork;
  readonly index: number;
  readonly bounds: Bounds;
  readonly near: readonly OverlayFeature[];
}

/** Adds what is left of a feature, and returns whether anything is. */
function clipFeature({ work, index, bounds, near }: Candidate, builder: GeometryBuilder): boolean {
  const { engine } = work.tools;
  const column = inputOf(work.setup, "input").geometry;
  const kind = highestPartKind(column, index);
  if (near.length === 0 || kind === undefined) return false;
  return engine.scope(() => {
    const geometry = work.read("input", index);
    if (geometry === undefined) return false;
    if (!isMixed(column, index)) {
      const inside = cut(geometry, bounds, near, engine);
      return inside !== undefined && addPartsOfKind(builder, columnOf(inside, engine), 0, kind);
    }
    return addCollection(builder, columnOf(geometry, engine), near, engine);
  });
}

/** Members of different kinds are clipped one by one: together, only the highest kind would count. */
function addCollection(
  builder: GeometryBuilder,
  collection: GeometryColumn,
  near: readonly OverlayFeature[],
  engine: GeometryEngine,
): boolean {
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
  if (inside.length === 0) return false;
  builder.beginFeature(Kind.GeometryCollection);
  for (const column of inside) addParts(builder, column);
  builder.endFeature();
  return true;
}

/**
 * What of the geometry lies in the overlay's union, which is made for the geometry's surroundings only: uniting all of
 * a large overlay first is what makes this slow elsewhere.
 */
function cut(
  geometry: EngineGeometry,
  bounds: Bounds,
  near: readonly OverlayFeature[],
  engine: GeometryEngine,
): EngineGeometry | undefined {
  const hits: OverlayFeature[] = [];
  for (const feature of near) {
    if (feature.prepared.test("covers", geometry)) return geometry;
    if (feature.prepared.test("intersects", geometry)) hits.push(feature);
  }
  const [first] = hits;
  if (first === undefined) return undefined;
  if (hits.length === 1) return engine.intersection(geometry, first.geometry);
  const frame = rectangleAround(bounds, engine);
  const local = hits.map((feature) =>
    feature.vertices > 100 ? engine.intersection(feature.geometry, frame) : feature.geometry,
  );
  return engine.intersection(geometry, engine.union(local));
}

function columnOf(geometry: EngineGeometry, engine: GeometryEngine): GeometryColumn {
  const builder = new GeometryBuilder();
  engine.write(geometry, builder);
  return builder.finish();
}

/** A little larger than the bounds, so that its edges add nothing to what is cut. */
function rectangleAround([minX, minY, maxX, maxY]: Bounds, engine: GeometryEngine): EngineGeometry {
  const margin = Math.max(maxX - minX, maxY - minY, 1e-6) * 0.05;
  const builder = new GeometryBuilder(5);
  builder.beginFeature(Kind.Polygon);
  builder.beginPart(Kind.Polygon);
  builder.beginRing();
  builder.addVertex(minX - margin, minY - margin);
  builder.addVertex(maxX + margin, minY - margin);
  builder.addVertex(maxX + margin, maxY + margin);
  builder.addVertex(minX - margin, maxY + margin);
  builder.endFeature();
  return engine.read(builder.finish(), 0);
}
