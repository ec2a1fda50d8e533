import type { AlgorithmSchema } from "../algorithms/algorithm.ts";
import type { TaskResult } from "../algorithms/runners/algorithm-task.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { Making } from "../layers/provenance.ts";
import { dataOf, type Layer, layerFromData, originOf } from "../layers/layer.ts";
import type { CompiledJob, Job } from "../tasks/job.ts";

/** What was made beside a layer, by the layer's columns. */
const beside = new WeakMap<LayerData, Readonly<Record<string, LayerData>>>();

interface Made {
  readonly data: LayerData;
  readonly making: Making;
}

/**
 * For a job of ours alone, which answers with columns: what a user's function returns is never taken for columns, however
 * much it looks like them.
 */
export function makingLayer(job: Job, made: (answer: unknown) => Made): CompiledJob {
  return {
    ...job,
    map: (answer) => {
      const { data, making } = made(answer);
      return layerFromData("layer", data, { making });
    },
  };
}

/**
 * For the job of an algorithm: a layer, or a list of layers under the names that the algorithm gave them.
 * @param makingOf asked when the inputs are there
 */
export function makingOutputs(job: Job, makingOf: () => Making): CompiledJob {
  return {
    ...job,
    map: (answer): Layer | readonly Layer[] => {
      const { remark, ...outputs } = answer as TaskResult;
      const told = { making: makingOf(), ...(remark !== undefined && { remark }) };
      if ("layers" in outputs) return outputs.layers.map(({ name, data }) => layerFromData(name, data, told));
      const layer = layerFromData("layer", outputs.layer, told);
      if (outputs.others !== undefined) madeBeside(outputs.layer, outputs.others);
      return layer;
    },
  };
}

/** Keeps what was made beside a layer for whoever makes that a result. */
export function madeBeside(layer: LayerData, others: Readonly<Record<string, LayerData>>): void {
  beside.set(layer, others);
}

/** What an algorithm made beside this layer. @param called what the call names them */
export function layersBeside(
  layer: Layer,
  { others = [] }: Pick<AlgorithmSchema, "others">,
  called: (output: string) => string | undefined,
): Readonly<Record<string, Layer>> | undefined {
  const made = beside.get(dataOf(layer));
  if (made === undefined) return undefined;
  const one = (output: string): Layer => {
    return layerFromData(called(output) ?? `${output} of ${layer.name}`, made[output]!, { ...originOf(layer), output });
  };
  return Object.fromEntries(others.map((output) => [output, one(output)]));
}
