import { INVALID_POLICIES } from "../algorithms/algorithm.ts";
import { type Schema } from "../schema/check-values.ts";
import type { Table, ValuesOf } from "../schema/parameter.ts";
import { boolean } from "../schema/types/boolean.ts";
import { ownChoice } from "../schema/types/choice.ts";
import { integer } from "../schema/types/integer.ts";
import { number } from "../schema/types/number.ts";
import { tasks } from "../schema/types/named.ts";
import { text } from "../schema/types/text.ts";

/** How a task is run, whatever it does. Magics, calls, history and export are made from it. */
export const RUN_OPTIONS = {
  as: text({ optional: true, doc: "Name of the result: layers.NAME, and a variable NAME with its task." }),
  wait: boolean({ doc: "The cell goes on only when the task has ended." }),
  priority: number({ default: 0, doc: "Larger starts first." }),
  after: tasks({ optional: true, doc: "Tasks that must be complete first." }),
  keep: boolean({ doc: "Not cancelled by an interrupt." }),
  background: boolean({ doc: "A headless run does not wait for it at the end of the cell." }),
  timeoutMs: integer({ optional: true, min: 1, doc: "Milliseconds of running after which it fails." }),
  retryWhenLost: boolean({ doc: "Starts once more if its worker is lost." }),
  invalid: ownChoice(INVALID_POLICIES, {
    optional: true,
    doc: "Invalid input geometries: repair them, leave them out, or fail naming the first. %config has the default.",
  }),
  engine: ownChoice(["geos", "jsts"], { default: "geos", doc: "The geometry library." }),
} satisfies Table;

export type RunOptionName = keyof typeof RUN_OPTIONS;
export type RunOptionValues = ValuesOf<typeof RUN_OPTIONS>;

/** Those that every task has. */
const ALWAYS = ["wait", "priority", "after", "keep", "background", "timeoutMs", "retryWhenLost"] as const;

/** The run options that an operation takes: those of every task, and these. */
export function runOptions(...others: readonly Exclude<RunOptionName, (typeof ALWAYS)[number]>[]): Table {
  const names = new Set<string>([...ALWAYS, ...others]);
  return Object.fromEntries(Object.entries(RUN_OPTIONS).filter(([name]) => names.has(name)));
}

/** An operation's own parameters go first, if one is called like an option. */
export function isRunOption({ name }: { readonly name: string }, { parameters }: Pick<Schema, "parameters">): boolean {
  return Object.hasOwn(RUN_OPTIONS, name) && !Object.hasOwn(parameters, name);
}

/** Tells how to run from what to do. */
export function splitOptions(
  schema: Pick<Schema, "parameters">,
  options: object,
): { readonly submit: Readonly<Record<string, unknown>>; readonly values: Readonly<Record<string, unknown>> } {
  const isSubmit = (key: string): boolean => key !== "wait" && isRunOption({ name: key }, schema);
  const entries = Object.entries(options);
  return {
    submit: Object.fromEntries(entries.filter(([key]) => isSubmit(key))),
    values: Object.fromEntries(entries.filter(([key]) => !isSubmit(key))),
  };
}
