import type ts from "typescript-6";
import { typeRootsAround } from "./node-types.ts";
import { quickInfo } from "./quick-info.ts";

/** The part of the compiler that its types leave out. */
type Inner = typeof ts & {
  readonly nullTransformationContext: ts.TransformationContext;
  readonly Completions: { readonly getCompletionsAtPosition: (...all: unknown[]) => ts.CompletionInfo | undefined };
};

/** tslab is written for a fork of TypeScript 5.0: what that has, and the compiler itself has not or has otherwise. */
export function forkFunctions(compiler: typeof ts): Readonly<Record<string, unknown>> {
  const is = compiler as Inner;
  return {
    getNullTransformationContext: () => is.nullTransformationContext,
    getQuickInfoAtPosition: (file: ts.SourceFile, checker: ts.TypeChecker, _: unknown, position: number) =>
      quickInfo(is, file, checker, position),
    Completions: { ...is.Completions, getCompletionsAtPositionForTslab: is.Completions.getCompletionsAtPosition },
    getDefaultTypeRoots: typeRootsAround,
  };
}
