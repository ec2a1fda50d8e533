import type { InvalidPolicy } from "../algorithms/algorithm.ts";
import { SpatialError } from "../errors.ts";
import { dataOf, Layer, layerFromData, originOf } from "../layers/layer.ts";
import type { Origin } from "../layers/provenance.ts";
import type { TaskOptions } from "../tasks/task-options.ts";
import { Task } from "../tasks/task.ts";
import { type AlgorithmCall, dependenciesOf, featureCount } from "./algorithm-call.ts";

/** How a task is to run. */
export interface SubmitOptions {
  readonly as?: string;
  readonly priority?: number;
  readonly after?: Task | readonly Task[];
  readonly keep?: boolean;
  readonly timeoutMs?: number;
  readonly retryWhenLost?: boolean;
  readonly invalid?: InvalidPolicy;
  readonly engine?: "geos" | "jsts";
  readonly background?: boolean;
}

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
