import type { AlgorithmSchema } from "../algorithms/algorithm.ts";
import { dataOf, type Layer, layerFromData, originOf } from "../layers/layer.ts";
import { toldValues } from "../layers/told-values.ts";
import type { Origin } from "../layers/provenance.ts";
import { parameterNamed } from "../schema/parameter.ts";
import type { TaskOptions } from "../tasks/task-options.ts";
import { Task } from "../tasks/task.ts";
import { checkName, type LayerNames } from "./layer-names.ts";
import { layersBeside } from "./making-layer.ts";
import { layerAnswer } from "./submission.ts";

/** A task for a layer that another task makes beside its own. */
export interface OtherTask {
  readonly task: Task<Layer>;
  readonly as: string;
}

type Beside = Pick<AlgorithmSchema, "others" | "parameters" | "gives">;
type Given = Readonly<Record<string, unknown>>;

/** What a call names a layer that is made beside the first. */
function nameOf({ parameters }: Beside, given: Given, output: string): string | undefined {
  const [, name] = Object.entries(given).find(([key]) => parameterNamed(parameters, key)?.name === `${output}As`) ?? [];
  return typeof name === "string" ? name : undefined;
}

/**
 * What an algorithm makes beside its layer, where the call names it: of each such layer a task that ends right after the
 * one that makes it.
 */
export function otherTasks(
  algorithm: Beside,
  given: Given,
  maker: Task<Layer>,
  names: LayerNames,
): readonly OtherTask[] {
  return (algorithm.others ?? []).flatMap((output) => {
    const as = nameOf(algorithm, given, output);
    if (as === undefined) return [];
    checkName(as);
    const task: Task<Layer> = new Task<Layer>(`${output} of ${maker.description} → ${as}`, {
      job: { stages: [() => []] },
      dependsOn: [maker],
      map: () => {
        const { state } = maker;
        if (state.status !== "complete") throw new Error(`${maker.description} is not complete`);
        return (state.result as Layer & Readonly<Record<string, Layer>>)[output]!;
      },
      finished: (outcome) => names.settle(task, outcome),
    });
    return [{ task, as }];
  });
}

/** What a task gives of the layer that an algorithm made: that, with what was made beside it, or the values in it. */
export function algorithmAnswer(
  algorithm: Beside,
  given: Given,
): (answer: unknown, name: string, origin: Origin) => Layer {
  const isValues = typeof algorithm.gives === "object";
  return (answer, name, origin) => {
    const layer = layerAnswer(answer, name, origin);
    if (isValues) return toldValues(layer) as unknown as Layer;
    const beside = layersBeside(layer, algorithm, (output) => nameOf(algorithm, given, output));
    return beside === undefined ? layer : layerFromData(name, dataOf(layer), originOf(layer), beside);
  };
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
