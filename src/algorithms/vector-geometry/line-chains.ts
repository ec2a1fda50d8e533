import type { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import { addVertexOf } from "./rings.ts";

/** A line of the column, from one end or the other. */
interface End {
  readonly line: number;
  /** Whether this is the line's last vertex. */
  readonly last: boolean;
}

/**
 * Adds the lines of feature 0 as one multi-line, having joined those that meet at an end where no third one does. The
 * order follows the first line of each chain.
 */
export function joinChains(column: GeometryColumn, builder: GeometryBuilder): void {
  const lines = column.partOffsets.length - 1;
  const ends = endsByPlace(column, lines);
  const used = new Uint8Array(lines);
  builder.beginFeature(Kind.MultiLineString);
  for (let line = 0; line < lines; line++) {
    if (used[line] === 1) continue;
    writeChain(chainFrom(startOf(line, column, ends), used, column, ends), column, builder);
  }
  builder.endFeature();
}

function endsByPlace(column: GeometryColumn, lines: number): Map<string, End[]> {
  const ends = new Map<string, End[]>();
  for (let line = 0; line < lines; line++) {
    for (const last of [false, true]) {
      const key = placeOf(column, { line, last });
      const here = ends.get(key);
      if (here) here.push({ line, last });
      else ends.set(key, [{ line, last }]);
    }
  }
  return ends;
}

function placeOf({ ringOffsets, xy }: GeometryColumn, { line, last }: End): string {
  const vertex = last ? ringOffsets[line + 1]! - 1 : ringOffsets[line]!;
  return `${xy[2 * vertex]} ${xy[2 * vertex + 1]}`;
}

/** The other end at the same place, if exactly two ends meet there. */
function partner(end: End, column: GeometryColumn, ends: Map<string, End[]>): End | undefined {
  const here = ends.get(placeOf(column, end)) ?? [];
  if (here.length !== 2) return undefined;
  return here.find(({ line, last }) => line !== end.line || last !== end.last);
}

/** Walks back from a line to where its chain begins; in a closed chain to the line itself. */
function startOf(line: number, column: GeometryColumn, ends: Map<string, End[]>): End {
  let start: End = { line, last: false };
  for (
    let before = partner(start, column, ends);
    before && before.line !== line;
    before = partner(start, column, ends)
  ) {
    start = { line: before.line, last: !before.last };
  }
  return start;
}

/** The lines of a chain in order, each entered at the end given. */
function chainFrom(start: End, used: Uint8Array, column: GeometryColumn, ends: Map<string, End[]>): End[] {
  const chain: End[] = [];
  for (let next: End | undefined = start; next && used[next.line] !== 1;) {
    used[next.line] = 1;
    chain.push(next);
    next = partner({ line: next.line, last: !next.last }, column, ends);
  }
  return chain;
}

function writeChain(chain: readonly End[], column: GeometryColumn, builder: GeometryBuilder): void {
  const { ringOffsets, xy } = column;
  builder.beginPart(Kind.LineString);
  builder.beginRing();
  chain.forEach(({ line, last }, position) => {
    const [first, end] = [ringOffsets[line]!, ringOffsets[line + 1]!];
    // the vertex where two lines meet is written once
    const skip = position === 0 ? 0 : 1;
    if (!last) return builder.addVertices(xy, first + skip, end, column);
    for (let vertex = end - 1 - skip; vertex >= first; vertex--) addVertexOf(builder, column, vertex);
  });
}
