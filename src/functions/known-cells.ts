import type { SourcePlace } from "./source-lines.ts";

/** What the notebook knows of the names and the code of its cells. */
export interface KnownCells {
  /** A variable of the cells, as the text of a cell means it. */
  variable(name: string): { readonly value: unknown } | undefined;
  /** Whether it is there without any cell's doing, such as `layers`. */
  isProvided(name: string): boolean;
  /** The import by which the cells came to a value that they call `name`. */
  importOf(name: string, value: unknown): ImportedName | undefined;
  /** Where a function stands in the script that its cell became. @param at a position inside of it, from 0 */
  scriptOf(text: string, at: { readonly line: number; readonly column: number }): SourcePlace | undefined;
  /** The place in a cell, for people, of one in such a script. */
  cellPlace(inScript: SourcePlace): SourcePlace | undefined;
}

export interface ImportedName {
  readonly specifier: string;
  /** "default", or another name that the module exports; none for the module as a whole. */
  readonly member?: string;
}

/** Where a function comes from and what of it may go to a lane. A plain script has no notebook. */
export interface Surroundings {
  readonly notebook?: KnownCells;
  /** Where files of the user's are: the notebook's folder. */
  readonly baseDir?: string;
  /** What every task has in its own way, by name. */
  readonly provided?: Readonly<Record<string, unknown>>;
  /** Says what something is that lives on the main loop alone, such as "a Task". */
  readonly mainLoopOnly?: (value: unknown) => string | undefined;
  /** Values that the user shares with the task, by the names of their variables. */
  readonly shared?: Readonly<Record<string, unknown>>;
}
