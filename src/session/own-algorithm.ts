import type { AlgorithmSchema, Parameter } from "../algorithms/algorithm.ts";
import { checkParameters } from "../algorithms/parameters.ts";
import { SpatialError } from "../errors.ts";
import type { PreparedFunction } from "../functions/prepared-function.ts";
import type { AnyFunction } from "../functions/draft.ts";
import type { Surroundings } from "../functions/notebook.ts";
import { prepareFunction } from "../functions/prepare.ts";
import { didYouMean } from "../layers/near-names.ts";

/** An algorithm that a user has registered: a schema like any other, and a function that goes to a lane. */
export interface OwnAlgorithm extends AlgorithmSchema {
  readonly prepared: PreparedFunction;
  /** `run` is called for chunks of the first layer. */
  readonly chunks: boolean;
}

export function isOwn(algorithm: AlgorithmSchema): algorithm is OwnAlgorithm {
  return "prepared" in algorithm;
}

const TYPES = ["layer", "distance", "number", "integer", "enum", "boolean", "fields", "crs", "text"] as const;
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
  const schema = {
    id,
    name,
    title: text(id, given, "title") ?? titleOf(name),
    group: text(id, given, "group") ?? "Notebook",
    doc: text(id, given, "doc") ?? "Registered in this session with geo.register.",
    tags: listOfText(given["tags"], `${id}: "tags"`),
    parameters,
    example: text(id, given, "example") ?? exampleOf(name, parameters),
  };
  for (const parameter of parameters) checkDefault(schema, parameter);
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

function readChunks(id: string, given: unknown, [first]: readonly Parameter[]): boolean {
  if (given === undefined || given === false) return false;
  if (given !== true) throw bad(`${id}: "chunks" is ${kindOf(given)}; expected true or false`);
  if (first?.type === "layer" && first.optional !== true) return true;
  throw bad(`${id}: chunks are made of the first parameter, which must be a layer that can't be left out`);
}

function readParameters(id: string, given: unknown): readonly Parameter[] {
  if (!Array.isArray(given)) throw bad(`${id}: "parameters" is ${kindOf(given)}; expected a list of { name, type, … }`);
  const parameters = given.map((parameter: unknown) => readParameter(id, parameter));
  for (const [index, { name, type }] of parameters.entries()) {
    if (parameters.findIndex((other) => other.name === name) < index)
      throw bad(`${id}: two parameters are called "${name}"`);
    if (type === "layer" && index > 0 && parameters[index - 1]?.type !== "layer")
      throw bad(`${id}: the layer "${name}" comes after other parameters; name all layers first`);
  }
  return parameters;
}

function readParameter(id: string, given: unknown): Parameter {
  const name = isObject(given) ? given["name"] : undefined;
  if (!isObject(given) || typeof name !== "string" || !/^[a-z]\w*$/i.test(name))
    throw bad(
      `${id}: a parameter has no good name (${kindOf(name)}); expected such as { name: "distance", type: "distance" }`,
    );
  const where = `${id}: the parameter "${name}"`;
  return { name, qgis: qgisName(name), doc: text(where, given, "doc") ?? "", ...readType(where, given) };
}

type ParameterType = Parameter extends infer P
  ? P extends Parameter
    ? Omit<P, "name" | "qgis" | "doc">
    : never
  : never;

/** What is left out is filled in: a boolean is off, of an enum the first value is meant, no fields are chosen. */
function readType(where: string, given: Readonly<Record<string, unknown>>): ParameterType {
  const type = TYPES.find((known) => known === given["type"]);
  switch (type) {
    case undefined: {
      const near = didYouMean(String(given["type"]), TYPES);
      throw bad(`${where} has the type ${kindOf(given["type"])}; expected one of ${TYPES.join(", ")}.${near}`);
    }
    case "layer":
      return { type, ...(given["optional"] === true ? { optional: true } : {}) };
    case "distance":
    case "number":
    case "integer":
      return { type, ...numbers(where, given, ["default", "min", "max"]) };
    case "enum": {
      const values = listOfText(given["values"], `${where}: "values"`);
      const [first] = values;
      if (first === undefined) throw bad(`${where} needs "values", a list of names`);
      return { type, values, default: text(where, given, "default") ?? first };
    }
    case "boolean":
      return { type, default: given["default"] === true };
    case "fields":
      return { type, default: listOfText(given["default"], `${where}: "default"`) };
    case "crs":
    case "text": {
      const fallback = text(where, given, "default");
      return { type, ...(fallback === undefined ? {} : { default: fallback }) };
    }
  }
}

/** A default that the algorithm itself would refuse is refused now. */
function checkDefault(schema: AlgorithmSchema, parameter: Parameter): void {
  if (!("default" in parameter) || parameter.type === "fields") return;
  checkParameters({ ...schema, parameters: [parameter] }, {}, { crsOf: () => undefined });
}

function numbers<K extends string>(where: string, given: object, keys: readonly K[]): { readonly [P in K]?: number } {
  const found = keys.flatMap((key) => {
    const value: unknown = (given as Readonly<Record<string, unknown>>)[key];
    if (value === undefined) return [];
    if (typeof value !== "number" || !Number.isFinite(value))
      throw bad(`${where}: "${key}" is ${kindOf(value)}; expected a number`);
    return [[key, value] as const];
  });
  return Object.fromEntries(found) as { readonly [P in K]?: number };
}

function text(where: string, given: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = given[key];
  if (value === undefined || typeof value === "string") return value;
  throw bad(`${where}: "${key}" is ${kindOf(value)}; expected text`);
}

function listOfText(given: unknown, what: string): readonly string[] {
  if (given === undefined) return [];
  if (Array.isArray(given) && given.every((item) => typeof item === "string" && item !== "")) return given as string[];
  throw bad(`${what} is ${kindOf(given)}; expected a list of names`);
}

/** `%shade input --height HEIGHT`: what can't be left out. */
function exampleOf(name: string, parameters: readonly Parameter[]): string {
  const words = parameters.flatMap((parameter) => {
    if (parameter.type === "layer") return parameter.optional === true ? [] : [parameter.name];
    return parameter.default === undefined ? [`--${kebab(parameter.name)} ${SAMPLES[parameter.type]}`] : [];
  });
  return [`%${name}`, ...words].join(" ");
}

const SAMPLES = { distance: "500m", number: "1", integer: "1", crs: "EPSG:3857", text: "TEXT" } as const;

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}

/** `endCapStyle` as QGIS would write it: END_CAP_STYLE. */
function qgisName(name: string): string {
  return kebab(name).replaceAll("-", "_").toUpperCase();
}

function titleOf(name: string): string {
  const words = kebab(name).replaceAll(/[-_]+/g, " ");
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  return typeof value === "string"
    ? JSON.stringify(value)
    : `a value of type ${value.constructor?.name ?? typeof value}`;
}

function bad(message: string): SpatialError {
  return new SpatialError("BAD_ARGUMENT", message.replace(/([^.?])$/, "$1."));
}
