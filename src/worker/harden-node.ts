import asyncHooks from "node:async_hooks";
import crypto from "node:crypto";
import inspector from "node:inspector";
import { SpatialError } from "../errors.ts";

/** What Node has for debuggers: each gives a thread every object in its memory, or the ports it talks through. */
const DOORS: readonly (readonly [owner: object, label: string, names: readonly string[]])[] = [
  [inspector, "inspector", ["open"]],
  [inspector.Session.prototype, "inspector.Session", ["connect", "connectToMainThread", "post"]],
  [asyncHooks, "async_hooks", ["createHook", "executionAsyncResource"]],
  [process, "process", ["_getActiveHandles", "_getActiveRequests", "_linkedBinding"]],
];
const CLOSED_BINDINGS: ReadonlySet<unknown> = new Set(["async_wrap", "inspector"]);

/** Closes the ways by which Node itself would lead task code to the columns of other tasks. */
export function hardenNode(): void {
  for (const [owner, label, names] of DOORS)
    for (const name of names) fix(owner, name, () => refuse(`${label}.${name}`));
  const { binding } = process as unknown as { readonly binding: (name: unknown) => unknown };
  fix(process, "binding", (name: unknown): unknown =>
    CLOSED_BINDINGS.has(name) ? refuse(`process.binding("${String(name)}")`) : binding(name),
  );
  // hashes are given the columns themselves
  fix(crypto, "createHash", crypto.createHash);
}

function fix(owner: object, name: string, value: unknown): void {
  Object.defineProperty(owner, name, { value, writable: false, configurable: false });
}

function refuse(name: string): never {
  throw new SpatialError(
    "FUNCTION_UNSUPPORTED",
    `${name} can't be used inside a task: it would show the memory of other tasks. Use it in a cell.`,
  );
}
