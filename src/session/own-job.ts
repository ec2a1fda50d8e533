import type { ParameterValue } from "../algorithms/algorithm.ts";
import type { CrsId } from "../crs/crs-id.ts";
import { toLayerUnits } from "../crs/distance.ts";
import { packLayers } from "../layers/layer-values.ts";
import { layerFromData } from "../layers/layer.ts";
import type { CompiledJob } from "../tasks/job.ts";
import { type AlgorithmCall, checkedValues } from "./algorithm-call.ts";
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
  return (algorithm.chunks ? chunkedJob : functionJob)(algorithm.name, payload, origin);
}

function valuesOf(call: AlgorithmCall<OwnAlgorithm>): Record<string, unknown> {
  const layers = call.algorithm.parameters.flatMap(({ name }) => {
    const input = call.inputs.get(name);
    return input === undefined ? [] : [[name, layerFromData(input.label, input.data())] as const];
  });
  const crs = layers[0]?.[1].crs;
  const others = Object.entries(checkedValues(call)).map(([name, value]) => [name, plainValue(value, crs)] as const);
  return Object.fromEntries([...layers, ...others]);
}

/** A length becomes a number in units of the first layer, which is what `geometry` takes; without a layer, metres. */
function plainValue(value: ParameterValue, crs: CrsId | undefined): unknown {
  if (typeof value !== "object" || !("in" in value)) return value;
  if (crs !== undefined) return toLayerUnits(value, crs);
  return value.in === "ground" ? value.metres : value.value;
}
