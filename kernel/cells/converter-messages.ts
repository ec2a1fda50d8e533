import type { CodeMetadata } from "tslab/dist/metadata.js";
import type { Completeness, Completion, Diagnostic } from "./cell-engine.ts";

/** What the main thread asks of the converter thread. */
export type ConverterRequest =
  | { readonly kind: "convert"; readonly declarations: string; readonly code: string }
  | { readonly kind: "complete"; readonly declarations: string; readonly code: string; readonly offset: number }
  | { readonly kind: "inspect"; readonly declarations: string; readonly code: string; readonly offset: number }
  | { readonly kind: "isComplete"; readonly code: string };

export interface ConverterAnswers {
  readonly convert: ConvertedCell;
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
      /** Declarations in scope after the cell. */
      readonly declarations: string;
      readonly lastExpressionVar?: string;
      readonly hasToplevelAwait: boolean;
      readonly sideOutputs?: { readonly path: string; readonly data: string }[];
      /** Source maps from the output to the code, in the order to go through. */
      readonly maps: readonly string[];
    };

export interface Asked {
  readonly id: number;
  readonly request: ConverterRequest;
}

export type Answered =
  | { readonly id: number; readonly answer: unknown }
  /** The converter itself broke; the text is its stack. */
  | { readonly id: number; readonly fault: string };
