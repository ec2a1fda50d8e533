import { AsyncLocalStorage } from "node:async_hooks";
import { inspect } from "node:util";
import type { Header } from "../../src/wire/message.ts";

/** One execution of a cell; what runs because of it, now or later, finds it as its scope. */
export interface CellScope {
  readonly kind: "cell";
  readonly header: Header;
  /** As shown in brackets beside the cell. */
  readonly number: number;
  /** Names the cell across restarts where the front end tells us its id; see `ids.ts`. */
  readonly key: string;
  /** Aborted when the cell is interrupted. */
  readonly signal: AbortSignal;
  /** False when the front end takes no input, so that nobody watches: nbclient, papermill, `mapcell run`. */
  readonly interactive: boolean;
  /** Where questions to the user go: the front end that sent the cell. */
  readonly identities: readonly Uint8Array[];
}

/** The handling of a message that runs no cell, such as `comm_msg`. */
export interface RequestScope {
  readonly kind: "request";
  readonly header: Header;
}

const storage = new AsyncLocalStorage<CellScope | RequestScope>();

export function runInScope<T>(scope: CellScope | RequestScope, run: () => T): T {
  // Node hangs it on sockets, promises and the like, which a cell may print
  const shown = () => (scope.kind === "cell" ? `[cell ${scope.number}]` : "[request]");
  Object.defineProperty(scope, inspect.custom, { value: shown, configurable: true });
  return storage.run(scope, run);
}

/** The cell this code runs for, also after an await or in a timer. */
export function currentCell(): CellScope | undefined {
  const scope = storage.getStore();
  return scope?.kind === "cell" ? scope : undefined;
}

/** The request being handled, when that is no cell. */
export function currentRequest(): Header | undefined {
  const scope = storage.getStore();
  return scope?.kind === "request" ? scope.header : undefined;
}
