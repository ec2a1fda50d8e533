import { createHash } from "node:crypto";
import { type AnyNode, parse, type Position, type Program } from "acorn";
import { SpatialError } from "../errors.ts";
import { freeNames } from "./free-variables.ts";
import type { PreparedFunction, SourceLines } from "./prepared-function.ts";
import { refuseFreeNames } from "./refuse-free-names.ts";
import { type SelfUse, selfUse } from "./self-use.ts";
import { placeOf } from "./source-lines.ts";
import { stripTypes, syntaxError } from "./strip-types.ts";

export interface PrepareOptions {
  /** What the source is called in messages and stacks, e.g. "cell 3". */
  readonly where?: string;
  /** Line of `where` that the source begins on, from 1. */
  readonly line?: number;
  /** Names of inputs that will be in scope. */
  readonly names?: readonly string[];
}

export type AnyFunction = (...args: never[]) => unknown;

/** Code with its syntax tree; made so that the user's text begins on line 2. */
export interface Draft {
  readonly code: string;
  readonly lines: SourceLines;
  readonly tree: Program;
}

/**
 * Checks a function that is to run in a lane, `(input, ctx) => result`, and makes code of it. Throws FREE_VARIABLE if it
 * uses a name of its surroundings, FUNCTION_UNSUPPORTED if it can't leave them (native, bound, a class, uses `this`) and
 * FUNCTION_SYNTAX. A function given as text may be TypeScript.
 */
export function prepareFunction(fn: AnyFunction | string, options: PrepareOptions = {}): PreparedFunction {
  const lines = { segments: [{ from: 2, where: options.where ?? "the task function", line: options.line ?? 1 }] };
  const text = typeof fn === "string" ? fn : textOf(fn);
  const draft = typeof fn === "string" ? typedFunctionDraft(text, lines) : functionDraft(text, lines);
  const root = returnedFunction(draft);
  refuseSelf(selfUse(draft.tree, root), draft.lines);
  return finish(draft, options.names ?? []);
}

/**
 * Checks the body of a task (TypeScript, with top-level `return`, `await` and `import()`) and makes an async function of
 * it, without parameters. Throws as prepareFunction does.
 */
export function prepareBody(source: string, options: PrepareOptions = {}): PreparedFunction {
  const lines = { segments: [{ from: 2, where: options.where ?? "the task", line: options.line ?? 1 }] };
  return finish(typedDraft(`async function task() {\n${source}\n}`, lines), options.names ?? []);
}

/** The text of a function. Throws FUNCTION_UNSUPPORTED for functions that have none. */
export function textOf(fn: AnyFunction): string {
  const text = Function.prototype.toString.call(fn);
  if (/\{\s*\[native code\]\s*\}\s*$/.test(text)) {
    throw unsupported(
      `"${fn.name}" is built in or bound and has no text that could be sent to a worker`,
      "Pass (input, ctx) => … instead",
    );
  }
  return text;
}

export function parseDraft(code: string, lines: SourceLines): Draft | SyntaxError {
  try {
    const tree = parse(code, {
      ecmaVersion: "latest",
      locations: true,
      allowReturnOutsideFunction: true,
      // Both are refused later, with a message of our own.
      allowSuperOutsideMethod: true,
      checkPrivateFields: false,
    });
    return { code, lines, tree };
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}

/** A position of the draft's code in words: `cell 3, line 2`. */
export function placeName(lines: SourceLines, at: Position): string {
  const { where, line } = placeOf(lines, at.line, at.column + 1);
  return `${where}, line ${line}`;
}

/** Checks names, then makes plain data of it. */
export function finish({ code, lines, tree }: Draft, names: readonly string[]): PreparedFunction {
  refuseFreeNames(freeNames(tree), names, (at) => placeName(lines, at));
  const key = createHash("sha256")
    .update(JSON.stringify([code, names, lines]))
    .digest("base64url")
    .slice(0, 22);
  return { key, code, names, lines };
}

/** Throws for `super` and `#private`, which mean something only inside their class. */
export function refuseClassSyntax({ firstSuper, firstPrivate }: SelfUse, lines: SourceLines): void {
  if (firstSuper !== undefined) {
    throw unsupported(
      `${placeName(lines, firstSuper)}: "super" can't be used in a worker, where the class does not exist`,
      "Call a function of your own",
    );
  }
  if (firstPrivate !== undefined) {
    const { name, at } = firstPrivate;
    throw unsupported(
      `${placeName(lines, at)}: "#${name}" is private to its class and can't go to a worker`,
      `Use a plain field: this.${name}`,
    );
  }
}

export function unsupported(problem: string, advice: string): SpatialError {
  return new SpatialError("FUNCTION_UNSUPPORTED", `${problem}. ${advice}.`);
}

/** A parse error at its place in the user's source. */
export function syntaxErrorIn(lines: SourceLines, error: SyntaxError): SpatialError {
  const { loc = { line: 1, column: 0 } } = error as { loc?: Position };
  return syntaxError(`${error.message.replace(/ \(\d+:\d+\)$/, "")}.`, placeOf(lines, loc.line, loc.column + 1), error);
}

function functionDraft(text: string, lines: SourceLines): Draft {
  const asExpression = parseDraft(`"use strict"; return (\n${text}\n);`, lines);
  if (!(asExpression instanceof SyntaxError)) return asExpression;
  // The text of a method is only valid inside an object.
  const asMethod = parseDraft(`"use strict"; return Object.values({\n${text}\n})[0];`, lines);
  if (asMethod instanceof SyntaxError) throw syntaxErrorIn(lines, asExpression);
  return asMethod;
}

function typedFunctionDraft(text: string, lines: SourceLines): Draft {
  try {
    return typedDraft(`const task = (\n${text}\n)`, lines);
  } catch (error) {
    if (!(error instanceof SpatialError)) throw error;
    try {
      return typedDraft(`const task = Object.values({\n${text}\n})[0]`, lines);
    } catch {
      throw error;
    }
  }
}

/** @param text TypeScript that declares `task`, the user's source from its second line on. */
function typedDraft(text: string, { segments }: SourceLines): Draft {
  const { code, map } = stripTypes(text, segments);
  const lines = { segments, map };
  const draft = parseDraft(`"use strict";\n${code}\nreturn task;`, lines);
  if (draft instanceof SyntaxError) throw syntaxErrorIn(lines, draft);
  return draft;
}

/** The node of the user's function in a draft. */
function returnedFunction({ tree, lines }: Draft): AnyNode {
  const value = tree.body.flatMap(valueOf)[0];
  if (value === undefined || !/Function/.test(value.type)) {
    const what = value?.type === "ClassExpression" ? "a class" : "not a function";
    throw unsupported(`${lines.segments[0]?.where ?? "The task"} is ${what}`, "Pass a function: (input, ctx) => …");
  }
  return value;
}

function valueOf(statement: Program["body"][number]): AnyNode[] {
  const value =
    statement.type === "VariableDeclaration"
      ? statement.declarations[0]?.init
      : statement.type === "ReturnStatement"
        ? statement.argument
        : undefined;
  if (value === undefined || value === null) return [];
  // Object.values({ method() {} })[0]
  const object =
    value.type === "MemberExpression" && value.object.type === "CallExpression" ? value.object.arguments[0] : undefined;
  if (object?.type !== "ObjectExpression") return [value];
  return object.properties.flatMap((part) =>
    part.type === "Property" && part.kind === "init" && !part.computed ? [part.value] : [],
  );
}

function refuseSelf(use: SelfUse, lines: SourceLines): void {
  refuseClassSyntax(use, lines);
  if (use.firstThis === undefined) return;
  throw unsupported(
    `${placeName(lines, use.firstThis)}: "this" has no meaning in a worker`,
    "Pass what is needed in the input, or make a subclass of Task and override run(ctx)",
  );
}
