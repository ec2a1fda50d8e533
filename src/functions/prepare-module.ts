import { createHash } from "node:crypto";
import { dirname, resolve } from "node:path";
import { buildSync, type BuildFailure } from "esbuild";
import { SpatialError } from "../errors.ts";
import type { PreparedFunction } from "./prepared-function.ts";

/**
 * A function that a JavaScript or TypeScript file exports, with all files and packages it imports; only native add-ons
 * are left to the lane. Throws FILE_MISSING and FUNCTION_SYNTAX.
 * @param path relative to baseDir.
 */
export function prepareModule(
  path: string,
  exportName: string,
  baseDir: string,
): { prepared: PreparedFunction; baseDir: string } {
  const file = resolve(baseDir, path);
  const { js, map } = bundle(file, path, baseDir);
  const head = '"use strict"; const module = { exports: {} }; const exports = module.exports;';
  const code = `${head}\n${js}\nreturn module.exports[${JSON.stringify(exportName)}];`;
  const key = createHash("sha256").update(code).digest("base64url").slice(0, 22);
  return { prepared: { key, code, names: [], lines: { segments: [], map } }, baseDir: dirname(file) };
}

function bundle(file: string, path: string, baseDir: string): { js: string; map: string } {
  try {
    const { outputFiles } = buildSync({
      entryPoints: [file],
      absWorkingDir: resolve(baseDir),
      bundle: true,
      external: ["*.node"],
      platform: "node",
      format: "cjs",
      target: "node20",
      sourcemap: "external",
      sourcesContent: false,
      write: false,
      outfile: "task.js",
      logLevel: "silent",
    });
    const textOf = (ending: string): string => outputFiles.find((output) => output.path.endsWith(ending))?.text ?? "";
    return { js: textOf(".js"), map: textOf(".map") };
  } catch (cause) {
    const [first] = (cause as Partial<BuildFailure>).errors ?? [];
    if (first === undefined) throw cause;
    if (first.location === null) {
      throw new SpatialError("FILE_MISSING", `There is no module "${path}" beside the notebook, or it can't be read.`, {
        cause,
      });
    }
    throw new SpatialError("FUNCTION_SYNTAX", `${first.location.file}, line ${first.location.line}: ${first.text}.`, {
      cause,
    });
  }
}
