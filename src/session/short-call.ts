import { isShort, type LongCall, type ShortForm } from "../algorithms/short-form.ts";
import type { KnownAlgorithm } from "./algorithm-registry.ts";
import type { AnyFunction } from "../functions/draft.ts";
import { prepareFunction } from "../functions/prepare.ts";
import { packLayers } from "../layers/layer-values.ts";
import { layerFromData } from "../layers/layer.ts";
import { namedParameters, parameterNamed } from "../schema/parameter.ts";
import type { CompiledJob } from "../tasks/job.ts";
import type { AlgorithmCall } from "./algorithm-call.ts";
import { chunkedJob } from "./chunked-job.ts";
import { functionJob, type Payload, type TaskOrigin } from "./function-job.ts";

/** What was given, by the parameters' own names, without what means nothing. */
function byName(
  { parameters }: ShortForm,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => {
      const parameter = parameterNamed(parameters, key);
      return parameter === undefined || value === undefined || value === null ? [] : [[parameter.name, value] as const];
    }),
  );
}

/** The call that a short one stands for. @throws BAD_ARGUMENT for what does not fit together */
export function longCall(algorithm: ShortForm, given: Readonly<Record<string, unknown>>): LongCall {
  return algorithm.long(byName(algorithm, given));
}

/** The function that stands where an expression might. */
export function rowFunction(
  algorithm: KnownAlgorithm,
  given: Readonly<Record<string, unknown>>,
): AnyFunction | undefined {
  if (!isShort(algorithm) || algorithm.rows === undefined) return undefined;
  const one = byName(algorithm, given)[algorithm.rows.parameter];
  return typeof one === "function" ? (one as AnyFunction) : undefined;
}

/** What a job of a function on the rows of a layer is made of. */
interface RowCall {
  readonly call: AlgorithmCall<ShortForm>;
  readonly fn: AnyFunction;
  readonly origin: TaskOrigin;
}

/**
 * The layer as a function on its rows leaves it: in chunks, on all lanes, where rows do not depend on each other.
 * @throws what the checks of task functions throw
 */
export function rowJob({ call, fn, origin }: RowCall): { readonly job: CompiledJob; readonly code: string } {
  const { algorithm, options } = call;
  const rows = algorithm.rows!.work(byName(algorithm, call.given));
  const prepared = prepareFunction(fn, { ...origin, where: `the function of ${algorithm.name}` });
  const [{ name } = { name: "input" }] = namedParameters(algorithm.parameters);
  const input = call.inputs.get(name)![0]!;
  const payload = (): Payload => ({
    prepared,
    baseDir: origin.baseDir,
    engine: options.engine,
    expected: "layer",
    rows,
    input: packLayers(layerFromData(input.label, input.data())),
  });
  const make = rows.kind === "sort" ? functionJob : chunkedJob;
  return { job: make({ name: algorithm.name, operation: algorithm }, payload, origin), code: prepared.key };
}
