import Module from "node:module";
import { mainGeometry } from "../../src/session/main-loop-geometry.ts";
import { type PublicSession, setRunningSession } from "../../src/session/running-session.ts";

/** What is given, and what gives it to ES modules. */
const NAME = "mapcell";
const GEOMETRY = "mapcell/geometry";
const ENTRIES: Readonly<Record<string, string>> = {
  [NAME]: new URL("../../src/session/index.js", import.meta.url).href,
  [GEOMETRY]: new URL("../../src/session/geometry.js", import.meta.url).href,
};

interface Resolved {
  readonly url: string;
  readonly shortCircuit?: boolean;
}
type Resolve<R> = (specifier: string, context: unknown, next: (specifier: string, context: unknown) => R) => R;

/** Node's own, for both kinds of module; Node 20 has none. */
const registerHooks = Reflect.get(Module, "registerHooks") as
  | ((hooks: { resolve: Resolve<Resolved> }) => void)
  | undefined;
const resolve: Resolve<Resolved> = (specifier, context, next) => {
  const url = Object.hasOwn(ENTRIES, specifier) ? ENTRIES[specifier] : undefined;
  return url === undefined ? next(specifier, context) : { url, shortCircuit: true };
};

/**
 * `import … from "mapcell"` gives this session from now on, whoever says it: a cell, a file beside the notebook, a
 * package. Installed beside the notebook, the package would else open a second session that shows nothing.
 */
export function provideSession(session: PublicSession): void {
  setRunningSession(session);
  registerHooks?.({ resolve });
  const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
  // oxlint-disable-next-line no-underscore-dangle -- the name is Node's
  const load = loader._load;
  const exported: Readonly<Record<string, object>> = {
    [NAME]: Object.freeze({ ...session, __esModule: true }),
    [GEOMETRY]: Object.freeze({ geometry: mainGeometry, __esModule: true }),
  };
  // oxlint-disable-next-line no-underscore-dangle
  loader._load = (request, ...rest) =>
    Object.hasOwn(exported, request) ? exported[request] : Reflect.apply(load, Module, [request, ...rest]);
}

let areHooked = registerHooks !== undefined;

/** To be called before an ES module of the user's is loaded: on Node 20 it starts a thread, which takes a moment. */
export function hookImports(): void {
  if (areHooked) return;
  areHooked = true;
  const hook = `const entries = ${JSON.stringify(ENTRIES)};
  export const resolve = (specifier, context, next) =>
    Object.hasOwn(entries, specifier) ? { url: entries[specifier], shortCircuit: true } : next(specifier, context);`;
  Module.register(`data:text/javascript,${encodeURIComponent(hook)}`);
}
