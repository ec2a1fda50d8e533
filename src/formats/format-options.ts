import { SpatialError } from "../errors.ts";
import { didYouMean } from "../layers/near-names.ts";
import { checkValues } from "../schema/check-values.ts";
import { parameterNamed, type Table } from "../schema/parameter.ts";

/** What a format may be told in one act, reading or writing. */
export interface FormatOptions {
  /** The format's, for messages. */
  readonly title: string;
  /** One line that runs. */
  readonly example: string;
  readonly table: Table | undefined;
}

/** Options as they were checked, by name. */
export type OptionValues = Readonly<Record<string, unknown>>;

/** The given options as the format knows them. Throws UNKNOWN_OPTION and BAD_ARGUMENT. */
export function checkedOptions(given: OptionValues, { title, example, table = {} }: FormatOptions): OptionValues {
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && parameterNamed(table, name) === undefined) throw unknown(name, title, table);
  return checkValues({ name: title, example, parameters: table }, given);
}

function unknown(name: string, title: string, table: Table): SpatialError {
  const names = Object.keys(table);
  const list = names.length === 0 ? "It has none of its own." : `It has: ${names.join(", ")}.`;
  return new SpatialError("UNKNOWN_OPTION", `${title} has no option "${name}".${didYouMean(name, names)} ${list}`);
}
