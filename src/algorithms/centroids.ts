import { turnOf } from "../crs/crs.ts";
import { joinedAcross, withinTurn } from "../geometry/across.ts";
import { GeometryBuilder } from "../geometry/builder.ts";
import { type GeometryColumn, Kind } from "../geometry/column.ts";
import { featureCentroid } from "../geometry/measures.ts";
import { isPlainlyValid } from "../geometry/plain-validity.ts";
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
    "points. It may lie outside of the feature. In longitude and latitude, parts on both sides of the antimeridian count " +
    "as neighbours. Attributes are kept; a feature without geometry stays without.",
  tags: ["centroid", "centre", "point", "average"],
  example: "%centroids countries --as centres",
  parameters: [
    { name: "input", qgis: "INPUT", type: "layer", validity: "valid", doc: "Features of any kind" },
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

function run(work: Work, tools: ChunkTools): LayerData {
  const { feedback } = tools;
  const data = inputOf(work, "input");
  const builder = new GeometryBuilder(work.end - work.start);
  const ofParts = work.values["allParts"] === true ? partsAsFeatures(data.geometry) : undefined;
  const turn = turnOf(data.crs);
  const sources: number[] = [];
  for (let index = work.start; index < work.end; index++) {
    if (index % BETWEEN_CHECKS === 0) {
      feedback.throwIfCanceled();
      feedback.progress((index - work.start) / (work.end - work.start));
    }
    const place = placeOf(data.geometry, index, tools);
    if (place === undefined) continue;
    for (const point of ofParts ? centresOfParts(place, ofParts) : [centre(place, turn)]) {
      addPoint(builder, point);
      sources.push(index);
    }
  }
  return withAttributes(data, sources, builder.finish());
}

interface Place {
  readonly column: GeometryColumn;
  readonly index: number;
}

/** Where the valid feature is: in its layer, or in a column of its own. Undefined for one that is to be left out. */
function placeOf(column: GeometryColumn, index: number, tools: ChunkTools): Place | undefined {
  if (column.geomOffsets[index] === column.geomOffsets[index + 1] || isPlainlyValid(column, index))
    return { column, index };
  return tools.engine.scope(() => {
    const geometry = tools.read("input", index);
    if (geometry === undefined) return undefined;
    const builder = new GeometryBuilder();
    tools.engine.write(geometry, builder);
    return { column: builder.finish(), index: 0 };
  });
}

type Point = readonly [number, number];

/** @param turn a turn around the globe in the layer's coordinates, where they are longitudes */
function centre({ column, index }: Place, turn: number | undefined): Point | undefined {
  const joined = turn === undefined ? undefined : joinedAcross(column, index, turn);
  if (joined === undefined || turn === undefined) return featureCentroid(column, index);
  const [x, y] = featureCentroid(joined, 0) ?? [Number.NaN, Number.NaN];
  return [withinTurn(x, turn), y];
}

/** @param parts of the layer; a feature that was repaired has its own */
function centresOfParts({ column, index }: Place, parts: GeometryColumn): (Point | undefined)[] {
  const [first, end] = [column.geomOffsets[index]!, column.geomOffsets[index + 1]!];
  if (first === end) return [undefined];
  const own = column.xy === parts.xy ? parts : partsAsFeatures(column);
  return Array.from({ length: end - first }, (_, i) => featureCentroid(own, first + i));
}

function addPoint(builder: GeometryBuilder, point: readonly [number, number] | undefined): void {
  if (point === undefined) return addNull(builder);
  builder.beginFeature(Kind.Point);
  builder.beginPart(Kind.Point);
  builder.beginRing();
  builder.addVertex(point[0], point[1]);
  builder.endFeature();
}
