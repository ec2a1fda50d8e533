import { SpatialError } from "../../errors.ts";
import type { AttributeColumn } from "../../layers/layer-data.ts";
import { sharedBytes, sharedDoubles } from "../../layers/attributes.ts";
import { integer } from "../../schema/types/integer.ts";
import { layer } from "../../schema/types/layer.ts";
import { text } from "../../schema/types/text.ts";
import { centroidsOf } from "../representative-points.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { kMeans } from "./k-means.ts";

const parameters = {
  input: layer({ doc: "Features of any kind; of lines and polygons the centroids count" }),
  clusters: integer({ default: 5, min: 1, doc: "How many" }),
  fieldName: text({ default: "CLUSTER_ID", doc: "The new field with the cluster's number" }),
  sizeFieldName: text({ default: "CLUSTER_SIZE", doc: "The new field with the number of features in the cluster" }),
};

export const kMeansClustering: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "kMeansClustering",
  id: "native:kmeansclustering",
  title: "K-means clustering",
  group: "Vector analysis",
  doc:
    "Parts features into clusters, each nearer to the mean of its own than to those of the others, and tells each one's cluster " +
    "(from 0) and its size. Distances are those of coordinates, in layer units. It begins with places that are far apart, as " +
    "in QGIS, so that the same layer always gives the same clusters. With fewer features than clusters each is one by itself; features without " +
    "geometry have none.",
  tags: ["clustering", "k-means", "kmeans", "groups", "classify", "points"],
  example: "%k-means-clustering places --clusters 2 --as grouped",
  parameters,
  run(setup, { feedback }) {
    const data = inputOf(setup, "input");
    const { clusters, fieldName, sizeFieldName } = setup.values;
    const points = centroidsOf(data.geometry);
    const rows = Array.from({ length: data.geometry.length }, (_, row) => row).filter(
      (row) => points[2 * row] === points[2 * row],
    );
    const xy = Float64Array.from(rows.flatMap((row) => [points[2 * row]!, points[2 * row + 1]!]));
    const found = kMeans(xy, clusters, feedback);
    const clusterOf = new Int32Array(data.geometry.length).fill(-1);
    rows.forEach((row, i) => (clusterOf[row] = found[i]!));
    return { layer: withClusters(setup, clusterOf, { fieldName, sizeFieldName }) };
  },
};

/** The input with the cluster of each feature and its size; -1 is none. */
export function withClusters(
  setup: Pick<Setup, "inputs">,
  clusterOf: Int32Array,
  { fieldName, sizeFieldName }: { readonly fieldName: string; readonly sizeFieldName: string },
) {
  const data = inputOf(setup, "input");
  const taken = [...data.fields.map(({ name }) => name), fieldName].find(
    (name, i, all) => name === sizeFieldName || (i < all.length - 1 && name === fieldName),
  );
  if (taken !== undefined)
    throw new SpatialError(
      "BAD_ARGUMENT",
      `There is a field ${taken} already; give fieldName and sizeFieldName others.`,
    );
  const sizes = new Map<number, number>();
  for (const cluster of clusterOf) sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1);
  return {
    ...data,
    fields: [
      ...data.fields,
      { name: fieldName, type: "integer" } as const,
      { name: sizeFieldName, type: "integer" } as const,
    ],
    columns: [
      ...data.columns,
      numbers(clusterOf, (cluster) => cluster),
      numbers(clusterOf, (cluster) => sizes.get(cluster)!),
    ],
  };
}

function numbers(clusterOf: Int32Array, valueOf: (cluster: number) => number): AttributeColumn {
  const [values, valid] = [sharedDoubles(clusterOf.length), sharedBytes(clusterOf.length)];
  clusterOf.forEach((cluster, row) => {
    if (cluster < 0) return;
    values[row] = valueOf(cluster);
    valid[row] = 1;
  });
  return { storage: "number", values, valid };
}
