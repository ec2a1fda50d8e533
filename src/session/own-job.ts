import { packLayers } from "../layers/layer-values.ts";
import { type Layer, layerFromData } from "../layers/layer.ts";
import type { CompiledJob } from "../tasks/job.ts";
import { type AlgorithmCall, checkedValues, layerInputs } from "./algorithm-call.ts";
import { chunkedJob } from "./chunked-job.ts";
import { functionJob, type Payload, type TaskOrigin } from "./function-job.ts";
import type { OwnAlgorithm } from "./own-algorithm.ts";

/**
 * A registered algorithm, in chunks if it says so: its function is called as `run(values, ctx)`, the values being all parameters by
 * name, layers as Layers.
 * @param named whether the result was given a name, so that no features at all are an empty layer
 */
export function ownJob(call: AlgorithmCall<OwnAlgorithm>, origin: TaskOrigin, named: boolean): CompiledJob {
  const { algorithm, options } = call;
  const payload = (): Payload => ({
    prepared: algorithm.prepared,
    baseDir: origin.baseDir,
    engine: options.engine,
    ...(named ? { expected: "layer" } : {}),
    input: packLayers(valuesOf(call)),
  });
  return (algorithm.chunks ? chunkedJob : functionJob)({ name: algorithm.name, operation: algorithm }, payload, origin);
}

function valuesOf(call: AlgorithmCall<OwnAlgorithm>): Record<string, unknown> {
  const layers = new Map<string, Layer[]>();
  for (const [name, input] of layerInputs(call))
    layers.set(name, [...(layers.get(name) ?? []), layerFromData(input.label, input.data())]);
  const { parameters } = call.algorithm;
  const crs = firstOf(layers)?.crs;
  const others = Object.entries(checkedValues(call)).map(
    ([name, value]) => [name, value === undefined ? value : parameters[name]?.type.toFunction(value, crs)] as const,
  );
  const inputs = [...layers].map(
    ([name, all]) => [name, parameters[name]?.type.input?.several ? all : all[0]] as const,
  );
  return Object.fromEntries<unknown>([...inputs, ...others]);
}

function firstOf(layers: ReadonlyMap<string, readonly Layer[]>): Layer | undefined {
  return [...layers.values()][0]?.[0];
}
