import type { AlgorithmSchema } from "../algorithms/algorithm.ts";
import { dataOf, type Layer, layerFromData, originOf } from "../layers/layer.ts";
import type { Origin } from "../layers/provenance.ts";
import { parameterNamed } from "../schema/parameter.ts";
import type { TaskOptions } from "../tasks/task-options.ts";
import { Task } from "../tasks/task.ts";
import { checkName, type LayerNames } from "./layer-names.ts";
import { madeBeside } from "./making-layer.ts";

/** A task for a layer that another task makes beside its own. */
export interface OtherTask {
  readonly task: Task<Layer>;
  readonly as: string;
}

/**
 * What an algorithm makes beside its layer, where the call names it: of each such layer a task that ends right after the
 * one that makes it.
 */
export function otherTasks(
  { name, parameters, others = [] }: AlgorithmSchema,
  given: Readonly<Record<string, unknown>>,
  maker: Task<Layer>,
  names: LayerNames,
): readonly OtherTask[] {
  const called = new Map(Object.entries(given).map(([key, value]) => [parameterNamed(parameters, key)?.name, value]));
  return others.flatMap((output) => {
    const as = called.get(`${output}As`);
    if (typeof as !== "string") return [];
    checkName(as);
    const task: Task<Layer> = new Task<Layer>(`${output} of ${name} → ${as}`, {
      job: { stages: [() => []] },
      dependsOn: [maker],
      map: () => {
        const { state } = maker;
        if (state.status !== "complete") throw new Error(`${maker.description} is not complete`);
        return layerFromData(as, madeBeside(state.result, output), { ...originOf(state.result), output });
      },
      finished: (outcome) => names.settle(task, outcome),
    });
    return [{ task, as }];
  });
}

/** A task for layers that the algorithm names itself; `as` goes before those names, and brings them into the session. */
export function layersTask(
  description: string,
  options: TaskOptions<Layer[]>,
  { as, origin, names }: { as: string | undefined; origin: Origin; names: LayerNames },
): Task<Layer[]> {
  if (as !== undefined) checkName(as);
  return new Task<Layer[]>(as === undefined ? description : `${description} → ${as}_…`, {
    ...options,
    map: (answer) =>
      (answer as readonly Layer[]).map((layer) =>
        layerFromData(as === undefined ? layer.name : `${as}_${layer.name}`, dataOf(layer), {
          ...originOf(layer),
          ...origin,
          output: layer.name,
        }),
      ),
    finished: (outcome) => {
      if (as === undefined || outcome.status !== "complete") return;
      for (const layer of outcome.result) names.enter(layer);
    },
  });
}
