import type { Needs } from "../../src/session/call-history.ts";
import type { GivenRef } from "../../src/session/call.ts";
import { oneLine } from "../../src/shown-text.ts";
import type { Arrow } from "./graph-layout.ts";
import { type ListedTask, type ListRow, pickRows, withParts } from "./listed-task.ts";
import { taskLine } from "./task-line.ts";

/** A task, or a layer by the name it has or will get. */
export type GraphNode =
  | { readonly kind: "task"; readonly name: string; readonly task: ListedTask }
  | {
      readonly kind: "layer";
      readonly name: string;
      readonly maker: ListedTask | undefined;
      /** What is said of it besides. */
      readonly mark?: string;
    };

/** What an arrow means: a result goes that way, it only has to be there, or a part belongs to a whole. */
export type ArrowKind = "result" | "after" | "part";

export interface TaskGraph {
  /** Tasks in the order of their numbers, each followed by the layer it makes. */
  readonly nodes: readonly GraphNode[];
  readonly arrows: readonly Arrow<ArrowKind>[];
  /** How many tasks are left out. */
  readonly left: number;
}

interface Draft {
  readonly nodes: GraphNode[];
  readonly arrows: Arrow<ArrowKind>[];
  /** Where the result of a task is taken from: its layer if that has a name. */
  readonly results: Map<number, number>;
  readonly tasks: Map<number, number>;
  /** Layers that come from no task of the picture. */
  readonly given: Map<unknown, number>;
}

/**
 * @param needsOf by the number of a task that is part of no other
 * @param marks what is said of layers besides, by name
 */
export function taskGraph(
  tasks: readonly ListedTask[],
  needsOf: (id: number) => Needs | undefined,
  marks: ReadonlyMap<string, string> = new Map(),
): TaskGraph {
  const all = withParts(tasks);
  const rows = pickRows(all);
  const needs = new Map(tasks.flatMap((task) => withNeeds(task, needsOf(task.id))));
  const draft: Draft = { nodes: [], arrows: [], results: new Map(), tasks: new Map(), given: new Map() };
  for (const row of rows) addTask(draft, row, needs.get(row.task.id)?.makes);
  for (const { task } of rows) {
    addNeeds(draft, task, needs.get(task.id));
    for (const part of task.subTasks) join(draft, draft.tasks.get(part.id), draft.tasks.get(task.id), "part");
  }
  const latest = new Map(draft.nodes.map((node) => [node.name, node]));
  const nodes = draft.nodes.map((node) => {
    const mark = node.kind === "layer" && latest.get(node.name) === node ? marks.get(node.name) : undefined;
    return mark === undefined ? node : { ...node, mark };
  });
  return { nodes, arrows: draft.arrows, left: all.length - rows.length };
}

function withNeeds(task: ListedTask, needs: Needs | undefined): readonly (readonly [number, Needs])[] {
  if (needs === undefined) return [];
  return [[task.id, needs], ...task.subTasks.flatMap((part, index) => withNeeds(part, needs.parts[index]))];
}

function addTask({ nodes, arrows, results, tasks }: Draft, { task }: ListRow, makes: string | undefined): void {
  const from = nodes.push({ kind: "task", name: nameOf(task, makes), task }) - 1;
  tasks.set(task.id, from);
  results.set(task.id, from);
  if (makes === undefined) return;
  const to = nodes.push({ kind: "layer", name: oneLine(makes), maker: task }) - 1;
  arrows.push({ from, to, kind: "result" });
  results.set(task.id, to);
}

/** Without the name of the layer, which stands beside it. */
function nameOf({ description }: ListedTask, makes: string | undefined): string {
  const ending = ` → ${makes}`;
  return oneLine(description.endsWith(ending) ? description.slice(0, -ending.length) : description);
}

function addNeeds(draft: Draft, task: ListedTask, needs: Needs | undefined): void {
  const to = draft.tasks.get(task.id);
  for (const ref of needs?.takes ?? []) join(draft, sourceOf(draft, ref), to, "result");
  const parts = new Set(task.subTasks.map(({ id }) => id));
  for (const ref of needs?.after ?? []) {
    if (ref.task === undefined) join(draft, sourceOf(draft, ref), to, "after");
    else if (!parts.has(ref.task)) join(draft, draft.tasks.get(ref.task), to, "after");
  }
}

/** A layer whose task is not in the picture stands there by itself: one for each name, and for each layer without one. */
function sourceOf({ nodes, results, given }: Draft, ref: GivenRef): number {
  const result = ref.task === undefined ? undefined : results.get(ref.task);
  if (result !== undefined) return result;
  const key = ref.named ? ref.label : (ref.value?.deref() ?? ref);
  const known = given.get(key) ?? nodes.push({ kind: "layer", name: oneLine(ref.label), maker: undefined }) - 1;
  given.set(key, known);
  return known;
}

function join({ arrows }: Draft, from: number | undefined, to: number | undefined, kind: ArrowKind): void {
  if (from !== undefined && to !== undefined && from !== to) arrows.push({ from, to, kind });
}

/** The same in words, one line for each task: what it is, what it makes, takes and waits for. */
export function graphLines({ nodes, arrows }: TaskGraph): readonly string[] {
  const nameAt = (index: number): string => {
    const node = nodes[index];
    return node?.kind === "layer" ? node.name : `task ${node?.task.id}`;
  };
  const markAt = (index: number): string => {
    const node = nodes[index];
    return node?.kind === "layer" && node.mark !== undefined ? ` (${node.mark})` : "";
  };
  const digits = Math.max(...nodes.map((node) => (node.kind === "task" ? String(node.task.id).length : 0)));
  const before = nodes.map((): Arrow<ArrowKind>[] => []);
  const after = nodes.map((): Arrow<ArrowKind>[] => []);
  for (const arrow of arrows) {
    before[arrow.to]?.push(arrow);
    after[arrow.from]?.push(arrow);
  }
  return nodes.flatMap((node, index) => {
    if (node.kind === "layer") return [];
    const into = (kind: ArrowKind): string =>
      (before[index] ?? []).flatMap((arrow) => (arrow.kind === kind ? [nameAt(arrow.from)] : [])).join(", ");
    const outOf = (kind: ArrowKind, wanted: GraphNode["kind"]): string =>
      (after[index] ?? [])
        .flatMap(({ to, kind: its }) => (its === kind && nodes[to]?.kind === wanted ? [nameAt(to) + markAt(to)] : []))
        .join(", ");
    const said = [
      ["makes", outOf("result", "layer")],
      ["takes", into("result")],
      ["after", into("after")],
      ["part of", outOf("part", "task")],
    ].flatMap(([verb, what]) => (what === "" ? [] : [`${verb} ${what}`]));
    const { sign } = taskLine(node.task, "complete");
    return [`${String(node.task.id).padStart(digits)}  ${sign} ${[node.name, ...said].join("  ")}`];
  });
}
