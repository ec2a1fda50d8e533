import { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import { sharedBytes, sharedDoubles } from "../../layers/attributes.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { groupFeatures } from "../groups.ts";
import { hilbertPositions } from "./hilbert.ts";
import { addNull, finishAsMulti, withAttributes } from "../map-features.ts";
import { mergeLines } from "./merge-lines.ts";
import { checkFields } from "../parameters.ts";
import type { RangeWork } from "../runners/range-work.ts";
import { inputOf, type Setup, type Tools } from "../setup.ts";
import type { RangesAlgorithm } from "../shapes.ts";
import { uniteInOrder } from "./union-tree.ts";

export const dissolve: RangesAlgorithm = {
  shape: "ranges",
  name: "dissolve",
  id: "native:dissolve",
  title: "Dissolve",
  group: "Vector geometry",
  doc:
    "Unites features: all of them into one, or those with the same values in the given fields into one each. A result " +
    "is multi-part and has the attributes of the first of its features; groups come in the order of their first. " +
    "Lines that meet end to end become one.",
  tags: ["dissolve", "union", "merge", "aggregate", "unite"],
  example: "%dissolve countries --field continent --as continents",
  parameters: [
    { name: "input", qgis: "INPUT", type: "layer", validity: "valid", doc: "Features of one kind" },
    {
      name: "field",
      qgis: "FIELD",
      type: "fields",
      default: [],
      doc: "Fields whose values make a group; none for one group",
    },
  ],
  // every range more is one union more that has to be joined on a single lane
  maxChunks: 16,
  run,
  combine,
  joinShare: 0.25, // measured: 0.15 with two lanes, and more with more, for it runs on one
};

/** What one range answers: the union of what it has of each group, and the group's number in the field "group". */
function run(work: RangeWork): LayerData {
  const { tools, setup } = work;
  const { engine, feedback } = tools;
  const builder = new GeometryBuilder();
  const groups: number[] = [];
  const { order, groupOf } = plan(setup);
  for (let at = work.start; at < work.end;) {
    const group = groupOf[order[at]!]!;
    let end = at + 1;
    while (end < work.end && groupOf[order[end]!] === group) end++;
    const share = (fraction: number) =>
      feedback.progress((at - work.start + fraction * (end - at)) / (work.end - work.start));
    engine.scope(() => {
      const members = readMembers(order.subarray(at, end), work);
      if (members.length === 0) return;
      engine.write(uniteInOrder(members, tools, share), builder);
      groups.push(group);
    });
    at = end;
  }
  const values = sharedDoubles(groups.length);
  values.set(groups);
  return {
    crs: inputOf(setup, "input").crs,
    fields: [{ name: "group", type: "integer" }],
    geometry: builder.finish(),
    columns: [{ storage: "number", values, valid: sharedBytes(groups.length).fill(1) }],
  };
}

function combine(parts: readonly LayerData[], setup: Setup, tools: Tools): LayerData {
  const { engine, feedback } = tools;
  const data = inputOf(setup, "input");
  const { firsts } = plan(setup);
  const builder = new GeometryBuilder();
  const pieces = piecesByGroup(parts);
  firsts.forEach((_, group) => {
    feedback.throwIfCanceled();
    feedback.progress(group / firsts.length, "joining");
    const own = pieces.get(group) ?? [];
    if (own.length === 0) return addNull(builder);
    engine.scope(() => {
      const members = own.map(({ part, index }) => engine.read(part.geometry, index));
      writeUnited(uniteInOrder(members, tools), builder, tools);
    });
  });
  return withAttributes(data, firsts, finishAsMulti(builder));
}

/**
 * The features in the order in which ranges take them: group by group, and within a group along a Hilbert curve, so
 * that a range unites neighbours. Every range makes the same plan.
 */
function plan(setup: Setup) {
  const data = inputOf(setup, "input");
  const fields = setup.values["field"] as readonly string[];
  checkFields(
    fields,
    data.fields.map(({ name }) => name),
  );
  const { groupOf, firsts } = groupFeatures(data, fields);
  const place = hilbertPositions(data.geometry);
  const order = Uint32Array.from({ length: groupOf.length }, (_, i) => i);
  order.sort((a, b) => groupOf[a]! - groupOf[b]! || compare(place[a]!, place[b]!) || a - b);
  return { order, groupOf, firsts };
}

/** Subtracting would give NaN for two features without a place. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function readMembers(indices: Uint32Array, work: RangeWork): EngineGeometry[] {
  const { kinds } = inputOf(work.setup, "input").geometry;
  const members: EngineGeometry[] = [];
  for (const index of indices) {
    work.tools.feedback.throwIfCanceled();
    const geometry = kinds[index] === Kind.Null ? undefined : work.read("input", index);
    if (geometry !== undefined) members.push(geometry);
  }
  return members;
}

function piecesByGroup(parts: readonly LayerData[]): Map<number, { part: LayerData; index: number }[]> {
  const pieces = new Map<number, { part: LayerData; index: number }[]>();
  for (const part of parts) {
    const [column] = part.columns;
    if (column?.storage !== "number") continue;
    column.values.forEach((group, index) => {
      const own = pieces.get(group);
      if (own) own.push({ part, index });
      else pieces.set(group, [{ part, index }]);
    });
  }
  return pieces;
}

/** As QGIS does: the union cuts lines where they cross or meet; those that only meet are joined again. */
function writeUnited(geometry: EngineGeometry, builder: GeometryBuilder, { engine }: Tools): void {
  const one = new GeometryBuilder();
  engine.write(geometry, one);
  const column = one.finish();
  if (column.partKinds.length > 0 && column.partKinds.every((kind) => kind === Kind.LineString))
    mergeLines(column, builder);
  else builder.addFrom(column, 0);
}
