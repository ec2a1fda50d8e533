import { SpatialError } from "../errors.ts";
import { dataOf, Layer, layerFromData, originOf } from "../layers/layer.ts";
import type { Origin } from "../layers/provenance.ts";
import type { RunOptionName, RunOptionValues } from "../operations/run-options.ts";
import type { TaskOptions } from "../tasks/task-options.ts";
import { Task } from "../tasks/task.ts";
import { type AlgorithmCall, dependenciesOf, featureCount } from "./algorithm-call.ts";

/** How a task is to run: `wait` is what the caller does. */
export type SubmitOptions = {
  readonly [K in Exclude<RunOptionName, "wait" | "after">]?: Exclude<RunOptionValues[K], undefined>;
} & { readonly after?: Task | readonly Task[] };

/** What any call of an algorithm is as a task, whatever it runs. @param called what its task is called */
export function submissionOf(
  call: AlgorithmCall,
  options: SubmitOptions,
  called = call.algorithm.name,
): {
  readonly description: string;
  readonly origin: Origin;
  readonly task: Pick<TaskOptions<Layer>, "dependsOn" | "total">;
} {
  const { algorithm, inputs } = call;
  const labels = [...inputs.values()].flat().map(({ label }) => label);
  const count = featureCount(call);
  return {
    description: [called, ...labels].join(" "),
    origin: { algorithm: algorithm.id, inputs: labels },
    task: {
      dependsOn: [...dependenciesOf(call), ...afterOf(options)],
      ...(count === undefined ? {} : { total: { count, noun: "features" } }),
    },
  };
}

/** What was made where a layer was asked for. */
export function layerAnswer(answer: unknown, name: string, origin: Origin): Layer {
  if (answer instanceof Layer) return layerFromData(name, dataOf(answer), { ...originOf(answer), ...origin });
  throw new SpatialError(
    "BAD_ARGUMENT",
    `"${name}" was to be a layer, but the task returned ${answer === undefined ? "nothing" : `a value of type ${typeof answer}`}. Return an array of features, or leave out --as.`,
  );
}

export function describe(description: string, as: string): string {
  return description === `load ${as}` || description === as ? description : `${description} → ${as}`;
}

export function taskOptions({
  priority,
  keep,
  timeoutMs,
  retryWhenLost,
}: SubmitOptions): Pick<TaskOptions<unknown>, "priority" | "keep" | "timeoutMs" | "retryWhenLost"> {
  return defined({ priority, keep, timeoutMs, retryWhenLost });
}

export function afterOf({ after }: SubmitOptions): readonly Task[] {
  if (after === undefined) return [];
  return after instanceof Task ? [after] : after;
}

/** Without the keys that are undefined. */
export function defined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
