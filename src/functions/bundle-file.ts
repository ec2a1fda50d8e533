import { statSync } from "node:fs";
import { resolve } from "node:path";
import { type BuildFailure, buildSync } from "esbuild";
import { SpatialError } from "../errors.ts";
import { contentKey } from "./content-key.ts";
import { PACKAGE } from "./lane-session.ts";
import type { PreparedCode } from "./prepared-function.ts";

interface Bundle {
  readonly prepared: PreparedCode;
  /** The files it was made of, each with what changes when the file does. */
  readonly stamps: ReadonlyMap<string, string>;
}

const bundles = new Map<string, Bundle>();

/**
 * A JavaScript or TypeScript file with all files and packages it imports, as code that returns its exports; only native
 * add-ons and the session are left to the lane. Made anew when one of the files has changed. Throws FILE_MISSING and FUNCTION_SYNTAX.
 * @param path relative to baseDir.
 */
export function bundleFile(path: string, baseDir: string): PreparedCode {
  const file = resolve(baseDir, path);
  const known = bundles.get(file);
  if (known !== undefined && [...known.stamps].every(([input, stamp]) => stampOf(input) === stamp))
    return known.prepared;
  const { js, map, inputs } = bundle(file, path, baseDir);
  const head = '"use strict"; const module = { exports: {} }; const exports = module.exports;';
  const code = `${head}\n${js}\nreturn module.exports;`;
  const prepared = { key: contentKey([code, map]), code, lines: { segments: [], map }, links: [] };
  bundles.set(file, { prepared, stamps: new Map(inputs.map((input) => [input, stampOf(input)])) });
  return prepared;
}

function bundle(
  file: string,
  path: string,
  baseDir: string,
): { readonly js: string; readonly map: string; readonly inputs: readonly string[] } {
  const folder = resolve(baseDir);
  try {
    const { outputFiles, metafile } = buildSync({
      entryPoints: [file],
      absWorkingDir: folder,
      bundle: true,
      external: ["*.node", PACKAGE],
      platform: "node",
      format: "cjs",
      target: "node20",
      sourcemap: "external",
      sourcesContent: false,
      metafile: true,
      write: false,
      outfile: "task.js",
      logLevel: "silent",
    });
    const textOf = (ending: string): string => outputFiles.find((output) => output.path.endsWith(ending))?.text ?? "";
    return {
      js: textOf(".js"),
      map: textOf(".map"),
      inputs: Object.keys(metafile.inputs).map((input) => resolve(folder, input)),
    };
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

function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? "missing" : `${stats.mtimeMs} ${stats.size}`;
}
