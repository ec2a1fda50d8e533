import { concatColumns } from "../../geometry/append.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { GeometryAt } from "../../geometry/geometry-at.ts";
import { absentGeometry } from "../../geometry/shared-column.ts";
import { planChunks } from "../chunks.ts";
import { isTable } from "../../layers/layer-data.ts";
import { groupFeatures, membersOf } from "../groups.ts";
import { hilbertPositions } from "../hilbert.ts";
import { layerInputs } from "../algorithm.ts";
import { inputOf, type Setup, type Tools } from "../setup.ts";
import type { GroupAlgorithm } from "../shapes.ts";
import { mainOf } from "./feature.ts";
import { addNull, asMulti } from "./feature-sink.ts";
import type { RangeWork } from "./range-work.ts";
import type { Runner } from "./runner.ts";
import { jobRanges, planUnions, type UnionPlan } from "../unions/union-plan.ts";
import { isAreal } from "./result-unions.ts";
import { joinUnions, runUnions, type UnionPart, writePolygons } from "./unions.ts";
import { ValidReader } from "./validity.ts";
import { rowsOf } from "./taken-rows.ts";

/** Which features belong together, in shared memory. */
interface GroupPlan {
  /**
   * The features in the order in which ranges take them: group by group, and within a group along a Hilbert curve, so
   * that a range unites neighbours.
   */
  readonly order: Uint32Array;
  /** The group's number for each feature. */
  readonly groupOf: Uint32Array;
  /** The first feature of each group; groups are numbered in that order. */
  readonly firsts: Uint32Array;
  /** Where areas are to be united. */
  readonly unions?: UnionPlan;
}

/** What one range answers: one geometry for what it has of each group, and the groups' numbers. */
interface Part {
  readonly geometry: GeometryColumn;
  readonly groups: readonly number[];
}

/** Every range more is one geometry more that has to be joined on a single lane. */
const MOST_RANGES = 16;
/** Of unions: tiles are joined quickly. */
const MOST_JOB_RANGES = 64;

export const groupRunner: Runner<GroupAlgorithm> = {
  prepare: planGroups,
  ranges(algorithm, { setup, prepared }) {
    const { unions } = prepared as GroupPlan;
    if (unions !== undefined) return jobRanges(unions, MOST_JOB_RANGES);
    return planChunks(mainOf(algorithm, setup).geometry, MOST_RANGES);
  },
  run(algorithm, work, prepared): Part | UnionPart {
    const { order, groupOf, unions } = prepared as GroupPlan;
    if (unions !== undefined) return runUnions(unions, work, (index) => placeOfMember(algorithm, work, index));
    const { tools, start } = work;
    const builder = new GeometryBuilder();
    const groups: number[] = [];
    for (let at = start; at < work.end;) {
      const group = groupOf[order[at]!]!;
      let end = at + 1;
      while (end < work.end && groupOf[order[end]!] === group) end++;
      const share = (fraction: number): void =>
        tools.feedback.progress((at - start + fraction * (end - at)) / (work.end - start));
      tools.engine.scope(() => {
        const members = readMembers(algorithm, work, order.subarray(at, end));
        if (members.length === 0) return;
        tools.engine.write(algorithm.fold(members, tools, share), builder);
        groups.push(group);
      });
      at = end;
    }
    return { geometry: builder.finish(), groups };
  },
  join(algorithm, parts, { setup, prepared }, tools) {
    const { engine, feedback } = tools;
    const data = mainOf(algorithm, setup);
    const plan = prepared as GroupPlan;
    const { firsts } = plan;
    const builder = new GeometryBuilder();
    if (plan.unions !== undefined) {
      writeUnions(algorithm, parts as readonly UnionPart[], { setup, plan, tools }, builder);
      return {
        layer: { ...data, ...attributesOf(algorithm, setup, plan, tools), geometry: asMulti(builder.finish()) },
      };
    }
    const { geometry, byGroup } = piecesByGroup(parts as readonly Part[]);
    for (const group of firsts.keys()) {
      feedback.throwIfCanceled();
      feedback.progress(group / firsts.length, "joining");
      const own = byGroup.get(group) ?? [];
      if (own.length === 0) addNull(builder);
      else
        engine.scope(() => {
          const members = own.map((index) => engine.read(geometry, index));
          algorithm.write(algorithm.fold(members, tools), builder, engine);
        });
    }
    const united = isTable(data) ? absentGeometry(firsts.length) : asMulti(builder.finish());
    return { layer: { ...data, ...attributesOf(algorithm, setup, plan, tools), geometry: united } };
  },
  // of lines measured: 0.15 with two lanes, and more with more, for it runs on one; tiles are only put together
  joinShare: ({ unites }) => (unites === true ? 0.1 : 0.25),
};

function attributesOf(algorithm: GroupAlgorithm, setup: Setup, plan: GroupPlan, tools: Tools) {
  const data = mainOf(algorithm, setup);
  return (
    algorithm.attributes?.(setup, membersOf(plan), tools) ?? {
      fields: data.fields,
      columns: rowsOf(data, plan.firsts),
    }
  );
}

function planGroups(algorithm: GroupAlgorithm, setup: Setup, tools: Tools): GroupPlan {
  const data = mainOf(algorithm, setup);
  const { groupOf, firsts } = algorithm.groups?.(setup, tools) ?? groupFeatures(data, algorithm.groupBy(setup.values));
  const place = algorithm.keepsOrder === true ? [] : hilbertPositions(data.geometry);
  const order = shared(groupOf.length, (i) => i);
  order.sort((a, b) => groupOf[a]! - groupOf[b]! || compare(place[a] ?? 0, place[b] ?? 0) || a - b);
  return {
    order,
    groupOf: shared(groupOf.length, (i) => groupOf[i]!),
    firsts: shared(firsts.length, (i) => firsts[i]!),
    ...(algorithm.unites === true && isAreal(data.geometry) && { unions: planUnions(data.geometry, groupOf) }),
  };
}

interface Joining {
  readonly setup: Setup;
  readonly plan: GroupPlan;
  readonly tools: Tools;
}

function writeUnions(
  algorithm: GroupAlgorithm,
  parts: readonly UnionPart[],
  { setup, plan, tools }: Joining,
  builder: GeometryBuilder,
): void {
  const { name } = layerInputs(algorithm)[0]!;
  const valid = new ValidReader(setup, tools.engine);
  for (const [group, polygons] of joinUnions(plan.unions!, parts, plan.firsts.length).entries()) {
    tools.feedback.throwIfCanceled();
    if (polygons === null) addNull(builder);
    else if (polygons !== undefined) writePolygons(polygons, builder);
    else
      tools.engine.scope(() => {
        // they don't fit together: with vertices on a tile's side, or where repairs left lines
        const own = plan.order.filter((index) => plan.groupOf[index] === group);
        const members = [...own].flatMap((index) => valid.read(name, index)?.geometry ?? []);
        algorithm.write(algorithm.fold(members, tools), builder, tools.engine);
      });
  }
}

/** Subtracting would give NaN for two features without a place. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function shared(length: number, valueAt: (index: number) => number): Uint32Array {
  const array = new Uint32Array(new SharedArrayBuffer(4 * length));
  for (let i = 0; i < length; i++) array[i] = valueAt(i);
  return array;
}

/** Those with a geometry that the invalid-geometry policy does not leave out. */
function readMembers(algorithm: GroupAlgorithm, work: RangeWork, indices: Uint32Array): EngineGeometry[] {
  return [...indices].flatMap((index) => readMember(algorithm, work, index) ?? []);
}

function readMember(algorithm: GroupAlgorithm, work: RangeWork, index: number): EngineGeometry | undefined {
  const { name } = layerInputs(algorithm)[0]!;
  work.tools.feedback.throwIfCanceled();
  return inputOf(work.setup, name).geometry.kinds[index] === Kind.Null ? undefined : work.read(name, index);
}

function placeOfMember(algorithm: GroupAlgorithm, work: RangeWork, index: number): GeometryAt | undefined {
  const { name } = layerInputs(algorithm)[0]!;
  return inputOf(work.setup, name).geometry.kinds[index] === Kind.Null ? undefined : work.place(name, index);
}

function piecesByGroup(parts: readonly Part[]) {
  const byGroup = new Map<number, number[]>();
  parts
    .flatMap(({ groups }) => groups)
    .forEach((group, index) => {
      const own = byGroup.get(group);
      if (own) own.push(index);
      else byGroup.set(group, [index]);
    });
  return { geometry: concatColumns(parts.map((part) => part.geometry)), byGroup };
}
