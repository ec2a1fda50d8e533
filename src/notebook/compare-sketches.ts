import { MARK_BYTES, runStart } from "../layers/layer-digest.ts";
import type { LayerRecord } from "./manifest.ts";

/** How a layer differs from one of which there is only a sketch. */
export interface Movement {
  /** Features that are not the same: at least and at most so many. Undefined where there are more or fewer than before. */
  readonly features: { readonly least: number; readonly most: number } | undefined;
  /** Numbers of the first and the last feature that may be meant. */
  readonly between: readonly [first: number, last: number] | undefined;
  /** Only coordinates differ. */
  readonly isMoved: boolean;
  /**
   * What the vertices moved by all together, in units of the CRS, along the diagonal of the part of the layer where that
   * is most: the distance itself where one vertex has moved. Undefined where the vertices are not the same ones.
   */
  readonly distance: number | undefined;
}

export function movementOf(before: LayerRecord, now: LayerRecord): Movement {
  const [old, made] = [before.sketch, now.sketch];
  const isMoved = old.rest === made.rest && old.vertices === made.vertices && before.crs === now.crs;
  const distance = isMoved ? Math.max(0, ...sumDifferences(before, now).map(([x, y]) => Math.hypot(x, y))) : undefined;
  if (before.features !== now.features) return { features: undefined, between: undefined, isMoved, distance };
  return { ...changedFeatures(before, now), isMoved, distance };
}

/**
 * Whether coordinates differ by no more than a tolerance, as far as sums and bounds can tell: a vertex that moved further
 * is overlooked where others moved the other way.
 */
export function isWithin(before: LayerRecord, now: LayerRecord, tolerance: number): boolean {
  const { isMoved } = movementOf(before, now);
  if (!isMoved || before.features !== now.features) return false;
  const [old, made] = [before.bounds ?? [], now.bounds ?? []];
  if (old.length !== made.length || old.some((value, i) => Math.abs(value - made[i]!) > tolerance)) return false;
  return sumDifferences(before, now).every(([x, y, count]) => Math.max(Math.abs(x), Math.abs(y)) <= tolerance * count);
}

function changedFeatures(before: LayerRecord, now: LayerRecord): Pick<Movement, "features" | "between"> {
  const [old, made] = [before, now].map(({ sketch }) => Buffer.from(sketch.marks, "base64")) as [Buffer, Buffer];
  const count = old.length / MARK_BYTES;
  const changed = Array.from({ length: count }, (_, i) => i).filter((i) => {
    const [from, to] = [MARK_BYTES * i, MARK_BYTES * (i + 1)];
    return !old.subarray(from, to).equals(made.subarray(from, to));
  });
  const starts = changed.map((run) => runStart(run, count, before.features));
  const ends = changed.map((run) => runStart(run + 1, count, before.features));
  const most = ends.reduce((sum, end, i) => sum + end - starts[i]!, 0);
  return {
    features: { least: changed.length, most },
    between: changed.length === 0 ? undefined : [starts[0]!, ends.at(-1)! - 1],
  };
}

/** Three doubles. */
const RUN_BYTES = 24;

function sumDifferences(
  before: LayerRecord,
  now: LayerRecord,
): readonly (readonly [x: number, y: number, count: number])[] {
  const [old, made] = [before, now].map(({ sketch }) => Buffer.from(sketch.sums, "base64")) as [Buffer, Buffer];
  if (old.length !== made.length) return [];
  return Array.from({ length: old.length / RUN_BYTES }, (_, i) => {
    const difference = (at: number): number => made.readDoubleLE(at) - old.readDoubleLE(at);
    const at = RUN_BYTES * i;
    return [difference(at), difference(at + 8), old.readDoubleLE(at + 16)];
  });
}
