import type { TaskResult } from "../algorithms/runners/algorithm-task.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { Making } from "../layers/provenance.ts";
import { dataOf, type Layer, layerFromData } from "../layers/layer.ts";
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
      if (outputs.others !== undefined) beside.set(outputs.layer, outputs.others);
      return layer;
    },
  };
}

/** What an algorithm made beside this layer. */
export function madeBeside(layer: Layer, output: string): LayerData {
  const data = beside.get(dataOf(layer))?.[output];
  if (data === undefined) throw new Error(`Nothing was made beside "${layer.name}" as ${output}`);
  return data;
}
