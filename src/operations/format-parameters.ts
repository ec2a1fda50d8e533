import type { FormatOption } from "../formats/format-option.ts";
import { optionsTo } from "../formats/registry.ts";
import type { Parameter, Table } from "../schema/parameter.ts";
import { boolean } from "../schema/types/boolean.ts";
import { ownChoice } from "../schema/types/choice.ts";
import { number } from "../schema/types/number.ts";
import { text } from "../schema/types/text.ts";
import type { OperationCall } from "./operation.ts";

/** What the formats' readers or writers may be told. */
export function formatParameters(act: "read" | "write"): Table {
  return Object.fromEntries(optionsTo(act).map((option) => [option.name, parameterOf(option)]));
}

/** Those of them that a call states, for the format of the path alone to judge. */
export function formatValues(act: "read" | "write", { values, stated }: OperationCall): Record<string, unknown> {
  const names = optionsTo(act).flatMap(({ name }) => (stated.has(name) ? [name] : []));
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

function parameterOf({ type, doc, values }: FormatOption): Parameter {
  switch (type) {
    case "flag":
      return boolean({ doc });
    case "number":
      return number({ doc, optional: true });
    case "text":
      return values === undefined ? text({ doc, optional: true }) : ownChoice(values, { doc, optional: true });
  }
}
