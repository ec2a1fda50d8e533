import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, plainType } from "../parameter-type.ts";

/** Tasks, by number, name or themselves. They are looked up by the caller. */
export function tasks<const S extends Pick<Stated<never>, "doc" | "optional">>(stated: S) {
  return parameter(namesOf("task"), stated);
}

/** Variables of the cells, by name. They are looked up by the caller. */
export function variables<const S extends Pick<Stated<never>, "doc" | "optional">>(stated: S) {
  return parameter(namesOf("variable"), stated);
}

function namesOf(type: "task" | "variable"): ParameterType<readonly unknown[]> {
  return plainType({
    id: `${type}s`,
    parse: (given) => [given].flat(),
    typescript: (from) => (type === "task" ? `${from}Task<any> | readonly ${from}Task<any>[]` : "object"),
    argument: { type, many: true },
    sample: "name",
  });
}
