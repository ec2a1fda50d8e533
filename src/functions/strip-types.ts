import { transformSync, type TransformFailure } from "esbuild";
import { SpatialError } from "../errors.ts";
import type { SourceLines } from "./prepared-function.ts";
import { placeOf } from "./source-lines.ts";

/** TypeScript to JavaScript of the same meaning, with a source map. Throws FUNCTION_SYNTAX naming the line. */
export function stripTypes(text: string, segments: SourceLines["segments"]): { code: string; map: string } {
  try {
    const { code, map } = transformSync(text, {
      loader: "ts",
      sourcemap: "external",
      sourcesContent: false,
      target: "node20",
      logLevel: "silent",
    });
    return { code: code.trimEnd(), map };
  } catch (cause) {
    const [first] = (cause as Partial<TransformFailure>).errors ?? [];
    if (first === undefined) throw cause;
    const { line = 1, column = 0, lineText = "" } = first.location ?? {};
    const place = placeOf({ segments }, line, column + 1);
    const advice = /^\s*import\s*[\w{*"']/.test(lineText) ? " Inside a task, write const x = await import(…)." : "";
    throw syntaxError(`${first.text}.${advice}`, place, cause);
  }
}

export function syntaxError(
  problem: string,
  { where, line }: { where: string; line: number },
  cause: unknown,
): SpatialError {
  return new SpatialError("FUNCTION_SYNTAX", `${where}, line ${line}: ${problem}`, { cause });
}
