import type { CodeMetadata } from "tslab/dist/metadata.js";
import type { Diagnostic } from "./cell-engine.ts";
import type { Completeness, Completion } from "../protocol/text-help.ts";

/** What the main thread asks of the converter thread. */
export type ConverterRequest =
  /** Comes first. `declarations` are of the names in scope of the first cell, as the text of a `.d.ts` file. */
  | { readonly kind: "start"; readonly declarations: string }
  | { readonly kind: "convert"; readonly code: string }
  /** The cell converted last has run. Without it, the cell's names are not in scope of the next. */
  | { readonly kind: "ran"; readonly missing: readonly string[] }
  /** Declares an interface anew; `text` is the whole of it. */
  | { readonly kind: "declare"; readonly name: string; readonly text: string }
  /** What code in `folder` imports as `specifier`, compiled with all files behind it. */
  | { readonly kind: "module"; readonly specifier: string; readonly folder: string }
  | { readonly kind: "complete"; readonly code: string; readonly offset: number }
  | { readonly kind: "inspect"; readonly code: string; readonly offset: number }
  | { readonly kind: "isComplete"; readonly code: string };

export interface ConverterAnswers {
  readonly start: undefined;
  readonly ran: undefined;
  readonly declare: undefined;
  readonly convert: ConvertedCell;
  readonly module: LocalImports;
  readonly complete: Completion;
  readonly inspect: string | undefined;
  readonly isComplete: Completeness;
}

export type ConvertedCell =
  | { readonly status: "rejected"; readonly diagnostics: readonly Diagnostic[] }
  | {
      readonly status: "converted";
      /** What a comment such as `@module name` says: that cell becomes a module of that name. */
      readonly metadata: CodeMetadata;
      /** JavaScript to run; absent when nothing is to run. */
      readonly output?: string;
      /** Variables, functions, classes and imports that the cell declares; those that are types only aren't among them. */
      readonly names: readonly string[];
      /** Those among them that are not there before their declaration has run. */
      readonly lateNames: readonly string[];
      readonly hasToplevelAwait: boolean;
      /** What it imports of the user's own files. */
      readonly local: LocalImports;
      /** Source maps from the output to the code, in the order to go through. */
      readonly maps: readonly string[];
    };

/** A file of the user's as code that fills `exports`; one of JSON is its own text. */
export interface LocalModule {
  readonly path: string;
  readonly code: string;
  /** Source map from the code to the file. */
  readonly map: string;
  /** Whether it awaits outside of functions. */
  readonly isAsync: boolean;
  /** The files it imports, by what it calls them. */
  readonly imports: Readonly<Record<string, string>>;
  /** What it imports besides. */
  readonly others: readonly string[];
}

/** Files that code imports, by what it calls them, with all that these import in their turn. */
export interface LocalImports {
  readonly imports: Readonly<Record<string, string>>;
  readonly modules: readonly LocalModule[];
}

export interface Asked {
  readonly id: number;
  readonly request: ConverterRequest;
}

export type Answered =
  | { readonly id: number; readonly answer: unknown }
  /** The converter itself broke; the text is its stack. */
  | { readonly id: number; readonly fault: string };
