import { SpatialError } from "../errors.ts";
import type { CompiledJob } from "./job.ts";
import { type Addition, planAdditions } from "./plan-additions.ts";
import { internalsOf, type Task } from "./task.ts";
import { nameOf } from "./task-record.ts";

/** What turns tasks into jobs, given by whoever knows functions and layers. */
export interface JobMaking {
  /** Makes a job of a function, a module or an overridden `run`; throws if that can't go to a lane. */
  readonly compile?: (task: Task) => CompiledJob;
  /** Makes of every listed task's job the one that is run. */
  readonly wrap?: (description: string, job: CompiledJob) => CompiledJob;
  /** The name of a layer that a task depends on; throws if there is none. */
  readonly layerName?: (layer: unknown) => string;
}

/** A task that is about to be added, checked. */
export interface CheckedAddition extends Addition {
  readonly job: CompiledJob;
  /** Names of those it depends on. */
  readonly layers: ReadonlySet<string>;
}

/** The task and all that is added with it, each with its job: if one of them can't be made, this throws. */
export function checkedAdditions(task: Task, extra: readonly Task[], making: JobMaking): CheckedAddition[] {
  return planAdditions(task, extra).map((addition) => check(addition, making));
}

function check(addition: Addition, making: JobMaking): CheckedAddition {
  const { task } = addition;
  const { layerName = String, wrap } = making;
  const { dependsOnLayers, record } = internalsOf(task);
  const layers = new Set(dependsOnLayers.map((layer) => layerName(layer)));
  const job = jobOf(task, making);
  return { ...addition, layers, job: record.internal || wrap === undefined ? job : wrap(task.description, job) };
}

function jobOf(task: Task, { compile = refuseToCompile }: JobMaking): CompiledJob {
  const { source, record } = internalsOf(task);
  if (Number.isNaN(record.priority)) {
    throw new SpatialError(
      "BAD_ARGUMENT",
      `The priority of "${task.description}" is NaN; expected a number, larger runs first.`,
    );
  }
  switch (source?.type) {
    case undefined:
      if (task.subTasks.length > 0) return NOTHING_OF_ITS_OWN;
      throw new SpatialError(
        "BAD_ARGUMENT",
        `The ${nameOf(record)} has nothing to run. Override run(ctx), or make it with Task.fromFunction(fn, input).`,
      );
    case "job":
      return source.job;
    case "main":
      return NOTHING_OF_ITS_OWN;
    case "function":
    case "module":
    case "method":
      return compile(task);
  }
}

/** Of a task that follows the main loop, or only has parts. */
const NOTHING_OF_ITS_OWN: CompiledJob = { stages: [] };

function refuseToCompile(task: Task): never {
  throw new SpatialError("BAD_ARGUMENT", `This engine runs jobs only; "${task.description}" brings a function.`);
}
