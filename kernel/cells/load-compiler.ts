import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import vm from "node:vm";
import type ts from "typescript-6";

/** The compiler without its comments, made by the build, in ASCII: V8 keeps the text of what it has loaded. */
const SCRIPT = new URL("./compiler.cjs", import.meta.url);

/** Loads the compiler as requiring `id`, its own script, would: it looks for its libraries beside that. */
export function loadCompiler(id: string): typeof ts {
  const module = { exports: {} };
  const parameters = ["exports", "require", "module", "__filename", "__dirname"];
  const load = vm.compileFunction(readFileSync(SCRIPT, "latin1"), parameters, { filename: id });
  load(module.exports, createRequire(id), module, id, dirname(id));
  return module.exports as typeof ts;
}
