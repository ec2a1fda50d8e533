import { didYouMean } from "../../layers/near-names.ts";
import { shownValue } from "../given-value.ts";
import { plainName } from "../names.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, type Parsing, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

/** One of several names, also by QGIS's index and label. */
export function choice<const N extends readonly string[], const S extends Stated<N[number]>>(values: N, stated: S) {
  return parameter(choiceType<N[number]>(values, parse), stated);
}

/** One of several names of ours, which QGIS has no indexes of. */
export function ownChoice<const N extends readonly string[], const S extends Stated<N[number]>>(values: N, stated: S) {
  const { argument, ...type } = choiceType<N[number]>(values, parseName);
  const names = values.map((value) => JSON.stringify(value)).join(" | ");
  return parameter({ ...type, argument: { type: argument.type, values }, typescript: () => names }, stated);
}

type ParseChoice = <V extends string>(given: unknown, at: Parsing, values: readonly V[]) => V;

export function choiceType<V extends string>(values: readonly V[], read: ParseChoice = parse): ParameterType<V> {
  return plainType({
    id: "enum",
    parse: (given, at) => read(given, at, values),
    typescript: () => `${values.map((value) => JSON.stringify(value)).join(" | ")} | number`,
    argument: { type: "choice", values, typeText: `or QGIS's index, 0 to ${values.length - 1}` },
    sample: values[0] ?? "",
  });
}

function parse<V extends string>(given: unknown, at: Parsing, values: readonly V[]): V {
  const text = String(given).trim();
  const wanted = plainName(text);
  // QGIS shows longer labels than ours: "Distance (Douglas-Peucker)" is douglas-peucker
  const named = values.filter((name) => plainName(name) !== "");
  const byName =
    values.find((name) => name === text) ??
    named.find((name) => plainName(name) === wanted) ??
    named.find((name) => wanted.includes(plainName(name)));
  const found = byName ?? (/^\d+$/.test(text) ? values[Number(text)] : undefined);
  if (found !== undefined) return found;
  const list = values.map((name, index) => `${name} (${index})`).join(", ");
  throw at.refuse(`is ${shownValue(given)}; expected ${list}.${didYouMean(text, values)}`.replace(/[.]$/, ""));
}

function parseName<V extends string>(given: unknown, at: Parsing, values: readonly V[]): V {
  const found = values.find((name) => name === given);
  if (found !== undefined) return found;
  throw at.refuse(
    `is ${shownValue(given)}; expected ${values.join(", ")}.${didYouMean(String(given), values)}`.replace(/[.]$/, ""),
  );
}

export const choiceFamily: TypeFamily = {
  id: "enum",
  members: "readonly values: readonly string[]; /** The first value if nothing is said. */ readonly default?: string",
  value: "K extends { readonly values: readonly (infer V)[] } ? V : string",
  given: "K extends { readonly values: readonly (infer V)[] } ? V | number : string",
  define: (definition) => {
    const values = definition.names("values");
    const [first] = values;
    if (first === undefined) throw definition.bad(` needs "values", a list of names`);
    return choice(values, { ...definition.stated(), default: definition.text("default") ?? first });
  },
};
