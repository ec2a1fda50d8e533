interface AsyncWrap {
  readonly async_hook_fields: Uint32Array;
  readonly async_id_fields: Float64Array;
  readonly constants: { readonly kStackLength: number; readonly kExecutionAsyncId: number };
  popAsyncContext(this: void, asyncId: number): boolean;
}

/** Passes through the handler of uncaught exceptions when code is ended by force; not an error of anybody. */
class Unwinding extends Error {}

export function isUnwinding(error: unknown): boolean {
  return error instanceof Unwinding;
}

/** "none" in a Node that doesn't show it: 24. */
let binding: AsyncWrap | "none" | undefined;

/**
 * Remembers how deep Node's stack of async ids is. Code that is ended by force in the midst of `runInAsyncScope` or
 * `AsyncLocalStorage.run` leaves it deeper, for their `finally` doesn't run, and with a hook in use Node ends the process
 * when it finds that out.
 *
 * @returns takes the stack back to that depth
 */
export function markAsyncStack(): () => void {
  binding ??= asyncWrap();
  // AsyncLocalStorage no longer goes by these ids there, so that the code behind can do without those below, too
  if (binding === "none") return emptyAsyncStack;
  const { async_hook_fields: fields, async_id_fields: ids, constants, popAsyncContext } = binding;
  const depth = fields[constants.kStackLength] ?? 0;
  return () => {
    while ((fields[constants.kStackLength] ?? 0) > depth) {
      // the id that is to be popped is the current one: Node may check it
      if (!popAsyncContext(ids[constants.kExecutionAsyncId] ?? 0)) return;
    }
  };
}

/** Node's own handler of uncaught exceptions does. */
export function emptyAsyncStack(): void {
  const handle: unknown = Reflect.get(process, "_fatalException");
  if (typeof handle === "function") handle.call(process, new Unwinding(), false);
}

/** What Node's own async_hooks work with; nothing public changes that stack. */
function asyncWrap(): AsyncWrap | "none" {
  const before = process.noDeprecation;
  process.noDeprecation = true; // it is told to whoever reads the kernel's log, who can't help it
  try {
    const bindingOf = Reflect.get(process, "binding") as (name: string) => unknown;
    return bindingOf.call(process, "async_wrap") as AsyncWrap;
  } catch {
    return "none";
  } finally {
    process.noDeprecation = before ?? false;
  }
}
