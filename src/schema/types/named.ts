import { shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { plainType } from "../parameter-type.ts";

/** Tasks, by number, name or themselves. They are looked up by the caller. */
export function tasks<const S extends Pick<Stated<never>, "doc" | "optional">>(stated: S) {
  return parameter(TASKS, stated);
}

/** Variables of the cells, by name: a magic takes the names, a call an object of the values. */
export function variables<const S extends Pick<Stated<never>, "doc" | "optional">>(stated: S) {
  return parameter(VARIABLES, stated);
}

const TASKS = plainType<readonly unknown[]>({
  id: "tasks",
  parse: (given) => [given].flat(),
  typescript: (from) => `${from}Task<any> | readonly ${from}Task<any>[]`,
  argument: { type: "task", many: true },
  sample: "name",
});

const VARIABLES = plainType<Readonly<Record<string, unknown>>>({
  id: "variables",
  parse: (given, at) => {
    if (typeof given === "object" && given !== null) return given as Readonly<Record<string, unknown>>;
    throw at.refuse(`is ${shownValue(given)}; expected an object of variables: { a, b }`);
  },
  typescript: () => "Readonly<Record<string, unknown>>",
  argument: { type: "variable", many: true },
  sample: "name",
  remembered: (given) => (typeof given === "object" && given !== null ? Object.keys(given) : given),
  toCode: (given) => `{ ${[given].flat().map(String).join(", ")} }`,
});
