import { SpatialError } from "../errors.ts";
import { captureFields } from "../functions/fields.ts";
import type { FunctionAnswer, FunctionPayload } from "../functions/function-payload.ts";
import { prepareMethod } from "../functions/prepare-method.ts";
import { prepareModule } from "../functions/prepare-module.ts";
import { prepareBody, prepareFunction } from "../functions/prepare.ts";
import type { PreparedFunction } from "../functions/prepared-function.ts";
import type { EngineName } from "../geometry/open-engine.ts";
import { packLayers, unpackLayers } from "../layers/layer-values.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { layerFromData } from "../layers/layer.ts";
import type { CompiledJob } from "../tasks/job.ts";
import { internalsOf, Task } from "../tasks/task.ts";
import { findUnclonable } from "../tasks/unclonable.ts";
import type { ResolvedInput } from "./layer-input.ts";

/** The text of a `%%task` cell. */
export interface TaskBodySource {
  readonly source: string;
  readonly name: string;
  readonly inputs: readonly (readonly [name: string, input: ResolvedInput])[];
  readonly engine: EngineName;
  /** Whether the result was given a name, so that no features at all are an empty layer. */
  readonly named: boolean;
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
    case "function": {
      const prepared = prepareFunction(source.fn, { where: description });
      const job = callJob(description, { ...call(prepared, baseDir), input: snapshotOf(source.input) });
      return source.io ? { ...job, lanes: ["io"] } : job;
    }
    case "module": {
      const { prepared, baseDir: folder } = prepareModule(source.path, source.exportName, baseDir);
      return callJob(description, { ...call(prepared, folder), input: snapshotOf(source.input) });
    }
    case "method":
      return methodJob(task, baseDir);
    case "job":
    case "main":
    case undefined:
      throw new Error(`task "${description}" has nothing to compile`);
  }
}

/** Inputs are read when the task starts: some are still being made at submission. */
export function bodyJob({ source, name, inputs, engine, named }: TaskBodySource, baseDir: string): CompiledJob {
  const prepared = prepareBody(source, { where: `%%task ${name}`, line: 2, names: inputs.map(([input]) => input) });
  const payload = (): Payload => ({
    ...call(prepared, baseDir),
    engine,
    ...(named ? { expected: "layer" } : {}),
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

/**
 * What the caller does to its input after this changes nothing for the task. Layers need no copy.
 * @throws UNCLONABLE, naming the part that can't cross a thread
 */
function snapshotOf(input: unknown): unknown {
  const packed = packLayers(input);
  try {
    return structuredClone(packed);
  } catch (cause) {
    const part = findUnclonable(packed, "input") ?? "the input";
    throw new SpatialError(
      "UNCLONABLE",
      `${part} and can't be sent to a worker. Pass plain data, typed arrays or layers.`,
      { cause },
    );
  }
}

function call(prepared: PreparedFunction, baseDir: string): Payload {
  return { prepared, baseDir, engine: "geos" };
}

/** What a function answered, with its layers. @param name of the layer it may have made */
export function resultOf(answer: unknown, name: string): unknown {
  const given = answer as FunctionAnswer<LayerData>;
  return given.type === "layer" ? layerFromData(name, given.data) : unpackLayers(given.value);
}
