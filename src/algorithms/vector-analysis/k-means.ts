import type { Feedback } from "../../feedback.ts";

const MOST_ROUNDS = 1000;

/** Lloyd's method, beginning where PostGIS and QGIS begin. Gives the cluster of each point, from 0. */
export function kMeans(xy: Float64Array, clusters: number, feedback: Feedback): Int32Array {
  const count = xy.length / 2;
  const clusterOf = new Int32Array(count);
  if (clusters === 1 || count < 2) return clusterOf;
  clusterOf.fill(-1);
  const centers = farApart(xy, clusters, feedback);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    feedback.throwIfCanceled();
    feedback.progress(1 - 1 / (1 + round / 10));
    if (!assign(xy, centers, clusterOf)) break;
    moveToMeans(xy, centers, clusterOf);
  }
  return clusterOf;
}

/** Two points that are far from each other, then each time the one that is farthest from those before. */
function farApart(xy: Float64Array, clusters: number, feedback: Feedback): Float64Array {
  const chosen = farthestPair(xy);
  const nearest = Float64Array.from({ length: xy.length / 2 }, (_, i) => squared(xy, i, chosen[0]!));
  for (const one of chosen) nearest[one] = -1;
  while (chosen.length < Math.min(clusters, nearest.length)) {
    feedback.throwIfCanceled();
    const last = chosen.at(-1)!;
    let [best, most] = [0, -Infinity];
    for (let i = 0; i < nearest.length; i++) {
      if (nearest[i]! < 0) continue;
      nearest[i] = Math.min(squared(xy, i, last), nearest[i]!);
      if (nearest[i]! > most) [best, most] = [i, nearest[i]!];
    }
    nearest[best] = -1;
    chosen.push(best);
  }
  return Float64Array.from(chosen.flatMap((i) => [xy[2 * i]!, xy[2 * i + 1]!]));
}

function farthestPair(xy: Float64Array): number[] {
  let [one, other, most] = [0, 0, -1];
  for (let i = 1; i < xy.length / 2; i++) {
    const [toOne, toOther] = [squared(xy, i, one), squared(xy, i, other)];
    if (toOne <= most && toOther <= most) continue;
    most = Math.max(toOne, toOther);
    if (toOne > toOther) other = i;
    else one = i;
  }
  return [one, other];
}

function squared(xy: Float64Array, i: number, k: number): number {
  return (xy[2 * i]! - xy[2 * k]!) ** 2 + (xy[2 * i + 1]! - xy[2 * k + 1]!) ** 2;
}

/** Whether any point has come to another cluster. */
function assign(xy: Float64Array, centers: Float64Array, clusterOf: Int32Array): boolean {
  let isChanged = false;
  for (let i = 0; i < clusterOf.length; i++) {
    let [best, least] = [0, Infinity];
    for (let c = 0; c < centers.length; c += 2) {
      const size = (xy[2 * i]! - centers[c]!) ** 2 + (xy[2 * i + 1]! - centers[c + 1]!) ** 2;
      if (size < least) [best, least] = [c / 2, size];
    }
    if (clusterOf[i] !== best) isChanged = true;
    clusterOf[i] = best;
  }
  return isChanged;
}

/** A cluster that has lost all its points stays where it is. */
function moveToMeans(xy: Float64Array, centers: Float64Array, clusterOf: Int32Array): void {
  const sums = new Float64Array(centers.length);
  const counts = new Float64Array(centers.length / 2);
  clusterOf.forEach((cluster, i) => {
    sums[2 * cluster]! += xy[2 * i]!;
    sums[2 * cluster + 1]! += xy[2 * i + 1]!;
    counts[cluster]!++;
  });
  counts.forEach((count, cluster) => {
    if (count === 0) return;
    centers[2 * cluster] = sums[2 * cluster]! / count;
    centers[2 * cluster + 1] = sums[2 * cluster + 1]! / count;
  });
}
