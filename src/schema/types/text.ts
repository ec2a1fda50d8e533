import { shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

export interface TextStated extends Stated<string> {
  /** Some of what it may be, for completion. */
  readonly values?: readonly string[];
  /** What it looks like as a word without an option before it; any other word is for what comes next. */
  readonly only?: RegExp;
  /** Whether it may be an address with a password in it. */
  readonly isAddress?: boolean;
}

export function text<const S extends TextStated>(stated: S) {
  return parameter(textType(stated), stated);
}

function textType({
  values,
  only,
  isAddress,
}: Pick<TextStated, "values" | "only" | "isAddress">): ParameterType<string> {
  return plainType({
    id: "text",
    parse: (given, at) => {
      if (typeof given === "string" || typeof given === "number" || typeof given === "boolean") return String(given);
      throw at.refuse(`is ${shownValue(given)}; expected text`);
    },
    typescript: () => "string",
    argument: {
      type: "text",
      ...(values === undefined ? {} : { values }),
      ...(only && { only }),
      ...(isAddress && { isAddress }),
    },
    sample: "TEXT",
  });
}

export const textFamily: TypeFamily = {
  id: "text",
  members: "readonly default?: string",
  value: "string",
  given: "string",
  define: (definition) => text({ ...definition.stated(), default: definition.text("default") }),
};
