import { givenList, shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, type Parsing, plainType, readAlone } from "../parameter-type.ts";
import { choiceType } from "./choice.ts";

/** Some of several names, each also by QGIS's index; at least one. */
export function choices<const N extends readonly string[]>(values: N, stated: Stated<readonly N[number][]>) {
  return parameter(choicesType<N[number]>(values), stated);
}

function choicesType<V extends string>(values: readonly V[]): ParameterType<readonly V[]> {
  const one = choiceType<V>(values);
  const parse = (given: unknown, at: Parsing): readonly V[] => {
    const items = givenList(typeof given === "number" ? [given] : given);
    if (items === undefined || items.length === 0) throw at.refuse(`is ${shownValue(given)}; expected names`);
    return [...new Set(items.map((item) => one.parse(item, at) as V))];
  };
  return plainType({
    id: "enums",
    parse,
    typescript: (from) => `${one.typescript(from)} | readonly (${one.typescript(from)})[]`,
    argument: { ...one.argument, many: true },
    // a list in one string would be one word with commas in it
    toMagic: (given, at) => readAlone({ parse }, given, at),
    sample: one.sample,
  });
}
