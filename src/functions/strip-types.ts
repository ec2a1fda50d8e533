import { transformSync, type TransformFailure } from "esbuild";
import { SpatialError } from "../errors.ts";
import type { SourceLines } from "./prepared-function.ts";
import { placeOf } from "./source-lines.ts";

interface Stripped {
  readonly code: string;
  readonly map: string;
}

const MAX_CACHED = 200;
const cache = new Map<string, Stripped>();

/**
 * TypeScript to JavaScript of the same meaning, with a source map; done once per content. Throws FUNCTION_SYNTAX naming
 * the line.
 */
export function stripTypes(text: string, segments: SourceLines["segments"]): Stripped {
  const known = cache.get(text) ?? strip(text, segments);
  cache.delete(text); // the least recently used go first
  cache.set(text, known);
  const [oldest] = cache.keys();
  if (cache.size > MAX_CACHED && oldest !== undefined) cache.delete(oldest);
  return known;
}

function strip(text: string, segments: SourceLines["segments"]): Stripped {
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
