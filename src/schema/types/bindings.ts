import { shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { plainType } from "../parameter-type.ts";

/** Values for the places of a script: by name, or in their order. */
export type Bindings = readonly unknown[] | Readonly<Record<string, unknown>>;

const NAMED = /^(\p{L}[\p{L}\p{N}_]*)=([^]*)$/u;

/** A magic takes `name=value` or a value, once for each; a call a list or an object. */
export function bindings<const S extends Pick<Stated<never>, "doc" | "also">>(stated: S) {
  return parameter(BINDINGS, { ...stated, default: [] });
}

const BINDINGS = plainType<Bindings>({
  id: "bindings",
  parse: (given, at) => {
    if (typeof given !== "object" || given === null) return [given];
    if (!Array.isArray(given)) return given as Bindings;
    const words = given as readonly unknown[];
    const named = words.map((word) => (typeof word === "string" ? NAMED.exec(word) : null));
    if (named.every((match) => match === null)) return words;
    if (!named.includes(null)) return Object.fromEntries(named.map((match) => [match![1], match![2]]));
    throw at.refuse(
      `is ${shownValue(given)}; expected either names for all values, a=1 and b=2, or for none (text with a comma belongs in quotes)`,
    );
  },
  typescript: () => "readonly unknown[] | Readonly<Record<string, unknown>>",
  argument: { type: "text", many: true, typeText: "NAME=VALUE" },
  toMagic: (given) =>
    typeof given === "object" && given !== null && !Array.isArray(given)
      ? Object.entries(given).map(([name, value]) => `${name}=${String(value)}`)
      : [given].flat(),
  sample: "least=1000",
});
