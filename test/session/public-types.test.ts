import { describe, expect, expectTypeOf, test } from "vitest";
import * as ts from "typescript-6";
import { ERROR_CODES, type SpatialError } from "../../src/errors.ts";
import type { JoinOptions } from "../../src/layers/joined-table.ts";
import type { LayerGroups } from "../../src/layers/layer-groups.ts";
import type { LayerIndex } from "../../src/layers/layer-index.ts";
import type { PlainValue } from "../../src/layers/plain-value.ts";
import type { Provenance } from "../../src/layers/provenance.ts";
import type { FeatureLike } from "../../src/layers/table-builder.ts";
import type { Chart } from "../../src/operations/chart.ts";
import type { Figure } from "../../src/operations/figure.ts";
import type { Saved } from "../../src/operations/save.ts";
import type { Aggregate } from "../../src/schema/types/aggregates.ts";
import type { MappedField } from "../../src/schema/types/field-mapping.ts";
import type { GeoBase } from "../../src/session/geo.ts";
import { generatedTypes } from "../../src/session/generated-types.ts";
import type { MapView } from "../../src/session/map-view.ts";
import type { Styled } from "../../src/session/styler.ts";
import { STYLE } from "../../src/session/style-options.ts";
import type { TaskEvent } from "../../src/tasks/events.ts";
import type { Field, FieldType } from "../../src/layers/layer-data.ts";
import type { Feature, Layer } from "../../src/layers/layer.ts";
import { RUN_OPTIONS, type RunOptionName } from "../../src/operations/run-options.ts";
import { PARAMETER_TYPES } from "../../src/schema/parameter-types.ts";
import type * as Public from "../../src/session/public-types.d.ts";
import { errorDeclarations, parameterDeclarations } from "../../src/session/parameter-declarations.ts";
import type { SubmitOptions } from "../../src/session/submission.ts";
import type { TasksView } from "../../src/session/tasks-view.ts";
import { writtenTypes } from "../../src/session/written-types.mjs";
import type { ProxyTask } from "../../src/tasks/proxy-task.ts";
import type { TaskContext } from "../../src/tasks/task-context.ts";
import type { TaskOptions } from "../../src/tasks/task-options.ts";
import type { Outcome, TaskState, TaskStatus } from "../../src/tasks/task-state.ts";
import type { Task } from "../../src/tasks/task.ts";

/** Members that only we use, or that are the language's. */
type Hidden = "total" | "canHold" | "toString" | typeof Symbol.toStringTag;

/** What users see of a signature of the sources: their own classes in the place of ours. */
type Seen<T> =
  T extends Task<infer R>
    ? Public.Task<Seen<R>>
    : T extends Layer
      ? Public.Layer
      : T extends MapView
        ? Public.MapView
        : T extends (...given: infer A) => infer R
          ? (...given: { [K in keyof A]: Seen<A[K]> }) => Seen<R>
          : T extends readonly unknown[]
            ? { [K in keyof T]: Seen<T[K]> }
            : T;

/** Without type parameters, which have no place here. */
type Plain<T> = T extends (...given: infer A) => infer R ? (...given: A) => R : T;

/** Members that take less, or give other things, than users are told. */
type Unlike<Own, Told> = {
  [K in keyof Told & keyof Own]: Seen<Own[K]> extends Plain<Told[K]> ? never : K;
}[keyof Told & keyof Own];

/** Objects and lists that have tasks and layers in them are not looked into. */
type Within = "addSubTask" | "on" | "wait" | "submit" | "hide" | "only" | "show" | typeof Symbol.iterator;

// Checked by `npm run typecheck`: what is written for users is what there is, no more and no less.
describe("the written types are those of the sources", () => {
  test("a task has the members that its class has", () => {
    expectTypeOf<Exclude<keyof Task, Hidden>>().toEqualTypeOf<Exclude<keyof Public.Task, Hidden>>();
    expectTypeOf<Exclude<keyof ProxyTask, Hidden>>().toEqualTypeOf<Exclude<keyof Public.ProxyTask, Hidden>>();
    expectTypeOf<Task<number>["state"]>().toEqualTypeOf<TaskState<number>>();
    expectTypeOf<Public.TaskState<number>["status"]>().toEqualTypeOf<TaskState<number>["status"]>();
    expectTypeOf<Task["priority"]>().toEqualTypeOf<Public.Task["priority"]>();
  });

  test("what members take and give is what is written", () => {
    expectTypeOf<Unlike<Layer, Public.Layer>>().toEqualTypeOf<never>();
    expectTypeOf<Unlike<LayerIndex, Public.LayerIndex>>().toEqualTypeOf<never>();
    expectTypeOf<Unlike<LayerGroups<Layer>, Public.LayerGroups>>().toEqualTypeOf<never>();
    expectTypeOf<Unlike<TaskContext, Public.TaskContext>>().toEqualTypeOf<never>();
    expectTypeOf<Exclude<Unlike<Task<number>, Public.Task<number>>, Within>>().toEqualTypeOf<never>();
    expectTypeOf<Exclude<Unlike<ProxyTask<number>, Public.ProxyTask<number>>, Within>>().toEqualTypeOf<never>();
    expectTypeOf<Exclude<Unlike<TasksView, Public.Tasks>, Within>>().toEqualTypeOf<never>();
    expectTypeOf<Exclude<Unlike<MapView, Public.MapView>, Within>>().toEqualTypeOf<never>();
    expectTypeOf<Exclude<Unlike<GeoBase, Public.Geo>, Within>>().toEqualTypeOf<never>();
    // and it does see a difference
    expectTypeOf<Unlike<{ a(n: number): Layer }, { a(n: string): Public.Layer }>>().toEqualTypeOf<"a">();
    expectTypeOf<Unlike<{ a(): Layer }, { a(): string }>>().toEqualTypeOf<"a">();
  });

  test("states and outcomes are the same both ways", () => {
    expectTypeOf<TaskStatus>().toEqualTypeOf<Public.TaskStatus>();
    expectTypeOf<TaskState<number>>().toExtend<Public.TaskState<number>>();
    expectTypeOf<Public.Outcome<number>["status"]>().toEqualTypeOf<Outcome<number>["status"]>();
    expectTypeOf<Outcome<number>>().toExtend<Public.Outcome<number>>();
  });

  test("layers, fields, contexts and the task manager have the members that they have", () => {
    expectTypeOf<Exclude<keyof Layer, Hidden>>().toEqualTypeOf<keyof Public.Layer>();
    expectTypeOf<FieldType>().toEqualTypeOf<Public.FieldType>();
    expectTypeOf<Field>().toEqualTypeOf<Public.Field>();
    expectTypeOf<keyof TaskContext>().toEqualTypeOf<keyof Public.TaskContext>();
    expectTypeOf<keyof TasksView>().toEqualTypeOf<keyof Public.Tasks>();
  });

  test("events of tasks are the same kinds, with what users are told of each", () => {
    expectTypeOf<Public.TaskEvent["type"]>().toEqualTypeOf<TaskEvent["type"]>();
    type KeysOf<E> = E extends unknown ? keyof E : never;
    expectTypeOf<Exclude<KeysOf<Public.TaskEvent>, KeysOf<TaskEvent>>>().toEqualTypeOf<never>();
    expectTypeOf<Exclude<KeysOf<TaskEvent>, KeysOf<Public.TaskEvent>>>().toEqualTypeOf<
      "state" | "stage" | "index" | "where"
    >();
  });

  test("what layers give and take", () => {
    expectTypeOf<keyof Feature>().toEqualTypeOf<keyof Public.Feature>();
    expectTypeOf<Exclude<keyof FeatureLike, "id">>().toEqualTypeOf<keyof Public.FeatureLike>();
    expectTypeOf<keyof LayerIndex>().toEqualTypeOf<keyof Public.LayerIndex>();
    expectTypeOf<Parameters<LayerIndex["nearest"]>[1]>().toEqualTypeOf<Parameters<Public.LayerIndex["nearest"]>[1]>();
    expectTypeOf<keyof LayerGroups<Layer>>().toEqualTypeOf<keyof Public.LayerGroups>();
    expectTypeOf<Omit<JoinOptions, "on">>().toEqualTypeOf<Omit<Public.TableJoinOptions, "on">>();
    expectTypeOf<Public.TableJoinOptions>().toExtend<JoinOptions>();
    expectTypeOf<PlainValue>().toEqualTypeOf<Public.PlainValue>();
    expectTypeOf<Provenance>().toEqualTypeOf<Public.Provenance>();
  });

  test("errors have a code, which is one of the list", () => {
    expectTypeOf<Exclude<keyof SpatialError, "detail">>().toEqualTypeOf<keyof Public.SpatialError>();
    expectTypeOf<ConstructorParameters<typeof SpatialError>["length"]>().toEqualTypeOf<
      ConstructorParameters<typeof Public.SpatialError>["length"]
    >();
  });

  test("geo, the map and the layers' names have the members that they have", () => {
    expectTypeOf<keyof GeoBase>().toEqualTypeOf<keyof Public.Geo>();
    expectTypeOf<keyof Public.MapView>().toExtend<keyof MapView>();
    expectTypeOf<ReturnType<GeoBase["algorithms"]>[number]>().toEqualTypeOf<Public.AlgorithmInfo>();
    expectTypeOf<keyof ReturnType<GeoBase["submit"]>>().toEqualTypeOf<keyof Public.TaskHandle<Layer>>();
  });

  test("what comes of styles, figures and files", () => {
    expectTypeOf<Styled>().toEqualTypeOf<Public.Styled>();
    expectTypeOf<Saved>().toEqualTypeOf<Public.Saved>();
    expectTypeOf<Pick<Figure, keyof Public.Figure>>().toEqualTypeOf<Public.Figure>();
    expectTypeOf<Pick<Chart, keyof Public.Chart>>().toEqualTypeOf<Public.Chart>();
    expectTypeOf<keyof MappedField>().toEqualTypeOf<keyof Public.MappedFieldInput>();
    expectTypeOf<keyof Aggregate>().toEqualTypeOf<keyof Public.AggregateInput>();
  });

  test("tasks may be run in the ways that their schema has", () => {
    expectTypeOf<keyof SubmitOptions>().toEqualTypeOf<Exclude<RunOptionName, "wait">>();
    expectTypeOf<keyof Public.TaskOptions<1>>().toExtend<keyof TaskOptions<1> | "description" | "hidden" | "silent">();
  });
});

test("codes of errors and types of parameters are generated from their lists", () => {
  for (const code of ERROR_CODES) expect(errorDeclarations()).toContain(`| "${code}"`);
  for (const { id } of PARAMETER_TYPES) expect(parameterDeclarations()).toContain(`| { readonly type: "${id}"`);
});

function members(name: string): string {
  return new RegExp(String.raw`^export interface ${name} \{\n(.*?)^\}`, "ms").exec(generatedTypes())?.[1] ?? "";
}

test("options are generated from their tables", () => {
  for (const name of Object.keys(STYLE.parameters))
    expect(members("StyleOptions").includes(`readonly ${name}?: `)).toBe(name !== "layer");
  for (const name of Object.keys(RUN_OPTIONS))
    expect(members("RunOptions").includes(`readonly ${name}?: `)).toBe(!["wait", "invalid"].includes(name));
  expect(members("ValidityOptions")).toContain('readonly invalid?: "fix" | "skip" | "abort";');
  expect(members("Settings")).toContain('readonly invalid: "fix" | "skip" | "abort";');
});

test("nothing that is generated is written by hand as well", () => {
  const written = writtenTypes();
  const names = Array.from(generatedTypes().matchAll(/^export (?:type|interface) (\w+)/gm), ([, name = ""]) => name);
  expect(names.length).toBeGreaterThan(100);
  for (const name of names)
    expect(written).not.toMatch(new RegExp(String.raw`^export (?:type|interface) ${name}\b`, "m"));
});

test("all of it compiles as one file, strictly, and names nothing that it lacks", () => {
  const text = `${writtenTypes()}\n${generatedTypes()}`;
  const use = `import { SpatialError, tasks, Task, type ErrorCode } from "./mapcell";
    const error: ErrorCode = new SpatialError("BAD_ARGUMENT", "no").code;
    const task = tasks.add(Task.fromFunction((n: number) => n * 2, 1));
    const priority: number = task.priority;
    if (task.state.status === "failed") { const reason: "error" | "timeout" | "memory" | "lost" = task.state.reason; reason; }
    if (task.state.status === "complete") { const n: number = task.state.result; n; }
    // @ts-expect-error no code
    new SpatialError("NO_SUCH_CODE", "");
    error; priority;`;
  const files = new Map([["/mapcell.d.ts", text], ["/use.ts", use]]); // prettier-ignore
  const options = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const onDisk = { ...host };
  host.fileExists = (name) => files.has(name) || onDisk.fileExists(name);
  host.readFile = (name) => files.get(name) ?? onDisk.readFile(name);
  host.getSourceFile = (name, ...others) =>
    files.has(name)
      ? ts.createSourceFile(name, files.get(name)!, ts.ScriptTarget.ES2023)
      : onDisk.getSourceFile(name, ...others);
  const program = ts.createProgram(["/use.ts"], options, host);
  const problems = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
  expect(problems).toEqual([]);
}, 120_000);
