import { shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { plainType } from "../parameter-type.ts";

/** An algorithm, by its name or id. It is looked up by the caller. */
export function algorithmName(stated: Pick<Stated<never>, "doc" | "word">) {
  return parameter(ALGORITHM, stated);
}

const ALGORITHM = plainType<string>({
  id: "algorithm",
  parse: (given, at) => {
    if (typeof given === "string") return given;
    throw at.refuse(`is ${shownValue(given)}; expected an algorithm's name or id`);
  },
  typescript: () => "string",
  argument: { type: "algorithm" },
  sample: "buffer",
});
