import type { AlgorithmSchema } from "../algorithms/algorithm.ts";
import { SpatialError } from "../errors.ts";
import { Layer } from "../layers/layer.ts";
import { plainName } from "../schema/names.ts";
import { firstInput, type Parameter, parameterNamed, type Table } from "../schema/parameter.ts";
import { algorithmName } from "../schema/types/algorithm-name.ts";
import { items } from "../schema/types/items.ts";
import { Task } from "../tasks/task.ts";
import type { OperationOver, Part, PlannedOperation } from "./operation.ts";
import { runOptions } from "./run-options.ts";

const parameters = {
  algorithm: algorithmName({ word: true, doc: "Its name, or QGIS's id." }),
  batch: items({
    optional: true,
    word: true,
    doc: "Runs once for each item of a list, which is parameters or the first layer. --as NAME gives NAME_1, NAME_2 …",
  }),
};

const EXAMPLE = "%buffer --batch {[{ input: roads, distance: 1 }, { input: roads, distance: 2 }]} --as near";

/** One algorithm on many things, as one task whose parts the runs are; it gives their layers, in order. */
export const batch: OperationOver = {
  name: "batch",
  id: "mapcell:batch",
  title: "Run for each item",
  group: "Tasks",
  doc:
    "Runs an algorithm once for each item, as one task; its result is the list of what they give. An item is an object of " +
    'parameters (which may hold `as`), or a layer for the first input; `options` holds what all have in common. `as: "near"` ' +
    "names the results near_1, near_2 … If one item fails, the others are cancelled.",
  tags: ["each", "many", "loop", "list"],
  example: EXAMPLE,
  parameters,
  results: "each",
  runOptions: runOptions("as", "invalid", "engine"),
  over: { parameter: "algorithm", for: batchOf },
};

/** The batch of an algorithm: it takes what the algorithm does, for all items, and gives it to each as it was given. */
function batchOf(algorithm: AlgorithmSchema): PlannedOperation {
  const common = Object.entries(algorithm.parameters).map(([name, parameter]) => [name, passedOn(parameter)] as const);
  const table: Table = { ...Object.fromEntries(common), ...parameters };
  return {
    ...batch,
    parameters: table,
    plan({ given, values, options }) {
      const others = Object.fromEntries(
        Object.entries(given).filter(([key]) => parameterNamed(parameters, key) === undefined),
      );
      const parts = partsOf(algorithm, values["batch"], others, options.as);
      return {
        description: `${algorithm.name}, batch of ${parts.length}`,
        parts,
        told: { algorithm: algorithm.name },
      };
    },
  };
}

/** Left to the items' own calls to read. */
function passedOn({ default: _default, ...parameter }: Parameter): Parameter {
  const { input: _input, ...type } = parameter.type;
  return {
    ...parameter,
    type: { ...type, parse: (given) => given, references: () => [] },
    required: false,
    word: false,
  };
}

/**
 * The calls that a batch stands for. An item is an object of parameters, which go before the common ones and may hold
 * `as`, or a layer for the first input. A common name gets the item's number: near_1, near_2 …
 * @throws BAD_ARGUMENT for what is no list, or no item
 */
function partsOf(
  algorithm: AlgorithmSchema,
  list: unknown,
  common: Readonly<Record<string, unknown>>,
  as: string | undefined,
): readonly Part[] {
  if (!Array.isArray(list) || list.length === 0) throw bad(algorithm, `The batch is ${shown(list)}`);
  return list.map((item: unknown, index) => {
    const values = isLayer(item) ? layerItem(algorithm, item) : item;
    if (typeof values !== "object" || values === null || Array.isArray(values))
      throw bad(algorithm, `Item ${index + 1} of the batch is ${shown(item)}`);
    const { as: own, ...stated } = values as Readonly<Record<string, unknown>>;
    if (own !== undefined && typeof own !== "string")
      throw bad(algorithm, `"as" in item ${index + 1} of the batch is ${shown(own)}, no name`);
    const taken = new Set(Object.keys(stated).map(plainName));
    const others = Object.entries(common)
      .filter(([name]) => !taken.has(plainName(name)))
      .map(([name, value]) => [name, isOutput(algorithm, name) ? `${String(value)}_${index + 1}` : value]);
    return {
      operation: algorithm.name,
      given: { ...Object.fromEntries(others), ...stated },
      as: own ?? (as === undefined ? undefined : `${as}_${index + 1}`),
    };
  });
}

/** Whether the parameter names a layer that is made beside the first. */
function isOutput({ parameters: table, others = [] }: AlgorithmSchema, key: string): boolean {
  const name = parameterNamed(table, key)?.name;
  return others.some((output) => name === `${output}As`);
}

function isLayer(item: unknown): boolean {
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
