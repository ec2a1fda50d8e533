import { describe, expect, expectTypeOf, test } from "vitest";
import { ERROR_CODES } from "../../src/errors.ts";
import type { Field, FieldType } from "../../src/layers/layer-data.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { OPERATIONS } from "../../src/operations/registry.ts";
import type { RunOptionName } from "../../src/operations/run-options.ts";
import { PARAMETER_TYPES } from "../../src/schema/parameter-types.ts";
import type * as Public from "../../src/session/public-types.d.ts";
import { operationDeclarations } from "../../src/session/declarations.ts";
import { errorDeclarations, parameterDeclarations } from "../../src/session/parameter-declarations.ts";
import type { SettingValues } from "../../src/session/settings.ts";
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

// Checked by `npm run typecheck`: what is written for users is what there is, no more and no less.
describe("the written types are those of the sources", () => {
  test("a task has the members that its class has", () => {
    expectTypeOf<Exclude<keyof Task, Hidden>>().toEqualTypeOf<Exclude<keyof Public.Task, Hidden>>();
    expectTypeOf<Exclude<keyof ProxyTask, Hidden>>().toEqualTypeOf<Exclude<keyof Public.ProxyTask, Hidden>>();
    expectTypeOf<Task<number>["state"]>().toEqualTypeOf<TaskState<number>>();
    expectTypeOf<Public.TaskState<number>["status"]>().toEqualTypeOf<TaskState<number>["status"]>();
    expectTypeOf<Task["priority"]>().toEqualTypeOf<Public.Task["priority"]>();
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

  test("options and settings have the same names", () => {
    expectTypeOf<keyof SubmitOptions>().toEqualTypeOf<keyof Public.RunOptions | keyof Public.ValidityOptions>();
    expectTypeOf<keyof SubmitOptions>().toEqualTypeOf<Exclude<RunOptionName, "wait">>();
    expectTypeOf<SettingValues>().toEqualTypeOf<Public.Settings>();
    expectTypeOf<keyof Public.TaskOptions<1>>().toExtend<keyof TaskOptions<1> | "description" | "hidden" | "silent">();
  });
});

test("codes of errors and types of parameters are generated from their lists", () => {
  for (const code of ERROR_CODES) expect(errorDeclarations()).toContain(`| "${code}"`);
  for (const { id } of PARAMETER_TYPES) expect(parameterDeclarations()).toContain(`| { readonly type: "${id}"`);
});

test("nothing that is generated is written by hand as well", () => {
  const written = writtenTypes();
  const names = Array.from(
    `${errorDeclarations()}${parameterDeclarations()}${operationDeclarations(OPERATIONS)}`.matchAll(
      /^export (?:type|interface) (\w+)/gm,
    ),
    ([, name = ""]) => name,
  );
  for (const name of names)
    expect(written).not.toMatch(new RegExp(String.raw`^export (?:type|interface) ${name}\b`, "m"));
});
