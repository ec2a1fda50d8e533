import type { Bounds } from "../../geometry/column.ts";
import type { FileHeader } from "./flatgeobuf-header.ts";

/** Bytes of a node: four doubles and an offset. */
export const NODE_BYTES = 40;

type Counted = Pick<FileHeader, "featuresCount" | "nodeSize">;

/** Nodes [start, end) of a level of the tree. */
export interface Level {
  readonly start: number;
  readonly end: number;
}

/**
 * The levels of a packed R-tree, the root's first. A node has the bounds of its `nodeSize` children, which lie one
 * behind the other in the next level; those of the last level are the features'. Empty where there is no index.
 */
export function levelsOf({ featuresCount, nodeSize }: Counted): Level[] {
  if (nodeSize < 2 || featuresCount === 0) return [];
  const counts = [featuresCount];
  do counts.unshift(Math.ceil(counts[0]! / nodeSize));
  while (counts[0]! > 1);
  let start = 0;
  return counts.map((count) => ({ start, end: (start += count) }));
}

/** Bytes of the index. */
export function indexSize(header: Counted): number {
  return (levelsOf(header).at(-1)?.end ?? 0) * NODE_BYTES;
}

/** A feature's place behind the index. */
export interface Leaf {
  readonly bounds: Bounds | undefined;
  readonly offset: number;
}

/** The index of features that lie in this order. */
export function packIndex(leaves: readonly Leaf[], nodeSize: number): Uint8Array {
  const header = { featuresCount: leaves.length, nodeSize };
  const levels = levelsOf(header);
  const bytes = new Uint8Array(indexSize(header));
  const view = new DataView(bytes.buffer);
  const last = levels.at(-1) ?? { start: 0, end: 0 };
  for (const [i, { bounds, offset }] of leaves.entries())
    putNode(view, last.start + i, { bounds: bounds ?? NOWHERE, offset });
  for (let depth = levels.length - 2; depth >= 0; depth--) {
    const level = levels[depth]!;
    for (let node = level.start; node < level.end; node++) {
      const children = childrenOf(levels, { depth, node, nodeSize });
      putNode(view, node, { bounds: around(view, children), offset: children.start });
    }
  }
  return bytes;
}

/** Of what has no place: bounds that meet none. */
const NOWHERE: Bounds = [Infinity, Infinity, -Infinity, -Infinity];

function putNode(
  view: DataView,
  node: number,
  { bounds, offset }: { readonly bounds: Bounds; readonly offset: number },
): void {
  const at = node * NODE_BYTES;
  for (const [i, value] of bounds.entries()) view.setFloat64(at + 8 * i, value, true);
  view.setBigUint64(at + 32, BigInt(offset), true);
}

function around(view: DataView, { start, end }: Level): Bounds {
  let [minX, minY, maxX, maxY] = NOWHERE;
  for (let at = start * NODE_BYTES; at < end * NODE_BYTES; at += NODE_BYTES) {
    minX = Math.min(minX, view.getFloat64(at, true));
    minY = Math.min(minY, view.getFloat64(at + 8, true));
    maxX = Math.max(maxX, view.getFloat64(at + 16, true));
    maxY = Math.max(maxY, view.getFloat64(at + 24, true));
  }
  return [minX, minY, maxX, maxY];
}

/** The children of a node that is not on the last level. */
export function childrenOf(
  levels: readonly Level[],
  { depth, node, nodeSize }: { readonly depth: number; readonly node: number; readonly nodeSize: number },
): Level {
  const below = levels[depth + 1]!;
  const start = below.start + (node - levels[depth]!.start) * nodeSize;
  return { start, end: Math.min(start + nodeSize, below.end) };
}
