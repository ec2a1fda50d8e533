import type { AlgorithmSchema } from "../algorithms/algorithm.ts";
import { SpatialError } from "../errors.ts";
import type { PreparedFunction } from "../functions/prepared-function.ts";
import type { AnyFunction } from "../functions/draft.ts";
import type { Surroundings } from "../functions/known-cells.ts";
import { prepareFunction } from "../functions/prepare.ts";
import { didYouMean } from "../layers/near-names.ts";
import { checkValues } from "../schema/check-values.ts";
import { Definition, kindOf } from "../schema/definition.ts";
import { isSameName, kebabName, optionName } from "../schema/names.ts";
import { firstInput, namedParameters, type Parameter, type Table } from "../schema/parameter.ts";
import { PARAMETER_TYPES } from "../schema/parameter-types.ts";

/** An algorithm that a user has registered: a schema like any other, and a function that goes to a lane. */
export interface OwnAlgorithm extends AlgorithmSchema {
  readonly prepared: PreparedFunction;
  /** `run` is called for chunks of the first layer. */
  readonly chunks: boolean;
}

export function isOwn(algorithm: AlgorithmSchema): algorithm is OwnAlgorithm {
  return "prepared" in algorithm;
}

const TYPES = PARAMETER_TYPES.map(({ id }) => id);
const MEMBERS = ["id", "parameters", "run", "chunks", "title", "group", "doc", "tags", "example"];

/**
 * Checks what a user gave to `geo.register`: once it is in the registry, nothing about it can be wrong any more.
 * @throws SpatialError BAD_ARGUMENT naming the member, and what the checks of task functions throw
 */
export function ownAlgorithm(given: unknown, origin: Surroundings = {}): OwnAlgorithm {
  if (!isObject(given)) throw bad(`geo.register takes an object: { id, parameters, run }`);
  for (const key of Object.keys(given)) {
    if (!MEMBERS.includes(key))
      throw bad(`geo.register knows no "${key}"; an algorithm has ${MEMBERS.join(", ")}.${didYouMean(key, MEMBERS)}`);
  }
  const { id, name } = readId(given["id"]);
  const parameters = readParameters(id, given["parameters"]);
  const run = given["run"];
  if (typeof run !== "function")
    throw bad(`${id}: "run" is ${kindOf(run)}; expected a function (values, ctx) => result`);
  const definition = new Definition(id, given);
  const schema = {
    id,
    name,
    title: definition.text("title") ?? titleOf(name),
    group: definition.text("group") ?? "Notebook",
    doc: definition.text("doc") ?? "Registered in this session with geo.register.",
    tags: definition.names("tags"),
    parameters,
    example: definition.text("example") ?? exampleOf(name, parameters),
  };
  for (const [key, parameter] of Object.entries(parameters))
    checkDefault({ ...schema, parameters: { [key]: parameter } });
  const chunks = readChunks(id, given["chunks"], parameters);
  return { ...schema, chunks, prepared: prepareFunction(run as AnyFunction, { ...origin, where: id }) };
}

function readId(id: unknown): { readonly id: string; readonly name: string } {
  const [, provider = "user", name] = /^(?:([a-z][\w-]*):)?([a-z]\w*)$/.exec(typeof id === "string" ? id : "") ?? [];
  if (name !== undefined) return { id: `${provider}:${name}`, name };
  throw bad(
    `An algorithm's "id" is a name such as "shade" or "user:shade": a small letter, then letters, digits and _. It is ${kindOf(id)}`,
  );
}

function readChunks(id: string, given: unknown, parameters: Table): boolean {
  if (given === undefined || given === false) return false;
  if (given !== true) throw bad(`${id}: "chunks" is ${kindOf(given)}; expected true or false`);
  const first = firstInput(parameters);
  if (first?.required === true && first.type.input?.several === false) return true;
  throw bad(`${id}: chunks are made of the first parameter, which must be a layer that can't be left out`);
}

function readParameters(id: string, given: unknown): Table {
  if (!Array.isArray(given)) throw bad(`${id}: "parameters" is ${kindOf(given)}; expected a list of { name, type, … }`);
  const parameters: Record<string, Parameter> = {};
  let before: Parameter | undefined;
  for (const one of given as readonly unknown[]) {
    const [name, parameter] = readParameter(id, one);
    if (Object.keys(parameters).some((other) => isSameName(other, name)))
      throw bad(`${id}: two parameters are called "${name}"`);
    if (parameter.type.input !== undefined && before !== undefined && before.type.input === undefined)
      throw bad(`${id}: the layer "${name}" comes after other parameters; name all layers first`);
    before = parameters[name] = parameter;
  }
  return parameters;
}

function readParameter(id: string, given: unknown): readonly [name: string, parameter: Parameter] {
  const name = isObject(given) ? given["name"] : undefined;
  if (!isObject(given) || typeof name !== "string" || !/^[a-z]\w*$/i.test(name))
    throw bad(
      `${id}: a parameter has no good name (${kindOf(name)}); expected such as { name: "distance", type: "distance" }`,
    );
  const where = `${id}: the parameter "${name}"`;
  const family = PARAMETER_TYPES.find((known) => known.id === given["type"]);
  if (family !== undefined) return [name, family.define(new Definition(where, given))];
  const near = didYouMean(String(given["type"]), TYPES);
  throw bad(`${where} has the type ${kindOf(given["type"])}; expected one of ${TYPES.join(", ")}.${near}`);
}

/** A default that the algorithm itself would refuse is refused now. */
function checkDefault(schema: AlgorithmSchema): void {
  const [parameter] = Object.values(schema.parameters);
  if (parameter?.default !== undefined) checkValues(schema, {});
}

/** `%shade input --height HEIGHT`: what can't be left out. */
function exampleOf(name: string, parameters: Table): string {
  const words = namedParameters(parameters).flatMap((parameter) => {
    if (!parameter.required) return [];
    return parameter.type.input === undefined
      ? [`${optionName(parameter)} ${parameter.type.sample}`]
      : [parameter.name];
  });
  return [`%${name}`, ...words].join(" ");
}

function titleOf(name: string): string {
  const words = kebabName(name).replaceAll(/[-_]+/g, " ");
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function bad(message: string): SpatialError {
  return new SpatialError("BAD_ARGUMENT", message.replace(/([^.?])$/, "$1."));
}
