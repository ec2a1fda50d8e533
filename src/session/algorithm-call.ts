import { totalmem } from "node:os";
import type { AlgorithmSchema, InvalidPolicy } from "../algorithms/algorithm.ts";
import { AlgorithmTask } from "../algorithms/runners/algorithm-task.ts";
import type { Setup } from "../algorithms/setup.ts";
import type { Algorithm } from "../algorithms/shapes.ts";
import { SpatialError } from "../errors.ts";
import { checkKinds } from "../layers/input-kinds.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { checkValues } from "../schema/check-values.ts";
import { inputParameters, type NamedParameter } from "../schema/parameter.ts";
import { type Reference, sortReferences } from "../schema/references.ts";
import type { Job, Unit } from "../tasks/job.ts";
import type { Task } from "../tasks/task.ts";
import type { LayerNames } from "./layer-names.ts";
import { type ResolvedInput, resolveInput } from "./layer-input.ts";

export interface CallOptions {
  readonly invalid: InvalidPolicy;
  readonly engine: "geos" | "jsts";
}

/** One call of an algorithm, checked as far as it can be before its inputs are there. */
export interface AlgorithmCall<A extends AlgorithmSchema = AlgorithmSchema> {
  readonly algorithm: A;
  /** The layers, by parameter. */
  readonly inputs: ReadonlyMap<string, readonly ResolvedInput[]>;
  /** As given, without the layers; part of the provenance. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly options: CallOptions;
}

/** @throws what checkValues and resolveInput throw: the call is refused before anything is queued. */
export function prepareCall<A extends AlgorithmSchema>(
  algorithm: A,
  given: Readonly<Record<string, unknown>>,
  names: LayerNames,
  options: CallOptions,
): AlgorithmCall<A> {
  const { references, others } = sortReferences(algorithm.parameters, given);
  const inputs = new Map(
    [...references].map(([name, layers]) => [name, layers.map((one) => resolved(one, names))] as const),
  );
  for (const parameter of inputParameters(algorithm.parameters))
    if (parameter.required && !inputs.has(parameter.name)) throw missing(algorithm, parameter);
  const labels = Object.fromEntries(
    [...inputs].flatMap(([name, [input]]) =>
      input === undefined || isInput(algorithm, name) ? [] : [[name, input.label]],
    ),
  );
  const call = { algorithm, inputs, given: { ...others, ...labels }, options };
  checkedValues(call);
  return call;
}

function resolved({ layer, key }: Reference, names: LayerNames): ResolvedInput {
  const input = resolveInput(layer, names);
  return key === undefined ? input : { ...input, label: key };
}

/** The steps of the algorithm's shape, each a stage whose pieces go to the lanes. */
export function jobOf(call: AlgorithmCall<Algorithm>): Job {
  const { algorithm, options } = call;
  let task: AlgorithmTask | undefined;
  const begun = (): AlgorithmTask => {
    const inputs = Object.fromEntries(layerInputs(call).map(([name, input]) => [name, input.data()]));
    refuseTables(call);
    const setup = { inputs, ...listsOf(call), values: checkedValues(call), invalid: options.invalid };
    checkMemory(algorithm, setup);
    return new AlgorithmTask(algorithm, setup);
  };
  refuseTables(call);
  const weights = AlgorithmTask.weights(algorithm, checkedValues(call));
  return {
    stages: weights.map((_, step) => (answers): Unit[] => {
      task ??= begun();
      return task.pieces(step, answers).map((piece) => ({
        kind: "algorithm",
        payload: { name: algorithm.name, piece, engine: options.engine },
        weight: piece.weight,
      }));
    }),
    weights,
  };
}

export function dependenciesOf(call: AlgorithmCall): Task[] {
  return [...call.inputs.values()].flat().flatMap(({ dependsOn }) => dependsOn ?? []);
}

/** Number of features of the first input, if it is there already. */
export function featureCount(call: AlgorithmCall): number | undefined {
  return mainResolved(call)?.known?.geometry.length;
}

/** @throws SpatialError WORKER_MEMORY for a result that cannot fit: better now than when the memory is full. */
function checkMemory(algorithm: Algorithm, setup: Setup): void {
  const bytes = algorithm.leastBytes?.(setup) ?? 0;
  if (bytes <= totalmem()) return;
  throw new SpatialError(
    "WORKER_MEMORY",
    `${algorithm.name} would make at least ${gigabytes(bytes)}, and this machine has ${gigabytes(totalmem())} of memory. Ask for less, such as fewer segments, or take fewer features at once.`,
  );
}

function gigabytes(size: number): string {
  return `${(size / 2 ** 30).toFixed(1)} GB`;
}

/** @throws SpatialError BAD_ARGUMENT for an input without geometry, as far as they are there. */
function refuseTables(call: AlgorithmCall): void {
  for (const [name, input] of layerInputs(call)) {
    if (call.algorithm.parameters[name]?.type.input?.table === true) continue;
    const data = knownData(input);
    if (data !== undefined) checkKinds(data, { asked: `${call.algorithm.name}: ${name}`, label: input.label });
  }
}

function knownData(input: ResolvedInput): LayerData | undefined {
  return input.known ?? (input.dependsOn?.status === "complete" ? input.data() : undefined);
}

/** Checks what can be checked now; what an input that is still being made would tell is left for later. */
export function checkedValues(call: AlgorithmCall): Readonly<Record<string, unknown>> {
  return checkValues(call.algorithm, call.given, (name) => {
    const input = call.inputs.get(name)?.[0];
    return input && knownData(input);
  });
}

/** Layers that go into the task, one by one, in the order of their parameters. */
export function layerInputs(call: AlgorithmCall): readonly (readonly [name: string, input: ResolvedInput])[] {
  return inputParameters(call.algorithm.parameters).flatMap(({ name }) =>
    (call.inputs.get(name) ?? []).map((input) => [name, input] as const),
  );
}

/** Of parameters that take several layers, those and what they are called. */
function listsOf({ algorithm, inputs }: AlgorithmCall): Pick<Setup, "lists" | "labels"> {
  const several = inputParameters(algorithm.parameters).filter(({ type }) => type.input?.several === true);
  const ofEach = <V>(read: (input: ResolvedInput) => V): Readonly<Record<string, readonly V[]>> =>
    Object.fromEntries(several.map(({ name }) => [name, (inputs.get(name) ?? []).map(read)]));
  return several.length === 0 ? {} : { lists: ofEach((input) => input.data()), labels: ofEach(({ label }) => label) };
}

function isInput({ parameters }: AlgorithmSchema, name: string): boolean {
  return parameters[name]?.type.input !== undefined;
}

function mainResolved({ algorithm, inputs }: AlgorithmCall): ResolvedInput | undefined {
  const [first] = inputParameters(algorithm.parameters);
  return first === undefined ? undefined : inputs.get(first.name)?.[0];
}

function missing(algorithm: AlgorithmSchema, parameter: NamedParameter): SpatialError {
  return new SpatialError(
    "BAD_ARGUMENT",
    `${algorithm.name} needs a layer for "${parameter.name}" (${parameter.doc}). For example: ${algorithm.example}`,
  );
}
