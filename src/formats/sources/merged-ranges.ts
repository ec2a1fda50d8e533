import type { RandomSource } from "./source.ts";

/** Bytes [from, to) of a file. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Asking for so many bytes more costs less than asking once more. */
const GAP = 1 << 15;

/** Reads ranges, given by where they begin, in as few requests as make sense. The answer hands them out. */
export async function readRanges(
  source: Pick<RandomSource, "readAt">,
  ranges: readonly Range[],
): Promise<(range: Range) => Uint8Array> {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of ranges) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to + GAP) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  const read: { readonly from: number; readonly bytes: Uint8Array }[] = [];
  for (const { from, to } of merged) read.push({ from, bytes: await source.readAt(from, to) });
  return ({ from, to }) => {
    const holder = read.findLast((each) => each.from <= from);
    return holder === undefined ? new Uint8Array(0) : holder.bytes.subarray(from - holder.from, to - holder.from);
  };
}
