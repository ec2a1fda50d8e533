import Module from "node:module";
import { type PublicSession, setRunningSession } from "../../src/session/running-session.ts";

const NAME = "mapcell";
/** Gives the running session to ES modules. */
const ENTRY = new URL("../../src/session/index.js", import.meta.url).href;

interface Resolved {
  readonly url: string;
  readonly shortCircuit?: boolean;
}
type Resolve<R> = (specifier: string, context: unknown, next: (specifier: string, context: unknown) => R) => R;

/** Node's own, for both kinds of module; Node 20 has none. */
const registerHooks = Reflect.get(Module, "registerHooks") as
  | ((hooks: { resolve: Resolve<Resolved> }) => void)
  | undefined;
const resolve: Resolve<Resolved> = (specifier, context, next) =>
  specifier === NAME ? { url: ENTRY, shortCircuit: true } : next(specifier, context);

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
  const exported = Object.freeze({ ...session, __esModule: true });
  // oxlint-disable-next-line no-underscore-dangle
  loader._load = (request, ...rest) => (request === NAME ? exported : Reflect.apply(load, Module, [request, ...rest]));
}

let areHooked = registerHooks !== undefined;

/** To be called before an ES module of the user's is loaded: on Node 20 it starts a thread, which takes a moment. */
export function hookImports(): void {
  if (areHooked) return;
  areHooked = true;
  const hook = `export const resolve = (specifier, context, next) =>
    specifier === ${JSON.stringify(NAME)} ? { url: ${JSON.stringify(ENTRY)}, shortCircuit: true } : next(specifier, context);`;
  Module.register(`data:text/javascript,${encodeURIComponent(hook)}`);
}
