import { defined } from "../function-definition.ts";
import { compareMixed, toText } from "../../layers/mixed-values.ts";
import { noConversion, toNumber } from "../runtime-values.ts";

type List = readonly unknown[];
type Dictionary = Readonly<Record<string, unknown>>;

function equal(a: unknown, b: unknown): boolean {
  return a === b || compareMixed(a, b) === 0;
}

/** A list also where only the run tells that it is one. */
function listOf(value: unknown): List {
  if (Array.isArray(value)) return value as List;
  throw noConversion(value, "a list");
}

export const LISTS = defined("Arrays", {
  "array(...values: any): list": ["A list of values.", (...values: unknown[]) => values, "takes NULL"],
  "array_length(list: any): integer": ["How many values it has.", (list: unknown) => listOf(list).length],
  "array_get(list: any, index: any): any": [
    "The value at a place; the first is 0, and -1 is the last. Of a map, the value of a key.",
    (container: unknown, index: unknown) => {
      if (!Array.isArray(container)) return (container as Dictionary)[toText(index)] ?? null;
      return (container as List).at(toNumber(index)) ?? null;
    },
  ],
  "array_first(list: any): any": ["Its first value.", (list: unknown) => listOf(list)[0] ?? null],
  "array_last(list: any): any": ["Its last value.", (list: unknown) => listOf(list).at(-1) ?? null],
  "array_contains(list: any, value: any): boolean": [
    "Whether a value is in it.",
    (list: unknown, value: unknown) => listOf(list).some((one) => equal(one, value)),
  ],
  "array_find(list: any, value: any): integer": [
    "The place of a value, from 0; -1 where it isn't there.",
    (list: unknown, value: unknown) => listOf(list).findIndex((one) => equal(one, value)),
  ],
  "array_append(list: any, value: any): list": [
    "With a value at its end.",
    (list: unknown, value: unknown) => [...listOf(list), value],
  ],
  "array_cat(...lists: any): list": ["Several lists as one.", (...lists: unknown[]) => lists.flatMap(listOf)],
  "array_slice(list: any, first: integer, last: integer): list": [
    "From a place to a place, both included.",
    (list: unknown, first: number, last: number) => listOf(list).slice(first, last === -1 ? undefined : last + 1),
  ],
  "array_reverse(list: any): list": ["From its end.", (list: unknown) => listOf(list).toReversed()],
  "array_distinct(list: any): list": [
    "Each value once.",
    (list: unknown) => listOf(list).filter((one, index, all) => all.findIndex((other) => equal(one, other)) === index),
  ],
  "array_sort(list: any, ascending?: boolean): list": [
    "In order.",
    (list: unknown, ascending = true) => listOf(list).toSorted((a, b) => (ascending ? 1 : -1) * compareMixed(a, b)),
  ],
  "array_sum(list: any): number": [
    "The sum of its numbers.",
    (list: unknown) => listOf(list).reduce((sum: number, one) => sum + toNumber(one), 0),
  ],
  "array_mean(list: any): number": ["The mean of its numbers.", (list: unknown) => mean(listOf(list))],
  "array_max(list: any): any": [
    "Its largest value.",
    (list: unknown) => listOf(list).toSorted(compareMixed).at(-1) ?? null,
  ],
  "array_min(list: any): any": [
    "Its smallest value.",
    (list: unknown) => listOf(list).toSorted(compareMixed)[0] ?? null,
  ],
  "array_to_string(list: any, delimiter?: text): text": [
    "One text of its values.",
    (list: unknown, delimiter = ",") => listOf(list).map(toText).join(delimiter),
  ],
  "string_to_array(text: text, delimiter?: text): list": [
    "The parts of a text.",
    (text: string, delimiter = ",") => (text === "" ? [] : text.split(delimiter)),
  ],
  "generate_series(start: number, stop: number, step?: number): list": ["Numbers from one to another.", series],
});

export const MAPS = defined("Maps", {
  "map(...pairs: any): map": [
    "Keys and their values, in turn.",
    (...pairs: unknown[]) =>
      Object.fromEntries(
        Array.from({ length: pairs.length >> 1 }, (_, at) => [toText(pairs[2 * at]), pairs[2 * at + 1]]),
      ),
    "takes NULL",
  ],
  "map_get(map: any, key: text): any": [
    "The value of a key.",
    (map: Dictionary, key: string) => (Object.hasOwn(map, key) ? map[key] : null),
  ],
  "map_exist(map: any, key: text): boolean": [
    "Whether it has a key.",
    (map: Dictionary, key: string) => Object.hasOwn(map, key),
  ],
  "map_akeys(map: any): list": ["Its keys, in order.", (map: Dictionary) => Object.keys(map).toSorted()],
  "map_avals(map: any): list": [
    "Its values, in the order of the keys.",
    (map: Dictionary) =>
      Object.keys(map)
        .toSorted()
        .map((key) => map[key]),
  ],
  "from_json(text: text): any": ["What JSON text says.", (text: string) => JSON.parse(text) as unknown],
  "to_json(value: any): text": ["As JSON text.", (value: unknown) => JSON.stringify(value)],
});

function mean(list: List): number | null {
  return list.length === 0 ? null : list.reduce((sum: number, one) => sum + toNumber(one), 0) / list.length;
}

const LONGEST = 1e6;

function series(start: number, stop: number, step = 1): number[] {
  const count = Math.floor((stop - start) / step) + 1;
  if (step === 0 || count > LONGEST) throw noConversion(step, `a step that gives at most ${LONGEST} numbers`);
  return Array.from({ length: Math.max(0, count) }, (_, index) => start + index * step);
}
