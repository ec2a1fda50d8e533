import { toLayerUnits } from "../../crs/distance.ts";
import { Kind } from "../../geometry/column.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { distance } from "../../schema/types/distance.ts";
import { integer } from "../../schema/types/integer.ts";
import { layer } from "../../schema/types/layer.ts";
import { text } from "../../schema/types/text.ts";
import { checkKinds } from "../check-kinds.ts";
import { centroidsOf } from "../representative-points.ts";
import { makeIndex, openIndex } from "../runners/spatial-index.ts";
import { inputOf, type Tools } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { withClusters } from "./k-means-clustering.ts";

const parameters = {
  input: layer({ doc: "Points" }),
  minSize: integer({
    default: 5,
    min: 1,
    doc: "Points within the distance, the point itself counted, that make a cluster",
  }),
  eps: distance({ default: 1, min: 0, doc: "What is near, such as 500m; a bare number is in layer units" }),
  withoutBorder: boolean({ qgis: "DBSCAN*", doc: "Points at the border of a cluster are noise (DBSCAN*)" }),
  fieldName: text({ default: "CLUSTER_ID", doc: "The new field with the cluster's number" }),
  sizeFieldName: text({ default: "CLUSTER_SIZE", doc: "The new field with the number of points in the cluster" }),
};

export const dbscanClustering: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "dbscanClustering",
  id: "native:dbscanclustering",
  title: "DBSCAN clustering",
  group: "Vector analysis",
  doc:
    "Clusters of points that lie densely: a point with so many within a distance makes a cluster with them, and so do those " +
    "of them in turn. Tells each point's cluster (from 1, in the order of its first point) and its size; noise has none. A " +
    "point at the border of two clusters belongs to the first. On a layer in degrees a distance in metres is converted along " +
    "the equator.",
  tags: ["clustering", "dbscan", "density", "points", "hotspots", "noise"],
  example: "%dbscan-clustering places --min-size 2 --eps 3 --as grouped",
  parameters,
  run(setup, tools) {
    const data = inputOf(setup, "input");
    checkKinds("input", data.geometry, [Kind.Point]);
    const { minSize, withoutBorder, fieldName, sizeFieldName } = setup.values;
    const reach = toLayerUnits(setup.values.eps, data.crs);
    const xy = centroidsOf(data.geometry);
    const index = openIndex(makeIndex(data.geometry));
    const near = (row: number): readonly number[] => {
      const [x, y] = [xy[2 * row]!, xy[2 * row + 1]!];
      const found = index?.search(x - reach, y - reach, x + reach, y + reach) ?? [];
      return found
        .filter((other) => Math.hypot(xy[2 * other]! - x, xy[2 * other + 1]! - y) <= reach)
        .toSorted((a, b) => a - b);
    };
    const isPlace = (row: number): boolean => xy[2 * row] === xy[2 * row];
    const clusterOf = clustersOf({ length: data.geometry.length, isPlace, near }, { minSize, withoutBorder }, tools);
    return { layer: withClusters(setup, clusterOf, { fieldName, sizeFieldName }) };
  },
};

interface Neighbourhood {
  readonly length: number;
  readonly isPlace: (row: number) => boolean;
  readonly near: (row: number) => readonly number[];
}

function clustersOf(
  { length, isPlace, near }: Neighbourhood,
  { minSize, withoutBorder }: { readonly minSize: number; readonly withoutBorder: boolean },
  { feedback }: Tools,
): Int32Array {
  const clusterOf = new Int32Array(length).fill(-1);
  const isVisited = new Uint8Array(length);
  let [cluster, visited] = [0, 0];
  const visit = (row: number): readonly number[] => {
    isVisited[row] = 1;
    if (visited++ % 1000 === 0) feedback.throwIfCanceled();
    feedback.progress(visited / length);
    const around = near(row);
    return around.length >= minSize ? around : [];
  };
  for (let first = 0; first < length; first++) {
    if (isVisited[first] === 1 || !isPlace(first)) continue;
    const seeds = visit(first);
    if (seeds.length === 0) continue;
    clusterOf[first] = ++cluster;
    const queue = [...seeds];
    for (let row = queue.pop(); row !== undefined; row = queue.pop()) {
      const isNew = isVisited[row] === 0;
      const around = isNew ? visit(row) : [];
      const isCore = around.length > 0;
      if (clusterOf[row] === -1 && (isCore || !withoutBorder)) clusterOf[row] = cluster;
      for (const other of around) if (isVisited[other] === 0 || clusterOf[other] === -1) queue.push(other);
    }
  }
  return clusterOf;
}
