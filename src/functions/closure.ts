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
  readonly type: string;
  readonly objectId?: string;
  readonly value?: unknown;
  readonly unserializableValue?: string;
  readonly description?: string;
}

interface Property {
  readonly name: string;
  readonly value?: RemoteValue;
}

interface Properties {
  readonly result: readonly Property[];
  readonly internalProperties?: readonly Property[];
}

const HOLDER = Symbol("mapcell.closure");

/**
 * Reads a function's closure by the inspector of its own thread. Names alone could not tell a variable around the
 * function from a global, or from another cell's variable of the same name.
 */
export function withClosure<T>(fn: AnyFunction, use: (closure: Closure) => T): T {
  const session = new Session();
  session.connect();
  try {
    return use(new InspectedClosure(session, fn));
  } finally {
    session.disconnect();
  }
}

class InspectedClosure implements Closure {
  readonly line: number;
  readonly column: number;
  readonly #session: Session;
  /** Innermost first. */
  readonly #scopes: readonly string[];

  constructor(session: Session, fn: AnyFunction) {
    this.#session = session;
    const { internalProperties = [] } = this.#properties(this.#handleOf(fn));
    const internal = (name: string): RemoteValue | undefined =>
      internalProperties.find((property) => property.name === name)?.value;
    const { lineNumber = 0, columnNumber = 0 } = (internal("[[FunctionLocation]]")?.value ?? {}) as {
      lineNumber?: number;
      columnNumber?: number;
    };
    this.line = lineNumber;
    this.column = columnNumber;
    const list = internal("[[Scopes]]")?.objectId;
    const scopes = list === undefined ? [] : this.#properties(list).result;
    this.#scopes = scopes.flatMap(({ value }) =>
      value?.objectId === undefined || value.description === "Global" ? [] : [value.objectId],
    );
  }

  variables(names: Iterable<string>): ReadonlyMap<string, unknown> {
    const wanted = new Set(names);
    const found = new Map<string, unknown>();
    for (const scope of this.#scopes) {
      if (wanted.size === 0) break;
      for (const { name, value } of this.#properties(scope).result) {
        if (wanted.delete(name)) found.set(name, value === undefined ? undefined : this.#valueOf(value));
      }
    }
    return found;
  }

  #handleOf(value: object): string {
    const { result } = withHeld(value, () => this.#post("Runtime.evaluate", { expression: HELD })) as {
      readonly result: RemoteValue;
    };
    if (result.objectId === undefined) throw new Error("The inspector gives no handle for an object.");
    return result.objectId;
  }

  #valueOf({ type, objectId, value, unserializableValue }: RemoteValue): unknown {
    if (type === "undefined") return undefined;
    const given =
      objectId === undefined ? (unserializableValue === undefined ? { value } : { unserializableValue }) : { objectId };
    const box: { value?: unknown } = {};
    this.#post("Runtime.callFunctionOn", {
      objectId: this.#handleOf(box),
      functionDeclaration: "function (value) { this.value = value; }",
      arguments: [given],
    });
    return box.value;
  }

  #properties(objectId: string): Properties {
    return this.#post("Runtime.getProperties", { objectId, ownProperties: true }) as Properties;
  }

  /** Within one thread the inspector answers before `post` returns. */
  #post(method: string, parameters: object): unknown {
    let failure: Error | null = null;
    let answer: object | undefined;
    this.#session.post(method, parameters, (error, result) => {
      failure = error;
      answer = result;
    });
    if (failure !== null) throw new Error(`The inspector refuses ${method}.`, { cause: failure });
    return answer;
  }
}

/** An expression for what `withHeld` holds. */
const HELD = `globalThis[Object.getOwnPropertySymbols(globalThis).find((key) => key.description === "${HOLDER.description}")]`;

function withHeld<T>(held: object, use: () => T): T {
  Object.defineProperty(globalThis, HOLDER, { value: held, configurable: true });
  try {
    return use();
  } finally {
    delete (globalThis as { [HOLDER]?: object })[HOLDER];
  }
}
