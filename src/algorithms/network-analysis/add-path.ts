import type { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import type { Network } from "./network.ts";

/** A line through vertices of the network; a way of no length has its vertex twice, for a line has two. */
export function addPath(builder: GeometryBuilder, { vertices }: Network, path: readonly number[]): void {
  builder.beginFeature(Kind.LineString);
  builder.beginPart(Kind.LineString);
  builder.beginRing();
  for (const vertex of path.length === 1 ? [...path, ...path] : path) builder.addVertex(...vertices.at(vertex));
  builder.endFeature();
}
