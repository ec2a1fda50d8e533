import { type AnyNode, parse, type Position, type Program } from "acorn";
import { SpatialError } from "../errors.ts";
import type { KnownCells } from "./known-cells.ts";
import type { SourceLines } from "./prepared-function.ts";
import { placeOf } from "./source-lines.ts";
import { stripTypes, syntaxError } from "./strip-types.ts";

export type AnyFunction = (...args: never[]) => unknown;

/** Code with its syntax tree. Its first line is ours, the user's text begins on the second. */
export interface Draft {
  readonly code: string;
  readonly lines: SourceLines;
  readonly tree: Program;
}

/** The text of a function or class. Throws FUNCTION_UNSUPPORTED for those that have none. */
export function textOf(fn: AnyFunction): string {
  if (typeof fn !== "function") throw unsupported("There is no function to run in a worker", "Pass (input, ctx) => …");
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

/** A position of the draft's code in words: `Cell 3, line 2`. */
export function placeName(lines: SourceLines, at: Position, notebook: KnownCells | undefined): string {
  const found = placeOf(lines, at.line, at.column + 1);
  const { where, line } = notebook?.cellPlace(found) ?? found;
  return `${where}, line ${line}`;
}

export function unsupported(problem: string, advice: string): SpatialError {
  return new SpatialError("FUNCTION_UNSUPPORTED", `${problem}. ${advice}.`);
}

/** A parse error at its place in the user's source. */
export function syntaxErrorIn(lines: SourceLines, error: SyntaxError): SpatialError {
  const { loc = { line: 1, column: 0 } } = error as { loc?: Position };
  return syntaxError(`${error.message.replace(/ \(\d+:\d+\)$/, "")}.`, placeOf(lines, loc.line, loc.column + 1), error);
}

/** Of the text of a function or class as V8 gives it. */
export function functionDraft(text: string, lines: SourceLines): Draft {
  const asExpression = parseDraft(`"use strict"; return (\n${text}\n);`, lines);
  if (!(asExpression instanceof SyntaxError)) return asExpression;
  // The text of a method is only valid inside an object.
  const asMethod = parseDraft(`"use strict"; return Object.values({\n${text}\n})[0];`, lines);
  if (asMethod instanceof SyntaxError) throw syntaxErrorIn(lines, asExpression);
  return asMethod;
}

/** Of the text of a function in TypeScript. */
export function typedFunctionDraft(text: string, lines: SourceLines): Draft {
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
export function typedDraft(text: string, { segments }: SourceLines): Draft {
  const { code, map } = stripTypes(text, segments);
  const lines = { segments, map };
  const draft = parseDraft(`"use strict";\n${code}\nreturn task;`, lines);
  if (draft instanceof SyntaxError) throw syntaxErrorIn(lines, draft);
  return draft;
}

/** What a draft's code returns: the node of the user's function or class. */
export function returnedNode({ tree }: Draft): AnyNode | undefined {
  return tree.body.flatMap(valueOf)[0];
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
