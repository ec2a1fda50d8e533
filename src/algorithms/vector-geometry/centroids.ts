import { turnOf } from "../../crs/crs.ts";
import { joinedAcross, withinTurn } from "../../geometry/across.ts";
import type { GeometryColumn } from "../../geometry/column.ts";
import { featureCentroid } from "../../geometry/measures.ts";
import { partsAsFeatures } from "../parts.ts";
import type { GeometryAt } from "../../geometry/geometry-at.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { layer } from "../../schema/types/layer.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Features of any kind" }),
  allParts: boolean({ doc: "A point for each part of a feature, with the feature's attributes repeated" }),
};

export const centroids: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
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
  parameters,
  open(setup) {
    const { crs, geometry } = inputOf(setup, "input");
    const ofParts = setup.values.allParts ? partsAsFeatures(geometry) : undefined;
    const turn = turnOf(crs);
    return ({ place }, out) => {
      for (const point of ofParts ? centresOfParts(place, ofParts) : [centre(place, turn)]) {
        if (point === undefined) out.addNull();
        else out.addPoint(...point);
      }
    };
  },
};

type Point = readonly [number, number];

/** @param turn a turn around the globe in the layer's coordinates, where they are longitudes */
function centre({ column, index }: GeometryAt, turn: number | undefined): Point | undefined {
  const joined = turn === undefined ? undefined : joinedAcross(column, index, turn);
  if (joined === undefined || turn === undefined) return featureCentroid(column, index);
  const [x, y] = featureCentroid(joined, 0) ?? [Number.NaN, Number.NaN];
  return [withinTurn(x, turn), y];
}

/** @param parts of the layer; a feature that was repaired has its own */
function centresOfParts({ column, index }: GeometryAt, parts: GeometryColumn): (Point | undefined)[] {
  const [first, end] = [column.geomOffsets[index]!, column.geomOffsets[index + 1]!];
  if (first === end) return [undefined];
  const own = column.xy === parts.xy ? parts : partsAsFeatures(column);
  return Array.from({ length: end - first }, (_, i) => featureCentroid(own, first + i));
}
