import { givenList, givenNumber, shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, type Parsing, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

/** From `min` to `max`; an open end is undefined. */
export interface RangeValue {
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** Two numbers: `min,max`; `none` for an end that is open. */
export function range<const S extends Stated<string>>(stated: S) {
  return parameter(RANGE, stated);
}

const RANGE: ParameterType<RangeValue> = plainType({
  id: "range",
  parse,
  typescript: () => "string | readonly [min: number | undefined, max: number | undefined]",
  argument: { type: "text", typeText: "min,max; none for an open end" },
  toMagic: written,
  toCode: (given, at) => JSON.stringify(written(given, at)),
  sample: "0,1",
});

function parse(given: unknown, at: Parsing): RangeValue {
  const ends = givenList(given) ?? [];
  const [min, max] = ends.map((end) => (isOpen(end) ? undefined : givenNumber(end)));
  const areNumbers = [min, max].every((end, index) => end !== undefined || isOpen(ends[index]));
  if (ends.length === 2 && areNumbers && (min === undefined || max === undefined || min <= max)) return { min, max };
  throw at.refuse(`is ${shownValue(given)}; expected min,max, the smaller first, or none for an open end`);
}

/** QGIS writes None where nothing is given. */
function isOpen(end: unknown): boolean {
  return end === undefined || end === null || (typeof end === "string" && /^(none|null)$/i.test(end.trim()));
}

function written(given: unknown, at: Parsing): string {
  const { min = "none", max = "none" } = parse(given, at);
  return `${min},${max}`;
}

export const rangeFamily: TypeFamily = {
  id: "range",
  members: "readonly default?: string; readonly optional?: boolean",
  value: "{ readonly min: number | undefined; readonly max: number | undefined }",
  given: "string | readonly [min: number | undefined, max: number | undefined]",
  define: (definition) => range({ ...definition.stated(), default: definition.text("default") }),
};
