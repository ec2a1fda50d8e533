import { color as readColor } from "d3-color";
import { shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

export interface ColorStated extends Stated<string> {
  /** Whether "none" is one. */
  readonly none?: boolean;
}

/** A colour as "#rrggbb"; CSS's names, "#rgb" and rgb(…) are read, too. */
export function color<const S extends ColorStated>(stated: S) {
  return parameter(colorType(stated.none === true), stated);
}

const COMMON = ["red", "orange", "gold", "green", "teal", "steelblue", "navy", "purple", "grey", "black"];

function colorType(none: boolean): ParameterType<string> {
  return plainType({
    id: "color",
    parse: (given, at) => {
      const text = typeof given === "string" ? given.trim() : "";
      if (none && text.toLowerCase() === "none") return "none";
      const hex = readColor(text)?.formatHex();
      if (hex !== undefined) return hex;
      const also = none ? ', or "none"' : "";
      throw at.refuse(`is ${shownValue(given)}; expected a colour such as "#0072b2" or steelblue${also}`);
    },
    typescript: () => "string",
    argument: { type: "text", values: none ? [...COMMON, "none"] : COMMON, typeText: "#rrggbb or a name" },
    sample: "'#0072b2'",
  });
}

export const colorFamily: TypeFamily = {
  id: "color",
  members: "readonly default?: string",
  value: "string",
  given: "string",
  define: (definition) => color({ ...definition.stated(), default: definition.text("default") }),
};
