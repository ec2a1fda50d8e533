import type { Bounds } from "../../geometry/column.ts";
import type { Query } from "../query.ts";
import { type Range, readRanges } from "../sources/merged-ranges.ts";
import { memorySource } from "../sources/memory-source.ts";
import type { ByteSource, RandomSource } from "../sources/source.ts";
import { Damage } from "./flat-table.ts";
import { type FileHeader, readHeader } from "./flatgeobuf-header.ts";
import { MAGIC } from "./flatgeobuf-schema.ts";
import { childrenOf, indexSize, type Level, levelsOf, NODE_BYTES } from "./packed-index.ts";

const START = MAGIC.length + 4;
/** The header of most files, and the upper levels of their index. */
const FIRST = 1 << 15;
const MOST_HEADER = 1 << 26;

/** A file without its index and the features that are not wanted. */
export interface Selection {
  readonly source: ByteSource;
  readonly features: number;
}

/**
 * The features whose bounds meet the query's, found by the file's index: header and features as a file has them.
 * Undefined where no bounds are asked for or there is no index. Throws Damage.
 */
export async function selectFeatures(source: RandomSource, { bounds, limit }: Query): Promise<Selection | undefined> {
  const start = await source.readAt(0, FIRST);
  if (bounds === undefined || start.length < START || MAGIC.subarray(0, 7).some((byte, i) => start[i] !== byte))
    return undefined;
  const headerEnd = START + new DataView(start.buffer, start.byteOffset).getUint32(MAGIC.length, true);
  if (headerEnd > Math.min(source.size, MOST_HEADER)) return undefined;
  const head = headerEnd <= start.length ? start.subarray(0, headerEnd) : await source.readAt(0, headerEnd);
  const header = readHeader(Uint8Array.from(head.subarray(START)));
  const featuresAt = headerEnd + indexSize(header);
  if (indexSize(header) === 0 || featuresAt > source.size) return undefined;
  const offsets = await search({ source, header, at: headerEnd }, bounds);
  const ranges = offsets
    .toSorted((a, b) => a.from - b.from)
    .slice(0, limit)
    .map(({ from, to }) => ({ from: featuresAt + from, to: Math.min(featuresAt + to, source.size) }));
  const bytes = await readRanges(source, ranges);
  const pieces = [head, ...ranges.map((range) => recordOf(bytes(range)))];
  return { source: asSource(source, pieces), features: ranges.length };
}

/** The first record of these bytes alone: features may lie in another order than in the index. */
function recordOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 4) throw new Damage("its index leads behind its end");
  return bytes.subarray(0, 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true));
}

interface Index {
  readonly source: RandomSource;
  readonly header: FileHeader;
  /** Where it begins. */
  readonly at: number;
}

/** Where features may lie that meet the bounds, counted from behind the index. Reads level by level. */
async function search({ source, header, at }: Index, bounds: Bounds): Promise<Range[]> {
  const { nodeSize } = header;
  const levels = levelsOf(header);
  let groups: readonly Level[] = levels.slice(0, 1);
  for (let depth = 0; ; depth++) {
    const isLast = depth === levels.length - 1;
    const end = at + levels[depth]!.end * NODE_BYTES;
    // the node behind a group tells where its last feature ends
    const rangeOf = (group: Level): Range => ({
      from: at + group.start * NODE_BYTES,
      to: Math.min(at + (group.end + 1) * NODE_BYTES, end),
    });
    const bytes = await readRanges(source, groups.map(rangeOf));
    const found = groups.flatMap((group) => nodesThatMeet(bytes(rangeOf(group)), group, bounds));
    if (isLast) return found.map(({ from, to }) => ({ from, to }));
    groups = found.map(({ node }) => childrenOf(levels, { depth, node, nodeSize }));
  }
}

interface FoundNode extends Range {
  readonly node: number;
}

function nodesThatMeet(bytes: Uint8Array, { start, end }: Level, [minX, minY, maxX, maxY]: Bounds): FoundNode[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found: FoundNode[] = [];
  for (let node = start, at = 0; node < end; node++, at += NODE_BYTES) {
    if (at + NODE_BYTES > bytes.length) throw new Damage("its index is cut off");
    const meets =
      view.getFloat64(at, true) <= maxX &&
      view.getFloat64(at + 8, true) <= maxY &&
      view.getFloat64(at + 16, true) >= minX &&
      view.getFloat64(at + 24, true) >= minY;
    if (!meets) continue;
    const from = Number(view.getBigUint64(at + 32, true));
    const next = at + NODE_BYTES;
    const to = next + NODE_BYTES <= bytes.length ? Number(view.getBigUint64(next + 32, true)) : Infinity;
    found.push({ node, from, to: to > from ? to : Infinity });
  }
  return found;
}

function asSource({ name, extension }: RandomSource, parts: readonly Uint8Array[]): ByteSource {
  let size = 0;
  const pieces = parts.map((bytes) => {
    size += bytes.length;
    return { from: size - bytes.length, bytes };
  });
  return memorySource({ name, extension, size, pieces }).stream();
}
