import { captureFields } from "../functions/fields.ts";
import type { FunctionAnswer, FunctionPayload } from "../functions/function-payload.ts";
import { prepareMethod } from "../functions/prepare-method.ts";
import { prepareBody, prepareFunction } from "../functions/prepare.ts";
import type { PreparedFunction } from "../functions/prepared-function.ts";
import type { EngineName } from "../geometry/open-engine.ts";
import { packLayers, unpackLayers } from "../layers/layer-values.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { layerFromData } from "../layers/layer.ts";
import type { CompiledJob } from "../tasks/job.ts";
import { internalsOf, Task } from "../tasks/task.ts";
import type { ResolvedInput } from "./layer-input.ts";

/** The text of a `%%task` cell. */
export interface TaskBodySource {
  readonly source: string;
  readonly name: string;
  readonly inputs: readonly (readonly [name: string, input: ResolvedInput])[];
  readonly engine: EngineName;
}

type Payload = FunctionPayload<LayerData>;

/**
 * Makes a job of what a user wrote: a function, an exported function of a module, or an overridden `run`.
 * @throws what the checks of src/functions throw; then nothing is queued
 */
export function compileTask(task: Task, baseDir: string): CompiledJob {
  const { source } = internalsOf(task);
  const { description } = task;
  switch (source?.type) {
    case "function":
      return callJob(description, {
        ...call(prepareFunction(source.fn, { where: description }), baseDir),
        input: packLayers(source.input),
      });
    case "module": {
      const fn = `async (input, ctx) => (await import(${JSON.stringify(source.path)}))[${JSON.stringify(source.exportName)}](input, ctx)`;
      return callJob(description, {
        ...call(prepareFunction(fn, { where: description }), baseDir),
        input: packLayers(source.input),
      });
    }
    case "method":
      return methodJob(task, baseDir);
    case "job":
    case undefined:
      throw new Error(`task "${description}" has nothing to compile`);
  }
}

/** Inputs are read when the task starts: some are still being made at submission. */
export function bodyJob({ source, name, inputs, engine }: TaskBodySource, baseDir: string): CompiledJob {
  const prepared = prepareBody(source, { where: `%%task ${name}`, line: 2, names: inputs.map(([input]) => input) });
  const payload = (): Payload => ({
    ...call(prepared, baseDir),
    engine,
    inputs: Object.fromEntries(inputs.map(([input, resolved]) => [input, resolved.data()])),
  });
  return { stages: [() => [{ kind: "function", payload: payload() }]], map: (answer) => resultOf(answer, name) };
}

function callJob(name: string, payload: Payload): CompiledJob {
  return { stages: [() => [{ kind: "function", payload }]], map: (answer) => resultOf(answer, name) };
}

/** What `run` set on its copy in the lane is set on the task itself before `finished`. */
function methodJob(task: Task, baseDir: string): CompiledJob {
  const { prepared, fields } = prepareMethod(task, Task.prototype);
  const payload: Payload = { ...call(prepared, baseDir), self: captureFields(task, fields, packLayers) };
  return {
    stages: [() => [{ kind: "function", payload }]],
    map: (answer) => {
      const { fields: changed = {} } = answer as FunctionAnswer<LayerData>;
      Object.assign(task, unpackLayers(changed));
      return resultOf(answer, task.description);
    },
  };
}

function call(prepared: PreparedFunction, baseDir: string): Payload {
  return { prepared, baseDir, engine: "geos" };
}

function resultOf(answer: unknown, name: string): unknown {
  const given = answer as FunctionAnswer<LayerData>;
  return given.type === "layer" ? layerFromData(name, given.data) : unpackLayers(given.value);
}
