import type { Bounds } from "../../geometry/column.ts";
import { givenList, givenNumber, shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, type Parsing, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

/** minX,minY,maxX,maxY in units that the parameter says. */
export function bounds<const S extends Stated<string>>(stated: S) {
  return parameter(BOUNDS, stated);
}

const BOUNDS: ParameterType<Bounds> = plainType({
  id: "bounds",
  parse,
  typescript: () => "string | readonly [number, number, number, number]",
  argument: { type: "text", typeText: "minX,minY,maxX,maxY" },
  toMagic: (given, at) => parse(given, at).join(","),
  toCode: (given, at) => JSON.stringify(parse(given, at).join(",")),
  sample: "0,0,1,1",
});

function parse(given: unknown, at: Parsing): Bounds {
  const [minX, minY, maxX, maxY, ...others] = (givenList(given) ?? []).map(givenNumber);
  const isWhole = minX !== undefined && minY !== undefined && maxX !== undefined && maxY !== undefined;
  if (isWhole && others.length === 0 && minX <= maxX && minY <= maxY) return [minX, minY, maxX, maxY];
  throw at.refuse(`is ${shownValue(given)}; expected minX,minY,maxX,maxY, the smaller numbers first`);
}

export const boundsFamily: TypeFamily = {
  id: "bounds",
  members: "readonly default?: string",
  value: "readonly [number, number, number, number]",
  given: "string | readonly [number, number, number, number]",
  define: (definition) => bounds({ ...definition.stated(), default: definition.text("default") }),
};
