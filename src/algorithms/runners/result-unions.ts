import { concatColumns } from "../../geometry/append.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryColumn, type GeometryKind, Kind } from "../../geometry/column.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { Tools } from "../setup.ts";
import { jobRanges, planUnions, type UnionPlan } from "../unions/union-plan.ts";
import { uniteInOrder } from "../union-tree.ts";
import { asMulti } from "./feature-sink.ts";
import type { RangeWork } from "./range-work.ts";
import { joinUnions, runUnions, type UnionPart, writePolygons } from "./unions.ts";

/** What ranges gave that is to become one feature, and how it is united. In shared memory. */
export interface ResultUnions {
  readonly geometry: GeometryColumn;
  /** If absent, it is united at once: not everything is area. */
  readonly plan?: UnionPlan;
}

const MOST_RANGES = 64;

export function planResults(columns: readonly GeometryColumn[]): ResultUnions {
  const geometry = concatColumns(columns);
  if (!isAreal(geometry)) return { geometry };
  return { geometry, plan: planUnions(geometry, new Uint32Array(geometry.length)) };
}

/** Whether areas, and what is empty, is all there is, so that tiles can be united by themselves. */
export function isAreal({ kinds, partKinds }: GeometryColumn): boolean {
  const hasPoints = kinds.includes(Kind.Point) || kinds.includes(Kind.MultiPoint);
  const hasLines = kinds.includes(Kind.LineString) || kinds.includes(Kind.MultiLineString);
  return !hasPoints && !hasLines && partKinds.every((kind) => kind === Kind.Polygon);
}

export function resultRanges({ plan }: ResultUnions): readonly (readonly [start: number, end: number])[] {
  return plan === undefined ? [] : jobRanges(plan, MOST_RANGES);
}

export function uniteResults({ geometry, plan }: ResultUnions, work: RangeWork): UnionPart {
  return runUnions(plan!, work, (index) => ({ column: geometry, index }));
}

/** One feature, multi-part; none where there is nothing to unite. @param empty the kind of an empty one */
export function joinResults(
  { geometry, plan }: ResultUnions,
  parts: readonly UnionPart[],
  tools: Tools,
  empty: GeometryKind | undefined,
): GeometryColumn {
  const builder = new GeometryBuilder();
  const polygons = plan && geometry.length > 0 ? joinUnions(plan, parts, 1)[0] : undefined;
  if (polygons) writePolygons(polygons, builder);
  else if (geometry.length > 0) uniteAll(geometry, tools, builder);
  return asMulti(builder.finish(), empty);
}

function uniteAll(column: GeometryColumn, { engine, feedback }: Tools, builder: GeometryBuilder): void {
  engine.scope(() => {
    const members: EngineGeometry[] = [];
    for (let i = 0; i < column.length; i++) members.push(engine.read(column, i));
    const progress = (fraction: number): void => feedback.progress(fraction, "dissolving");
    engine.write(uniteInOrder(members, { engine, feedback }, progress), builder);
  });
}
