import type { CrsId } from "../crs/crs-id.ts";
import { type GeometryColumn, Kind } from "../geometry/column.ts";

/** Features named in the warning; the rest is only counted. */
const MOST_NAMED = 5;

/** Indices of the features that had a geometry before and have none now. */
export function lostFeatures(before: GeometryColumn, after: GeometryColumn): number[] {
  const lost: number[] = [];
  for (let i = 0; i < before.length; i++) {
    if (before.kinds[i] !== Kind.Null && after.kinds[i] === Kind.Null) lost.push(i);
  }
  return lost;
}

/** "2 of 9 features reach beyond what EPSG:3034 can show and lost their geometry: 3, 7" */
export function lostText(lost: readonly number[], all: number, target: CrsId): string {
  const verbs = lost.length === 1 ? "reaches" : "reach";
  const named = lost.slice(0, MOST_NAMED).join(", ") + (lost.length > MOST_NAMED ? ", …" : "");
  const owner = lost.length === 1 ? "its" : "their";
  return `${lost.length} of ${all} features ${verbs} beyond what ${target} can show and lost ${owner} geometry: ${named}`;
}
