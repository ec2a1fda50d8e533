import { SpatialError } from "../errors.ts";
import type { FormatOptions } from "../formats/format-options.ts";
import { optionsTo } from "../formats/registry.ts";
import type { Parameter, Table } from "../schema/parameter.ts";
import { type ParameterType, type Parsing } from "../schema/parameter-type.ts";
import type { OperationCall } from "./operation.ts";

/** What the formats' readers or writers may be told. */
export function formatParameters(act: "read" | "write"): Table {
  return optionTable(optionsTo(act));
}

/** One table of the options of several formats, each told with its format's name. */
export function optionTable(formats: readonly FormatOptions[]): Table {
  const table: Record<string, Parameter> = {};
  for (const { title, table: options = {} } of formats)
    for (const [name, { type, doc, default: fallback, qgis }] of Object.entries(options)) {
      const own = { type, doc: `${title}: ${doc}`, required: false, ...(qgis && { qgis }) };
      const before = table[name];
      table[name] =
        before === undefined
          ? { ...own, ...(fallback === undefined ? {} : { default: fallback }) }
          : { ...own, type: eitherOf(before.type, type), doc: `${before.doc} ${own.doc}` };
    }
  return table;
}

/** Those of them that a call states, for the format of the path alone to judge. */
export function formatValues(act: "read" | "write", { values, stated }: OperationCall): Record<string, unknown> {
  const names = optionsTo(act).flatMap(({ table = {} }) => Object.keys(table).filter((name) => stated.has(name)));
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

/** An option that two formats have takes what one of them does. */
function eitherOf(first: ParameterType, second: ParameterType): ParameterType {
  const values = [first, second].flatMap(({ argument }) => argument.values ?? []);
  return {
    ...first,
    parse: (given, at) => accepted(first, given, at) ?? second.parse(given, at),
    typescript: (from) => [...new Set([first.typescript(from), second.typescript(from)])].join(" | "),
    argument: { ...first.argument, ...(values.length === 0 ? {} : { values: [...new Set(values)] }) },
  };
}

function accepted(type: ParameterType, given: unknown, at: Parsing): unknown {
  try {
    return type.parse(given, at);
  } catch (error) {
    if (error instanceof SpatialError) return undefined;
    throw error;
  }
}
