import type { Feedback } from "../../feedback.ts";
import { MinQueue } from "./min-queue.ts";
import type { Edge, Network } from "./network.ts";

/** What it costs to come to each vertex from one of them, and the edge that leads there last. */
export interface Costs {
  readonly costs: Float64Array;
  readonly last: readonly (Edge | undefined)[];
}

/** Dijkstra's method. @param most what costs more is not looked for */
export function costsFrom({ leaving }: Network, start: number, feedback: Feedback, most = Infinity): Costs {
  const costs = new Float64Array(leaving.length).fill(Infinity);
  const last: (Edge | undefined)[] = Array.from({ length: leaving.length });
  const queue = new MinQueue();
  costs[start] = 0;
  queue.push(start, 0);
  let settled = 0;
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { item: vertex, cost } = next;
    if (cost > costs[vertex]!) continue;
    if (cost > most) break;
    if (++settled % 1000 === 0) feedback.throwIfCanceled();
    for (const edge of leaving[vertex]!) {
      const total = cost + edge.cost;
      if (total >= costs[edge.to]!) continue;
      costs[edge.to] = total;
      last[edge.to] = edge;
      queue.push(edge.to, total);
    }
  }
  return { costs, last };
}

/** The vertices from the start to one of them, both included; undefined where no way leads there. */
export function pathTo({ costs, last }: Costs, end: number): readonly number[] | undefined {
  if (costs[end] === Infinity) return undefined;
  const path = [end];
  for (let edge = last[end]; edge !== undefined; edge = last[edge.from]) path.push(edge.from);
  return path.toReversed();
}
