import type { AlgorithmSchema } from "../algorithms/algorithm.ts";
import { SpatialError } from "../errors.ts";
import { Layer } from "../layers/layer.ts";
import { firstInput, parameterNamed } from "../schema/parameter.ts";
import { plainName } from "../schema/names.ts";
import { Task } from "../tasks/task.ts";

/** One call of a batch: its parameters, and the name of its result, if it gets one. */
export interface BatchCall {
  readonly given: Readonly<Record<string, unknown>>;
  readonly as: string | undefined;
}

/**
 * The calls that a batch stands for. An item is an object of parameters, which go before the common ones and may hold
 * `as`, or a layer for the first input. A common name gets the item's number: near_1, near_2 …
 * @throws BAD_ARGUMENT for what is no list, or no item
 */
export function batchCalls(
  algorithm: AlgorithmSchema,
  items: unknown,
  common: Readonly<Record<string, unknown>>,
  as: string | undefined,
): readonly BatchCall[] {
  if (!Array.isArray(items) || items.length === 0) throw bad(algorithm, `The batch is ${shown(items)}`);
  return items.map((item: unknown, index) => {
    const values = isLayerInput(item) ? layerItem(algorithm, item) : item;
    if (typeof values !== "object" || values === null || Array.isArray(values))
      throw bad(algorithm, `Item ${index + 1} of the batch is ${shown(item)}`);
    const { as: own, ...parameters } = values as Readonly<Record<string, unknown>>;
    if (own !== undefined && typeof own !== "string")
      throw bad(algorithm, `"as" in item ${index + 1} of the batch is ${shown(own)}, no name`);
    const taken = new Set(Object.keys(parameters).map(plainName));
    const others = Object.entries(common)
      .filter(([name]) => !taken.has(plainName(name)))
      .map(([name, value]) => [name, isOutput(algorithm, name) ? `${String(value)}_${index + 1}` : value]);
    return {
      given: { ...Object.fromEntries(others), ...parameters },
      as: own ?? (as === undefined ? undefined : `${as}_${index + 1}`),
    };
  });
}

/** Whether the parameter names a layer that is made beside the first. */
function isOutput({ parameters, others = [] }: AlgorithmSchema, key: string): boolean {
  const name = parameterNamed(parameters, key)?.name;
  return others.some((output) => name === `${output}As`);
}

function isLayerInput(item: unknown): boolean {
  return typeof item === "string" || item instanceof Layer || item instanceof Task;
}

function layerItem(algorithm: AlgorithmSchema, item: unknown): object {
  const first = firstInput(algorithm.parameters);
  if (first !== undefined) return { [first.name]: item };
  throw bad(algorithm, `${algorithm.name} takes no layer, so that ${shown(item)} can't be an item of its batch`);
}

function bad({ name }: AlgorithmSchema, problem: string): SpatialError {
  return new SpatialError(
    "BAD_ARGUMENT",
    `${problem}; expected a list of parameters or layers. For example: geo.batch("${name}", [{ … }, { … }]), or %${name} --batch {[{ … }, { … }]}`,
  );
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return "an empty list";
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "object" && value !== null ? `a ${value.constructor?.name ?? "value"}` : String(value);
}
