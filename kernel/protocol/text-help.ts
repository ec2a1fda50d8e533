import type { JsonObject } from "../../src/wire/message.ts";

/** What may be answered before TypeScript is asked; undefined where the text is none of its business. */
export interface TextHelp {
  complete(text: string, offset: number): Promise<Completion | undefined>;
  /** @param detail Jupyter's level: 0, or 1 for more */
  inspect(text: string, offset: number, detail: 0 | 1): Promise<JsonObject | undefined>;
  /** @param hasMistake whether the text could not be turned into TypeScript as it is */
  isComplete(text: string, hasMistake: boolean): Completeness | undefined;
}

export interface Completion {
  readonly start: number;
  readonly end: number;
  readonly matches: readonly string[];
  /** What each match is, e.g. "function"; as long as `matches`. */
  readonly kinds: readonly string[];
}

export type Completeness =
  | { readonly status: "complete" | "invalid" }
  | { readonly status: "incomplete"; readonly indent: string };
