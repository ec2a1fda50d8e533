import { Session } from "node:inspector";
import type { AnyFunction } from "./draft.ts";

/** Where a function was written, as its engine knows it. */
export interface Closure {
  /** Of its first token or parameter in its script, from 0. */
  readonly line: number;
  readonly column: number;
  /** The present values of those of the names that are variables around the function; globals are not. */
  variables(names: Iterable<string>): ReadonlyMap<string, unknown>;
}

interface RemoteValue {
  readonly objectId?: string;
  readonly value?: unknown;
}

interface Properties {
  readonly internalProperties?: readonly { readonly name: string; readonly value?: RemoteValue }[];
}

/** What the inspector is given and gives back, by way of a global that exists only while it is asked. */
interface Exchange {
  readonly fn: AnyFunction;
  readonly names: Set<string>;
  readonly found: Map<string, unknown>;
}

const EXCHANGE = Symbol.for("mapcell.closure");
const HELD = `globalThis[Symbol.for("${EXCHANGE.description}")]`;
const HANDLES = "closure";

/** `this` is a bare list of the scopes around the function, innermost first; it has no iterator. */
const READ_SCOPES = `function () {
  const { names, found } = ${HELD};
  for (let i = 0; i < this.length; i++) {
    const { description, object } = this[i];
    if (description === "Global") continue;
    for (const name of names)
      if (Object.hasOwn(object, name) && names.delete(name)) found.set(name, object[name]);
  }
}`;

let inspector: Session | undefined;

/**
 * Reads a function's closure by the inspector of its own thread. Names alone could not tell a variable around the
 * function from a global, or from another cell's variable of the same name.
 */
export function withClosure<T>(fn: AnyFunction, use: (closure: Closure) => T): T {
  const exchange: Exchange = { fn, names: new Set(), found: new Map() };
  Object.defineProperty(globalThis, EXCHANGE, { value: exchange, configurable: true });
  try {
    return use(new InspectedClosure(exchange));
  } finally {
    delete (globalThis as { [EXCHANGE]?: Exchange })[EXCHANGE];
    post("Runtime.releaseObjectGroup", { objectGroup: HANDLES });
  }
}

class InspectedClosure implements Closure {
  readonly line: number;
  readonly column: number;
  readonly #exchange: Exchange;
  readonly #scopes: string | undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
    const { result } = post("Runtime.evaluate", { expression: `${HELD}.fn`, objectGroup: HANDLES }) as {
      readonly result: RemoteValue;
    };
    const { objectId } = result;
    if (objectId === undefined) throw new Error("The inspector gives no handle for a function.");
    const { internalProperties = [] } = post("Runtime.getProperties", { objectId, ownProperties: true }) as Properties;
    const internal = (name: string): RemoteValue | undefined =>
      internalProperties.find((property) => property.name === name)?.value;
    const { lineNumber = 0, columnNumber = 0 } = (internal("[[FunctionLocation]]")?.value ?? {}) as {
      lineNumber?: number;
      columnNumber?: number;
    };
    this.line = lineNumber;
    this.column = columnNumber;
    this.#scopes = internal("[[Scopes]]")?.objectId;
  }

  variables(names: Iterable<string>): ReadonlyMap<string, unknown> {
    const { names: wanted, found } = this.#exchange;
    for (const name of names) wanted.add(name);
    if (this.#scopes !== undefined) {
      post("Runtime.callFunctionOn", { objectId: this.#scopes, functionDeclaration: READ_SCOPES, silent: true });
    }
    return found;
  }
}

/** Within one thread the inspector answers before `post` returns. */
function post(method: string, parameters: object): unknown {
  if (inspector === undefined) {
    inspector = new Session();
    inspector.connect();
  }
  let failure: Error | null = null;
  let answer: object | undefined;
  inspector.post(method, parameters, (error, result) => {
    failure = error;
    answer = result;
  });
  if (failure !== null) throw new Error(`The inspector refuses ${method}.`, { cause: failure });
  if (answer !== undefined && "exceptionDetails" in answer) {
    throw new Error(`The inspector could not do ${method}: ${JSON.stringify(answer.exceptionDetails)}`);
  }
  return answer;
}
