import { createRequire } from "node:module";
import { constants } from "node:os";

interface SignalHandle {
  onsignal: () => void;
  /** @returns 0, or an error number */
  start(signal: number): number;
  unref(): void;
}

interface InternalBinding {
  internalBinding(name: "signal_wrap"): { readonly Signal: new () => SignalHandle };
}

/** A thread that is to hear signals is started with these options. */
export const SIGNAL_OPTIONS: readonly string[] = ["--expose-internals"];

/**
 * Calls the listener for each SIGINT that reaches the process, whatever the main thread is doing. Node gives
 * `process.on("SIGINT")` to the main thread alone, which is deaf as long as a cell's code runs; libuv, below it, serves
 * every thread's event loop. Node's own handle for that is an internal of it, which is opened for this thread only.
 *
 * @returns why it can't, for a log
 */
export function listenForSigint(listener: () => void): string | undefined {
  try {
    const { Signal } = internals().internalBinding("signal_wrap");
    const handle = new Signal();
    handle.onsignal = listener;
    handle.unref();
    const code = handle.start(constants.signals.SIGINT);
    return code === 0 ? undefined : `error ${code}`;
  } catch (error) {
    return String(error);
  }
}

/** Node warns whoever loads it, which is right, but nothing to tell a user. */
function internals(): InternalBinding {
  // oxlint-disable-next-line typescript/unbound-method -- it is put back, not called
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return createRequire(import.meta.url)("internal/test/binding") as InternalBinding;
  } finally {
    process.emitWarning = emitWarning;
  }
}
