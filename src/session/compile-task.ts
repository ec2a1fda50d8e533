import { SpatialError } from "../errors.ts";
import { captureFields } from "../functions/fields.ts";
import { prepareMethod } from "../functions/prepare-method.ts";
import { prepareModule } from "../functions/prepare-module.ts";
import { prepareBody, prepareFunction } from "../functions/prepare.ts";
import type { PreparedFunction } from "../functions/prepared-function.ts";
import type { EngineName } from "../geometry/engines/open-engine.ts";
import { packLayers, unpackLayers } from "../layers/layer-values.ts";
import { layerFromData } from "../layers/layer.ts";
import type { BodySource } from "../operations/operation.ts";
import type { CompiledJob } from "../tasks/job.ts";
import { internalsOf, Task } from "../tasks/task.ts";
import { chunkedJob, mainLayer, noLayer } from "./chunked-job.ts";
import { type Answer, functionJob, type Payload, resultOf, type TaskOrigin } from "./function-job.ts";
import { shareValues } from "./shared-values.ts";
import { snapshotOf } from "./snapshot.ts";

interface HowToRun {
  readonly engine: EngineName;
  /** Whether the result was given a name, so that no features at all are an empty layer. */
  readonly named: boolean;
}

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
      const payload = { ...call(prepared, origin.baseDir), ...shared(share), input };
      if (source.chunks) {
        if (source.io) throw new SpatialError("BAD_ARGUMENT", "Waiting (io) needs no chunks; leave out one of both.");
        mainLayer(payload);
      }
      // what waits, waits for something that nobody knows
      const from = source.io ? uncached(origin) : origin;
      const job = (source.chunks ? chunkedJob : functionJob)({ name: description }, () => payload, from);
      return source.io ? { ...job, lanes: ["io"] } : job;
    }
    case "module": {
      const { prepared, baseDir } = prepareModule(source.path, source.exportName, origin.baseDir);
      const payload = { ...call(prepared, baseDir), input: snapshotOf(source.input, "input") };
      return functionJob({ name: description }, () => payload, origin);
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
  { source, name, where, inputs, share, chunks }: BodySource,
  { engine, named }: HowToRun,
  origin: TaskOrigin,
): CompiledJob {
  const names = inputs.map(({ label }) => label);
  const prepared =
    typeof source === "string"
      ? prepareBody(source, { ...origin, where, line: 2, names, shared: share })
      : prepareFunction(source, { ...origin, where, shared: share });
  const copies = shared(share);
  const given = (): Pick<Payload, "input" | "inputs"> => {
    const data = inputs.map(({ label, data: read }) => [label, read()] as const);
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
  if (chunks && inputs.length === 0) throw noLayer();
  return (chunks ? chunkedJob : functionJob)({ name }, payload, origin);
}

/** What `run` set on its copy in the lane is set on the task itself before `finished`. */
function methodJob(task: Task, origin: TaskOrigin): CompiledJob {
  const { prepared, fields } = prepareMethod(task, Task.prototype, origin);
  const payload: Payload = { ...call(prepared, origin.baseDir), self: captureFields(task, fields, packLayers) };
  return {
    ...functionJob({ name: task.description }, () => payload, uncached(origin)),
    map: (answer) => {
      const { fields: changed = {} } = answer as Answer;
      for (const [name, value] of Object.entries(changed)) Object.assign(task, { [name]: unpackLayers(value) });
      return resultOf(answer as Answer, { name: task.description, given: payload }, origin);
    },
  };
}

function uncached(origin: TaskOrigin): TaskOrigin {
  const { cache: _, ...others } = origin;
  return others;
}

function shared(share: Readonly<Record<string, unknown>>): Pick<Payload, "shared" | "note"> {
  if (Object.keys(share).length === 0) return {};
  const { values, note } = shareValues(share);
  return { shared: values, note };
}

function call(prepared: PreparedFunction, baseDir: string): Payload {
  return { prepared, baseDir, engine: "geos" };
}
