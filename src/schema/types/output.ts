import { shownValue } from "../given-value.ts";
import { parameter } from "../parameter.ts";
import { type ParameterType, plainType } from "../parameter-type.ts";

/** The name of a layer that is made beside the first one; without a name there is none. */
export function output(stated: { readonly doc: string; readonly qgis: string }) {
  return parameter(OUTPUT, { ...stated, optional: true });
}

const OUTPUT: ParameterType<string> = plainType({
  id: "output",
  parse: (given, at) => {
    if (typeof given === "string" && given.trim() !== "" && !/["'{}\n\r]/.test(given)) return given;
    throw at.refuse(`is ${shownValue(given)}; expected a name for the layer`);
  },
  typescript: () => "string",
  argument: { type: "text", typeText: "name of a layer" },
  sample: "rest",
});
