import { createRequire } from "node:module";
import { join } from "node:path";
import { compileFunction, constants } from "node:vm";
import type { PreparedFunction } from "./prepared-function.ts";
import { COMPILER_NAMES, type TASK_NAMES } from "./scope-names.ts";
import { mapStack } from "./source-lines.ts";

const TASK_PARAMETERS = ["geometry", "ctx", "Layer"] as const satisfies readonly (typeof TASK_NAMES)[number][];
const MAX_CACHED = 200;

/** What a task function finds in scope. */
export interface TaskScope {
  readonly geometry: unknown;
  readonly ctx: unknown;
  readonly Layer: unknown;
  /** By the names the function was prepared with. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

type Compiled = (this: unknown, ...values: unknown[]) => unknown;
const cache = new Map<string, Compiled>();

/**
 * The user's function (or object of methods) for one run. Compiled once per content and folder.
 * @param baseDir folder of the notebook: where import() and require() look for packages.
 * @param self `this` of the code, for methods written as arrow functions.
 */
export function loadFunction(prepared: PreparedFunction, baseDir: string, scope: TaskScope, self?: object): unknown {
  const file = fileOf(prepared, baseDir);
  const compiled = cache.get(file) ?? compile(prepared, file);
  const require = createRequire(file);
  return compiled.call(
    self,
    ...TASK_PARAMETERS.map((name) => scope[name]),
    require,
    ...COMPILER_NAMES.map((name) => HELPERS[name]),
    ...prepared.names.map((name) => scope.inputs[name]),
  );
}

/** Makes an error that came out of user code show the user's own lines. */
export function mapUserError(error: unknown, prepared: PreparedFunction, baseDir: string): void {
  if (!(error instanceof Error) || typeof error.stack !== "string") return;
  const stack = mapStack(error.stack, fileOf(prepared, baseDir), prepared.lines);
  Object.defineProperty(error, "stack", { configurable: true, writable: true, value: stack });
}

/** A name that no file has; packages are looked up beside it. */
function fileOf({ key }: PreparedFunction, baseDir: string): string {
  return join(baseDir, `task ${key}.js`);
}

function compile(prepared: PreparedFunction, file: string): Compiled {
  const parameters = [...TASK_PARAMETERS, "require", ...COMPILER_NAMES, ...prepared.names];
  const compiled = compileFunction(prepared.code, parameters, {
    filename: file,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }) as Compiled;
  const [oldest] = cache.keys();
  if (cache.size >= MAX_CACHED && oldest !== undefined) cache.delete(oldest);
  cache.set(file, compiled);
  return compiled;
}

/** What TypeScript and esbuild expect beside their output. */
const HELPERS: Readonly<Record<(typeof COMPILER_NAMES)[number], unknown>> = {
  __name: (fn: unknown) => fn,
  __importStar: (module: object) => ("__esModule" in module ? module : { ...module, default: module }),
  __importDefault: (module: object) => ("__esModule" in module ? module : { default: module }),
};
