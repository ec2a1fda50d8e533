import {
  type AnyFunction,
  type Draft,
  functionDraft,
  placeName,
  returnedNode,
  textOf,
  typedDraft,
  typedFunctionDraft,
  unsupported,
} from "./draft.ts";
import { Luggage, type PackOptions, variablesOf } from "./luggage.ts";
import type { Surroundings } from "./known-cells.ts";
import type { PreparedFunction } from "./prepared-function.ts";
import { refuseClassSyntax, refuseThis, selfUse } from "./self-use.ts";

export interface PrepareOptions extends Surroundings {
  /** What the source is called in messages and stacks, e.g. "Cell 3". Functions of a cell tell themselves. */
  readonly where?: string;
  /** Line of `where` that the source begins on, from 1. */
  readonly line?: number;
  /** Names of inputs that will be in scope. */
  readonly names?: readonly string[];
}

/**
 * Checks a function that is to run in a lane, `(input, ctx) => result`, and makes code of it. Functions, classes and
 * imports of its surroundings that it uses go along. Throws FREE_VARIABLE if it uses another name of its surroundings,
 * FUNCTION_UNSUPPORTED if it can't leave them (native, bound, a class, uses `this`) and FUNCTION_SYNTAX. A function
 * given as text may be TypeScript; of its surroundings only the notebook's variables are known.
 */
export function prepareFunction(fn: AnyFunction | string, options: PrepareOptions = {}): PreparedFunction {
  const { where = "the task function", line = 1, names = [] } = options;
  const luggage = new Luggage(options);
  if (typeof fn === "string") {
    const draft = typedFunctionDraft(fn, { segments: [{ from: 2, where, line }] });
    refuseUnlessFunction(draft, options);
    return finish(draft, luggage, { names });
  }
  const known = independent.get(fn);
  const asPlain = names.length === 0 && Object.keys(options.shared ?? {}).length === 0;
  if (known?.where === where && known.line === line && asPlain) return known.prepared;
  const text = textOf(fn);
  const draft = functionDraft(text, { segments: [{ from: 2, ...luggage.placeOf(fn, text, { where, line }) }] });
  refuseUnlessFunction(draft, options);
  const variables = variablesOf(fn, draft);
  const prepared = finish(draft, luggage, { names, variables });
  if (variables.size === 0 && asPlain) independent.set(fn, { where, line, prepared });
  return prepared;
}

/** Functions that use no variable around them, and so stay what they are; many tasks may be made of one. */
const independent = new WeakMap<
  AnyFunction,
  { readonly where: string; readonly line: number; readonly prepared: PreparedFunction }
>();

/**
 * Checks the body of a task (TypeScript, with top-level `return`, `await` and `import()`) and makes an async function of
 * it, without parameters. Throws as prepareFunction does.
 */
export function prepareBody(source: string, options: PrepareOptions = {}): PreparedFunction {
  const { where = "the task", line = 1, names = [] } = options;
  const draft = typedDraft(`async function task() {\n${source}\n}`, { segments: [{ from: 2, where, line }] });
  return finish(draft, new Luggage(options), { names });
}

/** The draft with all that it takes along. */
export function finish(draft: Draft, luggage: Luggage, options: PackOptions): PreparedFunction {
  const code = luggage.pack(draft, options);
  return { ...code, names: options.names ?? [], along: luggage.along, modules: luggage.modules };
}

function refuseUnlessFunction(draft: Draft, { notebook }: PrepareOptions): void {
  const root = returnedNode(draft);
  if (root === undefined || !/Function/.test(root.type)) {
    const what = root?.type === "ClassExpression" ? "a class" : "not a function";
    throw unsupported(
      `${draft.lines.segments[0]?.where ?? "The task"} is ${what}`,
      "Pass a function: (input, ctx) => …",
    );
  }
  const use = selfUse(draft.tree, root);
  const place = (at: Parameters<typeof placeName>[1]): string => placeName(draft.lines, at, notebook);
  refuseClassSyntax(use, place);
  refuseThis(use, place);
}
