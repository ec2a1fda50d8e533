import { defaultText, type NamedParameter } from "../../src/schema/parameter.ts";
import type { MagicArgument } from "./magic.ts";

/** How a magic takes an algorithm's parameter. */
export function argumentOf(parameter: NamedParameter): MagicArgument {
  const { name, doc, type, required } = parameter;
  const fallback = parameter.default === false ? "" : defaultText(parameter);
  return {
    ...type.argument,
    name,
    doc,
    required,
    ...(parameter.also === undefined ? {} : { also: parameter.also }),
    ...(fallback === undefined || fallback === "" ? {} : { default: fallback }),
  };
}
