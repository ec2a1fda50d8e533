import { SpatialError } from "../errors.ts";
import { didYouMean } from "../layers/near-names.ts";
import { shownValue } from "./given-value.ts";
import { plainName } from "./names.ts";
import {
  inputParameters,
  type NamedParameter,
  namedParameters,
  parameterNamed,
  type Table,
  type ValuesOf,
} from "./parameter.ts";
import { LATER, type LayerFacts, type Parsing } from "./parameter-type.ts";

/** What takes parameters. */
export interface Schema<T extends Table = Table> {
  readonly name: string;
  /** One line that runs, for messages. */
  readonly example: string;
  readonly parameters: T;
}

/** What is known of the layers when values are checked; undefined while a task that makes one has not finished. */
export type LayersGiven = (parameter: string) => LayerFacts | undefined;

interface Typed {
  readonly value: unknown;
  /** The parameter's name as it was spelled. */
  readonly key: string;
}

/**
 * Turns what was typed, in a magic or in TypeScript, into checked values: the only validation. Parameters are found by
 * any spelling of their names; null and undefined mean the default. Layers are resolved by the caller and passed over
 * here; what depends on one that is not there yet is left for later.
 * @throws SpatialError UNKNOWN_OPTION, BAD_ARGUMENT, BAD_UNIT or UNKNOWN_CRS, saying what is allowed.
 */
export function checkValues<T extends Table>(
  schema: Schema<T>,
  given: Readonly<Record<string, unknown>>,
  layers: LayersGiven = () => undefined,
): ValuesOf<T> {
  const typed = sortedOut(schema, given);
  const values: Record<string, unknown> = {};
  // what was typed first: a mistake in it matters more than a default that doesn't fit the layer
  const isTyped = ({ name }: NamedParameter): number => (typed.has(name) ? 0 : 1);
  for (const parameter of namedParameters(schema.parameters).toSorted((a, b) => isTyped(a) - isTyped(b))) {
    if (parameter.type.input !== undefined) continue;
    const { value, key } = typed.get(parameter.name) ?? { value: parameter.default, key: parameter.name };
    const at = parsing(schema, parameter, { key, layers });
    if (value === undefined && parameter.required) throw at.refuse(`is missing (${parameter.doc})`);
    const checked = value === undefined ? undefined : read(parameter, value, at);
    if (checked !== LATER) values[parameter.name] = checked;
  }
  return values as ValuesOf<T>;
}

/** What no reader expects, such as an object that has no text, is a mistake in the value as well. */
function read({ type }: NamedParameter, value: unknown, at: Parsing): unknown {
  try {
    return type.parse(value, at);
  } catch (error) {
    if (error instanceof SpatialError) throw error;
    throw at.refuse(`can't be read: ${(error as Error).message}`);
  }
}

/** Where a value of a parameter is read. @param key the parameter's name as it was spelled */
export function parsing(
  schema: Schema,
  parameter: NamedParameter,
  { key, layers }: { readonly key?: string; readonly layers?: LayersGiven } = {},
): Parsing {
  const [first] = inputParameters(schema.parameters);
  const what = `${schema.name}: ${parameter.name}`;
  return {
    what,
    isQgis: key === parameter.qgis && key !== parameter.name,
    refuse: (problem) => new SpatialError("BAD_ARGUMENT", `${what} ${problem}. Example: ${schema.example}`),
    layer: (name = first?.name) => (name === undefined ? undefined : layers?.(name)),
    own: layers?.(parameter.name),
  };
}

function sortedOut(schema: Schema, given: Readonly<Record<string, unknown>>): ReadonlyMap<string, Typed> {
  const typed = new Map<string, Typed>();
  for (const [key, value] of Object.entries(given)) {
    const parameter = parameterNamed(schema.parameters, key) ?? noSink(schema, key, value);
    if (parameter === undefined || value === undefined || value === null) continue;
    if (typed.has(parameter.name)) throw parsing(schema, parameter).refuse("is given twice; give it once");
    typed.set(parameter.name, { value, key });
  }
  return typed;
}

/** QGIS's scripts name their sink; here a result is always a layer of the session. */
function noSink({ name, parameters }: Schema, key: string, value: unknown): undefined {
  if (plainName(key) !== "output") {
    const names = Object.keys(parameters);
    throw new SpatialError(
      "UNKNOWN_OPTION",
      `${name} has no parameter "${key}"; it has ${names.join(", ")}.${didYouMean(key, names)}`,
    );
  }
  const sink = typeof value === "string" ? value : shownValue(value ?? "");
  if (/^("")?$|^TEMPORARY_OUTPUT$|^memory:/.test(sink)) return undefined;
  throw new SpatialError(
    "BAD_ARGUMENT",
    `OUTPUT is ${sink}; only TEMPORARY_OUTPUT is possible here. Save the result with %save.`,
  );
}
