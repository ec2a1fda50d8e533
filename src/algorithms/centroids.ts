import { GeometryBuilder } from "../geometry/builder.ts";
import { Kind } from "../geometry/column.ts";
import { featureCentroid } from "../geometry/measures.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { Algorithm, ChunkTools, Work } from "./algorithm.ts";
import { addNull, inputOf, withAttributes } from "./map-features.ts";
import { partsAsFeatures } from "./parts.ts";

const BETWEEN_CHECKS = 256;

export const centroids: Algorithm = {
  name: "centroids",
  id: "native:centroids",
  title: "Centroids",
  group: "Vector geometry",
  doc:
    "A point at the centre of mass of every feature: of its polygons if it has any, else of its lines, else of its " +
    "points. It may lie outside of the feature. Attributes are kept; a feature without geometry stays without.",
  tags: ["centroid", "centre", "point", "average"],
  example: "%centroids countries --as centres",
  parameters: [
    { name: "input", qgis: "INPUT", type: "layer", doc: "Features of any kind" },
    {
      name: "allParts",
      qgis: "ALL_PARTS",
      type: "boolean",
      default: false,
      doc: "A point for each part of a feature, with the feature's attributes repeated",
    },
  ],
  run,
};

function run(work: Work, { feedback }: ChunkTools): LayerData {
  const data = inputOf(work, "input");
  const { geometry } = data;
  const builder = new GeometryBuilder(work.end - work.start);
  const parts = work.values["allParts"] === true ? partsAsFeatures(geometry) : undefined;
  const sources: number[] = [];
  for (let index = work.start; index < work.end; index++) {
    if (index % BETWEEN_CHECKS === 0) {
      feedback.throwIfCanceled();
      feedback.progress((index - work.start) / (work.end - work.start));
    }
    const [first, end] = [geometry.geomOffsets[index]!, geometry.geomOffsets[index + 1]!];
    if (parts === undefined || first === end) {
      addPoint(builder, featureCentroid(geometry, index));
      sources.push(index);
      continue;
    }
    for (let part = first; part < end; part++) {
      addPoint(builder, featureCentroid(parts, part));
      sources.push(index);
    }
  }
  return withAttributes(data, sources, builder.finish());
}

function addPoint(builder: GeometryBuilder, point: readonly [number, number] | undefined): void {
  if (point === undefined) return addNull(builder);
  builder.beginFeature(Kind.Point);
  builder.beginPart(Kind.Point);
  builder.beginRing();
  builder.addVertex(point[0], point[1]);
  builder.endFeature();
}
