import { crsInfo } from "../crs/crs.ts";
import { parseCrsId, type CrsId } from "../crs/crs-id.ts";
import { type Distance, parseDistance } from "../crs/distance.ts";
import { SpatialError } from "../errors.ts";
import { didYouMean } from "../layers/near-names.ts";
import type { AlgorithmSchema, Parameter, ParameterValue, ParameterValues } from "./algorithm.ts";

/** What is known of the inputs when values are checked; undefined while a task that makes the input has not finished. */
export interface InputFacts {
  crsOf(inputName: string): CrsId | undefined;
  /** Names of the input's fields. */
  fieldsOf?(inputName: string): readonly string[] | undefined;
}

/** On a geographic layer a larger bare number is taken for a mistake: somebody meant metres. */
const MOST_DEGREES = 5;

/**
 * Turns what was typed, in a magic or in TypeScript, into checked values: the only validation. Parameters are found by
 * camelCase, kebab-case or QGIS's name, enum values by name or QGIS's index; null and undefined mean the default. Layer
 * parameters are resolved by the caller and passed over here.
 * @throws SpatialError UNKNOWN_OPTION, BAD_ARGUMENT, BAD_UNIT or UNKNOWN_CRS, saying what is allowed.
 */
export function checkParameters(
  algorithm: AlgorithmSchema,
  given: Readonly<Record<string, unknown>>,
  inputs: InputFacts,
): ParameterValues {
  const typed = new Map<Parameter, unknown>();
  for (const [key, value] of Object.entries(given)) {
    const parameter = parameterNamed(algorithm, key, value);
    if (parameter === undefined || value === undefined || value === null) continue;
    if (typed.has(parameter)) throw problem(algorithm, parameter, "is given twice; give it once");
    typed.set(parameter, value);
  }
  const values: Record<string, ParameterValue> = {};
  // what was typed first: a mistake in it matters more than a default that doesn't fit the layer
  const isTyped = (parameter: Parameter): number => (typed.has(parameter) ? 0 : 1);
  for (const parameter of algorithm.parameters.toSorted((a, b) => isTyped(a) - isTyped(b))) {
    if (parameter.type === "layer") continue;
    const value = typed.get(parameter) ?? defaultOf(parameter);
    if (value === undefined) throw problem(algorithm, parameter, `is missing (${parameter.doc})`);
    values[parameter.name] = checkValue({ algorithm, parameter, value, inputs });
  }
  return values;
}

/** @throws SpatialError BAD_ARGUMENT when a name is not a field of the layer. */
export function checkFields(names: readonly string[], fields: readonly string[]): void {
  for (const name of names) {
    if (fields.includes(name)) continue;
    const have = fields.length === 0 ? "it has none" : `it has ${fields.slice(0, 20).join(", ")}`;
    throw new SpatialError("BAD_ARGUMENT", `The layer has no field "${name}"; ${have}.${didYouMean(name, fields)}`);
  }
}

function parameterNamed(algorithm: AlgorithmSchema, key: string, value: unknown): Parameter | undefined {
  const wanted = plain(key);
  const found = algorithm.parameters.find(({ name, qgis }) => plain(name) === wanted || plain(qgis) === wanted);
  if (found) return found;
  if (wanted === "output") {
    // QGIS's scripts name their sink; here a result is always a layer of the session
    const sink = typeof value === "string" ? value : shown(value ?? "");
    if (/^("")?$|^TEMPORARY_OUTPUT$|^memory:/.test(sink)) return undefined;
    throw new SpatialError(
      "BAD_ARGUMENT",
      `OUTPUT is ${sink}; only TEMPORARY_OUTPUT is possible here. Save the result with %save.`,
    );
  }
  const names = algorithm.parameters.map(({ name }) => name);
  throw new SpatialError(
    "UNKNOWN_OPTION",
    `${algorithm.name} has no parameter "${key}"; it has ${names.join(", ")}.${didYouMean(key, names)}`,
  );
}

function defaultOf(parameter: Parameter): unknown {
  return "default" in parameter ? parameter.default : undefined;
}

interface Given {
  readonly algorithm: AlgorithmSchema;
  readonly parameter: Parameter;
  readonly value: unknown;
  readonly inputs: InputFacts;
}

function checkValue(given: Given): ParameterValue {
  const { parameter } = given;
  switch (parameter.type) {
    case "distance":
      return checkDistance(given, parameter);
    case "number":
    case "integer":
      return checkNumber(given, parameter);
    case "enum":
      return checkEnum(given, parameter.values);
    case "boolean":
      return checkBoolean(given);
    case "fields":
      return checkFieldList(given);
    case "text":
      return checkText(given);
    case "crs":
      return parseCrsId(String(given.value));
    case "layer":
      return undefined;
  }
}

interface Limits {
  readonly min?: number;
  readonly max?: number;
}

function checkDistance({ algorithm, parameter, value, inputs }: Given, limits: Limits): Distance {
  if (typeof value !== "number" && typeof value !== "string") {
    throw problem(algorithm, parameter, `is ${shown(value)}; expected a length such as 500 or "500m"`);
  }
  const first = algorithm.parameters.find(({ type }) => type === "layer");
  const crs = first && inputs.crsOf(first.name);
  const distance = named(() => parseDistance(value, crs), `${algorithm.name}: ${parameter.name}`);
  const size = distance.in === "layer" ? distance.value : distance.metres;
  if (!within(size, limits))
    throw problem(algorithm, parameter, `is ${shown(value)}; expected a length ${range(limits)}`);
  const bare = typeof value === "number" || /\d$/.test(value.trim());
  if (crs !== undefined && bare && Math.abs(size) > MOST_DEGREES && crsInfo(crs).geographic) {
    throw problem(
      algorithm,
      parameter,
      `is ${shown(value)} degrees, because the layer is in ${crs} (longitude and latitude). ` +
        `Give a unit: "${size}m" or "${size}km", or "${size}deg" if degrees are meant`,
    );
  }
  return distance;
}

function checkNumber({ algorithm, parameter, value }: Given, limits: Limits): number {
  const whole = parameter.type === "integer";
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  const right = typeof number === "number" && Number.isFinite(number) && (!whole || Number.isInteger(number));
  if (right && within(number, limits)) return number;
  const kind = whole ? "a whole number" : "a number";
  throw problem(algorithm, parameter, `is ${shown(value)}; expected ${kind} ${range(limits)}`.trimEnd());
}

function checkEnum({ algorithm, parameter, value }: Given, values: readonly string[]): string {
  const text = String(value).trim();
  const byIndex = /^\d+$/.test(text) ? values[Number(text)] : undefined;
  const wanted = plain(text);
  // QGIS shows longer labels than ours: "Distance (Douglas-Peucker)" is douglas-peucker
  const byName = values.find((name) => plain(name) === wanted) ?? values.find((name) => wanted.includes(plain(name)));
  const found = byName ?? byIndex;
  if (found !== undefined) return found;
  const list = values.map((name, index) => `${name} (${index})`).join(", ");
  throw problem(
    algorithm,
    parameter,
    `is ${shown(value)}; expected ${list}.${didYouMean(text, values)}`.replace(/[.]$/, ""),
  );
}

function checkBoolean({ algorithm, parameter, value }: Given): boolean {
  const text = String(value).toLowerCase();
  if (["true", "1", "yes", "on"].includes(text)) return true;
  if (["false", "0", "no", "off"].includes(text)) return false;
  throw problem(algorithm, parameter, `is ${shown(value)}; expected true or false`);
}

function checkText({ algorithm, parameter, value }: Given): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  throw problem(algorithm, parameter, `is ${shown(value)}; expected text`);
}

/** QGIS separates names by semicolons, a magic by commas. */
function checkFieldList({ algorithm, parameter, value, inputs }: Given): readonly string[] {
  const names = typeof value === "string" ? value.split(/[;,]/).map((name) => name.trim()) : value;
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) {
    throw problem(algorithm, parameter, `is ${shown(value)}; expected names of fields`);
  }
  const wanted = [...new Set(names.filter((name) => name !== ""))];
  const first = algorithm.parameters.find(({ type }) => type === "layer");
  const fields = first && inputs.fieldsOf?.(first.name);
  if (fields) checkFields(wanted, fields);
  return wanted;
}

/** Says for which parameter a value was refused, whoever refused it. */
function named<T>(read: () => T, what: string): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SpatialError)) throw error;
    throw new SpatialError(error.code, `${what} is wrong: ${error.message}`, { cause: error });
  }
}

function problem(algorithm: AlgorithmSchema, parameter: Parameter, what: string): SpatialError {
  return new SpatialError(
    "BAD_ARGUMENT",
    `${algorithm.name}: ${parameter.name} ${what}. Example: ${algorithm.example}`,
  );
}

function within(value: number, { min = -Infinity, max = Infinity }: Limits): boolean {
  return value >= min && value <= max;
}

function range({ min, max }: Limits): string {
  if (min !== undefined && max !== undefined) return `from ${min} to ${max}`;
  if (min !== undefined) return `of ${min} or more`;
  return max === undefined ? "" : `of ${max} or less`;
}

function shown(value: unknown): string {
  return typeof value === "object" && value !== null
    ? (JSON.stringify(value) ?? "an object").slice(0, 60)
    : `"${String(value)}"`;
}

function plain(key: string): string {
  return key.replaceAll(/[^\p{L}\p{N}]/gu, "").toLowerCase();
}
