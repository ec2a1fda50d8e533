import { parameter, type Stated } from "../parameter.ts";
import { plainType } from "../parameter-type.ts";

/** What an operation is to be run on, once for each: objects of its parameters, or layers. Read one by one by the caller. */
export function items(stated: Pick<Stated<never>, "doc" | "word" | "optional">) {
  return parameter(ITEMS, stated);
}

const ITEMS = plainType<unknown>({
  id: "items",
  parse: (given) => given,
  typescript: (from) => `readonly (${from}LayerInput | { readonly [parameter: string]: unknown })[]`,
  argument: { type: "items" },
  sample: "{[{}]}",
  // they hold layers
  remembered: () => undefined,
});
