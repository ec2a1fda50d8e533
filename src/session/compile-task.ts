import { captureFields } from "../functions/fields.ts";
import type { AnyFunction } from "../functions/draft.ts";
import type { FunctionAnswer, FunctionPayload } from "../functions/function-payload.ts";
import { type Surroundings } from "../functions/notebook.ts";
import { prepareMethod } from "../functions/prepare-method.ts";
import { prepareModule } from "../functions/prepare-module.ts";
import { prepareBody, prepareFunction } from "../functions/prepare.ts";
import type { PreparedFunction } from "../functions/prepared-function.ts";
import { showCells } from "../functions/show-cells.ts";
import type { EngineName } from "../geometry/open-engine.ts";
import { type Packed, packLayers, unpackLayers } from "../layers/layer-values.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { layerFromData } from "../layers/layer.ts";
import type { CompiledJob } from "../tasks/job.ts";
import { internalsOf, Task } from "../tasks/task.ts";
import type { ResolvedInput } from "./layer-input.ts";
import { shareValues } from "./shared-values.ts";
import { snapshotOf } from "./snapshot.ts";

/** A `%%task` cell by its text, or the function of `geo.task`. */
export interface TaskBodySource {
  readonly source: string | AnyFunction;
  readonly name: string;
  /** What the cell is called in messages. */
  readonly where: string;
  readonly inputs: readonly (readonly [name: string, input: ResolvedInput])[];
  readonly share: Readonly<Record<string, unknown>>;
  readonly engine: EngineName;
  /** Whether the result was given a name, so that no features at all are an empty layer. */
  readonly named: boolean;
}

/** Where the session's tasks come from. */
export interface TaskOrigin extends Surroundings {
  readonly baseDir: string;
}

type Payload = FunctionPayload<LayerData, Packed>;
type Answer = FunctionAnswer<LayerData, Packed>;

/**
 * Makes a job of what a user wrote: a function, an exported function of a module, or an overridden `run`.
 * @throws what the checks of src/functions throw; then nothing is queued
 */
export function compileTask(task: Task, origin: TaskOrigin): CompiledJob {
  const { source } = internalsOf(task);
  const { description } = task;
  switch (source?.type) {
    case "function": {
      const { share = {} } = source;
      const prepared = prepareFunction(source.fn, { ...origin, where: description, shared: share });
      const input = snapshotOf(source.input, "input");
      const job = callJob(description, { ...call(prepared, origin.baseDir), ...shared(share), input }, origin);
      return source.io ? { ...job, lanes: ["io"] } : job;
    }
    case "module": {
      const { prepared, baseDir } = prepareModule(source.path, source.exportName, origin.baseDir);
      return callJob(description, { ...call(prepared, baseDir), input: snapshotOf(source.input, "input") }, origin);
    }
    case "method":
      return methodJob(task, origin);
    case "job":
    case "main":
    case undefined:
      throw new Error(`task "${description}" has nothing to compile`);
  }
}

/** Inputs are read when the task starts: some are still being made at submission. */
export function bodyJob(
  { source, name, where, inputs, share, engine, named }: TaskBodySource,
  origin: TaskOrigin,
): CompiledJob {
  const names = inputs.map(([input]) => input);
  const prepared =
    typeof source === "string"
      ? prepareBody(source, { ...origin, where, line: 2, names, shared: share })
      : prepareFunction(source, { ...origin, where, shared: share });
  const copies = shared(share);
  const given = (): Pick<Payload, "input" | "inputs"> => {
    const data = inputs.map(([input, resolved]) => [input, resolved.data()] as const);
    if (typeof source === "string") return { inputs: Object.fromEntries(data) };
    return {
      input: packLayers(Object.fromEntries(data.map(([input, layer]) => [input, layerFromData(input, layer)]))),
    };
  };
  const payload = (): Payload => ({
    ...call(prepared, origin.baseDir),
    ...copies,
    engine,
    ...(named ? { expected: "layer" } : {}),
    ...given(),
  });
  return { ...resultAndErrors(name, origin), stages: [() => [{ kind: "function", payload: payload() }]] };
}

function callJob(name: string, payload: Payload, origin: TaskOrigin): CompiledJob {
  return { ...resultAndErrors(name, origin), stages: [() => [{ kind: "function", payload }]] };
}

/** What `run` set on its copy in the lane is set on the task itself before `finished`. */
function methodJob(task: Task, origin: TaskOrigin): CompiledJob {
  const { prepared, fields } = prepareMethod(task, Task.prototype, origin);
  const payload: Payload = { ...call(prepared, origin.baseDir), self: captureFields(task, fields, packLayers) };
  return {
    ...resultAndErrors(task.description, origin),
    stages: [() => [{ kind: "function", payload }]],
    map: (answer) => {
      const { fields: changed = {} } = answer as Answer;
      for (const [name, value] of Object.entries(changed)) Object.assign(task, { [name]: unpackLayers(value) });
      return resultOf(answer, task.description);
    },
  };
}

/** What becomes of the answer of a task function, and of its errors. @param name of the layer it may have made */
export function resultAndErrors(name: string, { notebook }: TaskOrigin): Pick<CompiledJob, "map" | "explain"> {
  return {
    map: (answer) => resultOf(answer, name),
    ...(notebook === undefined ? {} : { explain: (error: Error) => showCells(error, notebook) }),
  };
}

function shared(share: Readonly<Record<string, unknown>>): Pick<Payload, "shared" | "note"> {
  if (Object.keys(share).length === 0) return {};
  const { values, note } = shareValues(share);
  return { shared: values, note };
}

function call(prepared: PreparedFunction, baseDir: string): Payload {
  return { prepared, baseDir, engine: "geos" };
}

/** What a function answered, with its layers. @param name of the layer it may have made */
function resultOf(answer: unknown, name: string): unknown {
  const given = answer as Answer;
  return given.type === "layer" ? layerFromData(name, given.data) : unpackLayers(given);
}
