import Flatbush from "flatbush";
import { SpatialError } from "../../errors.ts";
import { boundsOfFeature } from "../../geometry/bounds.ts";
import { Kind } from "../../geometry/column.ts";
import { featureLength } from "../../geometry/measures.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { choice } from "../../schema/types/choice.ts";
import { integer } from "../../schema/types/integer.ts";
import { centroidsOf } from "../representative-points.ts";
import { makeIndex, openIndex } from "../runners/spatial-index.ts";
import type { Tools } from "../setup.ts";
import { columnOf } from "../vector-overlay/union-around.ts";

/** What says which features are neighbours. */
export const NEIGHBOURS = {
  method: choice(["queen", "rook", "k-nearest"], {
    default: "queen",
    doc: "Those that touch, those that share a border, or the nearest by their centroids",
  }),
  k: integer({ default: 4, min: 1, doc: "How many are near, of k-nearest" }),
};

interface Method {
  readonly method: "queen" | "rook" | "k-nearest";
  readonly k: number;
}

/** The neighbours of each feature, in their order; none of one without geometry. */
export function neighboursOf({ geometry }: LayerData, { method, k }: Method, tools: Tools): readonly number[][] {
  if (method === "k-nearest") return nearestOf(centroidsOf(geometry), k);
  const { engine, feedback } = tools;
  const index = openIndex(makeIndex(geometry));
  const neighbours: number[][] = Array.from({ length: geometry.length }, () => []);
  for (let row = 0; row < geometry.length; row++) {
    feedback.throwIfCanceled();
    feedback.progress(row / geometry.length);
    if (geometry.kinds[row] === Kind.Null || index === undefined) continue;
    const box = boundsOfFeature(geometry, row);
    const near = (box === undefined ? [] : index.search(...box))
      .filter((other) => other > row)
      .toSorted((a, b) => a - b);
    if (near.length === 0) continue;
    engine.scope(() => {
      const own = engine.read(geometry, row);
      const prepared = engine.prepare(own);
      for (const other of near) {
        const theirs = engine.read(geometry, other);
        if (!prepared.test("intersects", theirs)) continue;
        if (method === "rook" && !(featureLength(columnOf(engine.intersection(own, theirs), engine), 0) > 0)) continue;
        neighbours[row]!.push(other);
        neighbours[other]!.push(row);
      }
    });
  }
  return neighbours.map((own) => own.toSorted((a, b) => a - b));
}

/** @throws SpatialError BAD_ARGUMENT where there are not so many others */
function nearestOf(xy: Float64Array, k: number): readonly number[][] {
  const rows = Array.from({ length: xy.length / 2 }, (_, row) => row).filter((row) => xy[2 * row] === xy[2 * row]);
  if (rows.length <= k)
    throw new SpatialError(
      "BAD_ARGUMENT",
      `k is ${k}, and ${rows.length} features have a geometry; give a k below that.`,
    );
  const index = new Flatbush(rows.length);
  for (const row of rows) index.add(xy[2 * row]!, xy[2 * row + 1]!);
  index.finish();
  const neighbours: number[][] = Array.from({ length: xy.length / 2 }, () => []);
  rows.forEach((row, i) => {
    const near = index.neighbors(xy[2 * row]!, xy[2 * row + 1]!, k, Infinity, (other) => other !== i);
    neighbours[row] = near.map((other) => rows[other]!).toSorted((a, b) => a - b);
  });
  return neighbours;
}
