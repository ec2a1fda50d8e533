import { dirname, resolve } from "node:path";
import { bundleFile } from "./bundle-file.ts";
import { contentKey } from "./content-key.ts";
import type { PreparedFunction } from "./prepared-function.ts";

/**
 * A function that a JavaScript or TypeScript file exports, with all files and packages it imports. Throws FILE_MISSING
 * and FUNCTION_SYNTAX.
 * @param path relative to baseDir.
 */
export function prepareModule(
  path: string,
  exportName: string,
  baseDir: string,
): { prepared: PreparedFunction; baseDir: string } {
  const module = bundleFile(path, baseDir);
  const code = '"use strict"; return __names.task;';
  const links = [
    { name: "task", exported: false, to: { type: "import", specifier: path, member: exportName } },
  ] as const;
  const key = contentKey([code, exportName, module.key]);
  const prepared = { key, code, lines: { segments: [] }, links, names: [], along: [], modules: { [path]: module } };
  return { prepared, baseDir: dirname(resolve(baseDir, path)) };
}
