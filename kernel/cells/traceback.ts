import { inspect } from "node:util";
import { SpatialError } from "../../src/errors.ts";
import { excerptOf, placeText, type CellBook, type CellPlace } from "./cell-book.ts";
import type { Diagnostic } from "./cell-engine.ts";
import type { LateFailure } from "./unhandled.ts";
import { ourFrames } from "./stack-traces.ts";

/** An error as front ends show it. */
export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

const PLACE = /Cell (\d+), line (\d+), column (\d+)/;

/** Of an AggregateError's. */
const MAX_JOINED = 10;

/** In a file beside the notebook, as stacks of modules say it. */
const FILE = /(?<=[\s(])(?![\w]+:)[^\s()/][^\s()]*:\d+:\d+(?=\)?$)/;

export const INTERRUPTED: ErrorContent = {
  ename: "KernelInterrupted",
  evalue: "The cell was interrupted.",
  traceback: ["KernelInterrupted: The cell was interrupted."],
};

/** Whatever a cell threw. The first place in the user's own text is shown with its line. */
export function describeThrown(thrown: unknown, book: CellBook): ErrorContent {
  if (!(thrown instanceof Error) && !isErrorLike(thrown)) {
    const evalue = inspect(thrown);
    return { ename: "Thrown", evalue, traceback: [`Thrown: ${evalue}`] };
  }
  const ename = thrown.name || "Error";
  const evalue = thrown.message;
  const frames = usersFramesOf(thrown);
  const place = frames.map(placeIn).find((found) => found !== undefined);
  // our own errors say all in their message; frames and causes matter for the user's
  const rest =
    thrown instanceof SpatialError
      ? []
      : [
          ...shortened(frames.slice(place && frames.length === 1 ? 1 : 0)),
          ...propertiesOf(thrown),
          ...behind(thrown, new Set([thrown])),
        ];
  const traceback = [
    headline(thrown),
    ...(place ? [`  ${placeText(place)}`, ...book.excerpt(place).map((line) => `  ${line}`)] : []),
    ...rest,
  ];
  return { ename, evalue, traceback };
}

/** What the code of an earlier cell threw, as a part of the reply to a later one. */
export function describeLate({ cell, cause }: LateFailure, book: CellBook): ErrorContent {
  const { ename, evalue, traceback } = describeThrown(cause, book);
  const place = `In cell ${cell}, after its end.`;
  return { ename, evalue: `${evalue} (in cell ${cell}, after its end)`, traceback: [...traceback, place] };
}

/** Where in the user's own text an error comes from: the place and its line with a caret; nothing if it is of ours. */
export function whereThrown(error: Error, book: CellBook): readonly string[] {
  const frames = framesOf(error);
  const place = frames.map(placeIn).find((found) => found !== undefined);
  if (place !== undefined) return [placeText(place), ...book.excerpt(place)];
  const file = FILE.exec(frames[0] ?? "")?.[0];
  return file === undefined ? [] : [file];
}

/** The compiler's complaints about a cell that has not run. */
export function describeDiagnostics(diagnostics: readonly Diagnostic[], run: number, book: CellBook): ErrorContent {
  const told = diagnostics.map((diagnostic) => {
    const place = diagnostic.file === undefined ? book.placeInCode(run, diagnostic.start) : undefined;
    const where = place ? placeText(place) : fileText(diagnostic);
    const lines = [`${where}: ${diagnostic.message} (TS${diagnostic.code})`];
    const excerpt = place ? book.excerpt(place) : excerptOfFile(diagnostic);
    return { where, message: diagnostic.message, lines: [...lines, ...excerpt] };
  });
  const [first] = told;
  const more = told.length > 1 ? ` (and ${told.length - 1} more)` : "";
  const evalue = first ? `${first.where}: ${first.message}${more}` : "The cell cannot be compiled.";
  return { ename: "TypeScriptError", evalue, traceback: told.flatMap(({ lines }) => lines) };
}

/** A magic that cannot be understood. */
export function describeProblem(error: Error, place: CellPlace, book: CellBook): ErrorContent {
  const traceback = [
    `${error.name}: ${error.message}`,
    `  ${placeText(place)}`,
    ...book.excerpt(place).map((line) => `  ${line}`),
  ];
  return { ename: error.name, evalue: error.message, traceback };
}

/** Errors of another realm or of a library that imitates them. */
function isErrorLike(thrown: unknown): thrown is Error {
  return typeof thrown === "object" && thrown !== null && "stack" in thrown && "message" in thrown;
}

function framesOf({ stack }: Error): string[] {
  return typeof stack === "string"
    ? stack
        .split("\n")
        .filter((line) => /^\s+at /.test(line))
        .map((line) => line.slice(2))
    : [];
}

function placeIn(frame: string): CellPlace | undefined {
  const found = PLACE.exec(frame);
  return found ? { cell: Number(found[1]), line: Number(found[2]), column: Number(found[3]) } : undefined;
}

function fileText({ file }: Diagnostic): string {
  return file ? `${file.name}, line ${file.line + 1}, column ${file.column + 1}` : "The cell";
}

function excerptOfFile({ file }: Diagnostic): string[] {
  return file?.text === undefined ? [] : excerptOf(file.text, { line: file.line + 1, column: file.column + 1 });
}

function headline({ name, message }: Error): string {
  return message === "" ? name || "Error" : `${name || "Error"}: ${message}`;
}

/** What else an error says, such as its code, as Node shows it. */
function propertiesOf(error: Error): string[] {
  const told = new Set(["name", "message", "stack", "cause", "errors"]);
  const others = Object.entries(error).filter(([name]) => !told.has(name));
  return others.length === 0 ? [] : inspect(Object.fromEntries(others), { compact: false }).split("\n");
}

/** Without what Node and the kernel do on the way. */
function usersFramesOf(error: Error): string[] {
  const isOurs = ourFrames();
  return framesOf(error).filter((frame) => {
    const file = /(?:^ +at (?:async )?|\()((?:node:|file:|\/|mapcell\/)[^()]*)\)?$/.exec(frame)?.[1] ?? "";
    return !/^(?:node:|mapcell\/)/.test(file) && !isOurs(file); // ours are named from the package on by then
  });
}

/** Endless recursion is one line. */
function shortened(frames: readonly string[]): string[] {
  const lines: string[] = [];
  for (let i = 0; i < frames.length;) {
    const frame = frames[i] ?? "";
    let end = i + 1;
    while (frames[end] === frame) end++;
    lines.push(frame, ...(end - i > 2 ? [`  … and ${end - i - 1} times more`] : frames.slice(i + 1, end)));
    i = end;
  }
  return lines;
}

/** What an error was thrown for: its cause, and the errors that an AggregateError joins, each with its own. */
function behind(error: Error, shown: Set<unknown>): string[] {
  const { cause, errors } = error as Error & { readonly errors?: unknown };
  const isTold = cause === undefined || (cause instanceof Error && error.message.includes(cause.message));
  const joined = error instanceof AggregateError && Array.isArray(errors) ? (errors as unknown[]) : [];
  return [
    ...(isTold ? [] : reason("Caused by", cause, shown)),
    ...joined.slice(0, MAX_JOINED).flatMap((one, i) => reason(`${i + 1}.`, one, shown)),
    ...(joined.length > MAX_JOINED ? [`… and ${joined.length - MAX_JOINED} more errors`] : []),
  ];
}

function reason(label: string, thrown: unknown, shown: Set<unknown>): string[] {
  if (shown.has(thrown)) return []; // errors may go in circles
  shown.add(thrown);
  if (!isErrorLike(thrown)) return [`${label} ${inspect(thrown)}`];
  return [`${label} ${headline(thrown)}`, ...shortened(usersFramesOf(thrown)), ...behind(thrown, shown)];
}
