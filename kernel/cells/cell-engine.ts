import type { Completeness, Completion } from "../protocol/text-help.ts";
import type { CellScripts } from "./cell-scripts.ts";

/** The cell language: compiles and runs cells one after another, each seeing the names of those before. */
export interface CellEngine {
  /** Compiles and runs a cell. One call at a time; settles also when the cell's code throws. */
  execute(code: string, options: ExecuteOptions): Promise<CellResult>;
  complete(code: string, offset: number): Promise<Completion>;
  /** What is known about the name at `offset`, as plain text. */
  inspect(code: string, offset: number): Promise<string | undefined>;
  isComplete(code: string): Promise<Completeness>;
  /** Declares one of the interfaces that cells were given anew, from the next cell on; `text` is the whole declaration. */
  declare(name: string, text: string): void;
  /** Names that cells have declared so far. */
  names(): readonly string[];
  value(name: string): unknown;
  /** Lets a variable that there is hold another value. */
  assign(name: string, value: unknown): void;
  /** Whether there is a variable of that name, given or declared. */
  has(name: string): boolean;
  /** Whether cells were given it, and none has declared it anew. */
  isProvided(name: string): boolean;
  /** What the cells so far became. */
  readonly scripts: CellScripts;
  close(): void;
}

export interface ExecuteOptions {
  /** Unique for each execution; stack frames carry it. */
  readonly run: number;
  /** A cell whose signal is aborted before its code has started doesn't run. */
  readonly signal: AbortSignal;
}

export type CellResult =
  /** The last expression's value in a box: a Task is thenable and must not be awaited on its way. */
  | { readonly status: "ok"; readonly value?: { readonly of: unknown } }
  /** Nothing has run. */
  | { readonly status: "rejected"; readonly diagnostics: readonly Diagnostic[] }
  | { readonly status: "threw"; readonly error: unknown }
  | { readonly status: "interrupted" };

/** A compiler's complaint. Offsets count UTF-16 units of the code that was handed in. */
export interface Diagnostic {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  /** Such as 2322, shown as TS2322. */
  readonly code: number;
  /** Set when it is about a file the cell imports; then `start` and `end` are of no use. */
  readonly file?: {
    readonly name: string;
    readonly line: number;
    readonly column: number;
    /** The line itself, where the file can be read. */
    readonly text?: string;
  };
}
