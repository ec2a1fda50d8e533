import { SpatialError } from "../errors.ts";
import { didYouMean } from "../layers/near-names.ts";
import type { Format } from "./format.ts";

/** Something that may be said to a format; `--kebab-case` in a magic. */
export interface FormatOption {
  /** In camelCase. */
  readonly name: string;
  readonly type: "text" | "number" | "flag";
  /** One line for help. */
  readonly doc: string;
  /** All there are of a text. */
  readonly values?: readonly string[];
  /** Shown in help. */
  readonly default?: string;
}

/** Options as they were checked. */
export type OptionValues = Readonly<Record<string, string | number | boolean>>;

/** The given options as the format knows them. Throws UNKNOWN_OPTION and BAD_ARGUMENT. */
export function checkedOptions(
  given: Readonly<Record<string, unknown>>,
  { format, options = [] }: { readonly format: Format; readonly options: readonly FormatOption[] | undefined },
): OptionValues {
  const checked: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const option = options.find((each) => each.name === name);
    if (option === undefined) throw unknown(name, format, options);
    checked[name] = checkedValue(option, value);
  }
  return checked;
}

function checkedValue(option: FormatOption, value: unknown): string | number | boolean {
  const { name, type, values } = option;
  const refuse = (expected: string): SpatialError =>
    new SpatialError("BAD_ARGUMENT", `The option ${name} is ${JSON.stringify(value)}; expected ${expected}.`);
  switch (type) {
    case "flag":
      if (typeof value !== "boolean") throw refuse("true or false");
      return value;
    case "number": {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      if (typeof number !== "number" || !Number.isFinite(number)) throw refuse("a number");
      return number;
    }
    case "text":
      if (typeof value !== "string" && typeof value !== "number") throw refuse("text");
      if (values !== undefined && !values.includes(String(value))) throw refuse(values.join(", "));
      return String(value);
  }
}

function unknown(name: string, { title }: Format, options: readonly FormatOption[]): SpatialError {
  const names = options.map((option) => option.name);
  const list = names.length === 0 ? "It has none of its own." : `It has: ${names.join(", ")}.`;
  return new SpatialError("UNKNOWN_OPTION", `${title} has no option "${name}".${didYouMean(name, names)} ${list}`);
}
