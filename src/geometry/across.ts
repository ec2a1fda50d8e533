import type { Bounds, GeometryColumn } from "./column.ts";
import { boundsOf, unionOfBounds } from "./bounds.ts";
import { sliceColumn } from "./append.ts";

/** What a part spans in x. */
interface Span {
  readonly part: number;
  /** Between minus half a turn and half a turn. */
  readonly from: number;
  readonly width: number;
  /** What brings its coordinates to `from`. */
  readonly shift: number;
}

/**
 * The feature in a column of its own, with the parts on one side of the antimeridian moved by a turn, so that they lie
 * beside those on the other; undefined for a feature that does not lie on both sides. It does where all its parts fit
 * into less than half a turn around the antimeridian, but not without it. Longitudes of several turns come to one.
 * @param turn what a turn around the globe is in x: 360 for degrees
 */
export function joinedAcross(column: GeometryColumn, index: number, turn: number): GeometryColumn | undefined {
  const [first, end] = [column.geomOffsets[index]!, column.geomOffsets[index + 1]!];
  if (end - first < 2 || isNarrow(column, [first, end], turn)) return undefined;
  const alone = sliceColumn(column, index, index + 1);
  const spans = spansOf(alone, [0, end - first], turn);
  if (spans === undefined) return undefined;
  const start = startAcross(spans, turn) ?? (isTogether(spans, turn) ? -Infinity : undefined);
  if (start === undefined) return undefined;
  const xy = Float64Array.from(alone.xy);
  for (const { part, from, shift } of spans) {
    const by = shift + (from < start ? turn : 0);
    const { firstValue, endValue } = valuesOf(alone, part);
    for (let i = firstValue; i < endValue; i += 2) xy[i]! += by;
  }
  return { ...alone, xy };
}

/**
 * The box around everything where that is narrower across the antimeridian: its third number is beyond half a turn.
 * Undefined where it is not, or nothing is there.
 */
export function boundsAcross(column: GeometryColumn, turn: number): Bounds | undefined {
  const parts = [0, column.partKinds.length] as const;
  const bounds = boundsOf(column);
  if (bounds === undefined || bounds[2] - bounds[0] <= turn / 2) return undefined;
  const spans = spansOf(column, parts, turn);
  const start = spans && startAcross(spans, turn);
  if (spans === undefined || start === undefined) return undefined;
  return [start, bounds[1], endAcross(spans, start, turn), bounds[3]];
}

/** The box around all boxes, across the antimeridian where that is narrower; undefined for none. */
export function unionAround(all: readonly Bounds[], turn: number): Bounds | undefined {
  const plain = unionOfBounds(all);
  if (plain === undefined || plain[2] - plain[0] <= turn / 2) return plain;
  const spans = all.map(([west, , east], part) => {
    const from = withinTurn(west, turn);
    return { part, from, width: east - west, shift: from - west };
  });
  const start = startAcross(spans, turn);
  return start === undefined ? plain : [start, plain[1], endAcross(spans, start, turn), plain[3]];
}

/** Between minus half a turn and half a turn; what lies on the antimeridian stays on its side. */
export function withinTurn(x: number, turn: number): number {
  return Math.abs(x) <= turn / 2 ? x : x - turn * Math.round(x / turn);
}

function isNarrow(column: GeometryColumn, [first, end]: readonly [number, number], turn: number): boolean {
  const { firstValue } = valuesOf(column, first);
  const { endValue } = valuesOf(column, end - 1);
  let [min, max] = [Infinity, -Infinity];
  for (let i = firstValue; i < endValue; i += 2) {
    min = Math.min(min, column.xy[i]!);
    max = Math.max(max, column.xy[i]!);
  }
  return max - min <= turn / 2;
}

/** Undefined where a part alone takes half a turn or more. */
function spansOf(
  column: GeometryColumn,
  [first, end]: readonly [number, number],
  turn: number,
): readonly Span[] | undefined {
  const spans: Span[] = [];
  for (let part = first; part < end; part++) {
    const { firstValue, endValue } = valuesOf(column, part);
    let [min, max] = [Infinity, -Infinity];
    for (let i = firstValue; i < endValue; i += 2) {
      min = Math.min(min, column.xy[i]!);
      max = Math.max(max, column.xy[i]!);
    }
    if (!(max - min < turn / 2)) return undefined;
    const from = withinTurn(min, turn);
    spans.push({ part, from, width: max - min, shift: from - min });
  }
  return spans;
}

/** Where the arc around all spans begins, if it is less than half a turn and crosses the antimeridian. */
function startAcross(spans: readonly Span[], turn: number): number | undefined {
  const sorted = spans.toSorted((a, b) => a.from - b.from);
  const [lowest] = sorted;
  if (lowest === undefined) return undefined;
  let reach = lowest.from;
  for (const { from, width } of sorted) {
    // an empty half of the globe ends here: what lies before it belongs to the other side
    if (from - reach > turn / 2) return from;
    reach = Math.max(reach, from + width);
  }
  return undefined;
}

function endAcross(spans: readonly Span[], start: number, turn: number): number {
  return spans.reduce((end, { from, width }) => Math.max(end, from + width + (from < start ? turn : 0)), -Infinity);
}

/** Whether longitudes of different turns are all that keeps the parts apart. */
function isTogether(spans: readonly Span[], turn: number): boolean {
  const from = Math.min(...spans.map((span) => span.from));
  return Math.max(...spans.map((span) => span.from + span.width)) - from < turn / 2;
}

function valuesOf({ partOffsets, ringOffsets }: GeometryColumn, part: number) {
  return {
    firstValue: 2 * ringOffsets[partOffsets[part]!]!,
    endValue: 2 * ringOffsets[partOffsets[part + 1]!]!,
  };
}
