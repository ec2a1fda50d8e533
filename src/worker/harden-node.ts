import asyncHooks from "node:async_hooks";
import crypto from "node:crypto";
import inspector from "node:inspector";
import workerThreads from "node:worker_threads";
import { SpatialError } from "../errors.ts";

type Door = readonly [owner: object, label: string, names: readonly string[]];

/** They give the ports through which threads get their work. */
const HANDLES: Door = [process, "process", ["_getActiveHandles", "_getActiveRequests"]];
/** What else Node has for debuggers: it gives a thread every object in its memory. */
const DEBUGGERS: readonly Door[] = [
  [inspector, "inspector", ["open"]],
  [inspector.Session.prototype, "inspector.Session", ["connect", "connectToMainThread", "post"]],
  [asyncHooks, "async_hooks", ["createHook", "executionAsyncResource"]],
  [process, "process", ["_linkedBinding"]],
];
const CLOSED_BINDINGS: ReadonlySet<unknown> = new Set(["async_wrap", "inspector"]);

/** Closes the ways by which Node's modules would lead user code to columns: what hashes them, and what sends them. */
export function hardenModules(): void {
  close(HANDLES);
  fix(crypto, "createHash", crypto.createHash);
  for (const name of ["MessageChannel", "Worker", "receiveMessageOnPort"] as const)
    fix(workerThreads, name, workerThreads[name]);
  // a lane goes from unit to unit by these
  for (const { prototype } of [asyncHooks.AsyncResource, asyncHooks.AsyncLocalStorage]) Object.freeze(prototype);
}

/** In a lane nobody needs a debugger, which would lead task code to the columns of other tasks. */
export function hardenDebuggers(): void {
  for (const door of DEBUGGERS) close(door);
  const { binding } = process as unknown as { readonly binding: (name: unknown) => unknown };
  fix(process, "binding", (name: unknown): unknown =>
    CLOSED_BINDINGS.has(name) ? refuse(`process.binding("${String(name)}")`) : binding(name),
  );
}

function close([owner, label, names]: Door): void {
  for (const name of names) fix(owner, name, () => refuse(`${label}.${name}`));
}

function fix(owner: object, name: string, value: unknown): void {
  Object.defineProperty(owner, name, { value, writable: false, configurable: false });
}

function refuse(name: string): never {
  throw new SpatialError(
    "FUNCTION_UNSUPPORTED",
    `${name} can't be used here: it would give away the memory of layers and of other tasks.`,
  );
}
