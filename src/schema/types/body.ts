import { shownValue } from "../given-value.ts";
import { parameter } from "../parameter.ts";
import { plainType } from "../parameter-type.ts";

/** Code of the user's: the body of a cell by its text, or the function of a call. */
export type BodyCode = string | ((...args: never[]) => unknown);

/** What runs in a worker. A magic that has one takes the whole cell. */
export function body(stated: { readonly doc: string }) {
  return parameter(BODY, { ...stated, word: true });
}

const BODY = plainType<BodyCode>({
  id: "body",
  parse: (given, at) => {
    if (typeof given === "string" || typeof given === "function") return given as BodyCode;
    throw at.refuse(`is ${shownValue(given)}; expected a function`);
  },
  typescript: (from) => `(inputs: { readonly [K in keyof I]: ${from}Layer }, ctx: ${from}TaskContext) => R`,
  argument: { type: "body" },
  sample: "() => 1",
  // a function may hold on to anything
  remembered: (given) => (typeof given === "string" ? given : undefined),
});
