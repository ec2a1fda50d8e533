import { performance } from "node:perf_hooks";

/** Time as the engine needs it; handed in, so that a test can hold it. */
export interface Clock {
  /** Milliseconds that only grow. */
  now(): number;
  /** Calls once after `ms`, without keeping the process alive; the returned function takes it back. */
  after(ms: number, call: () => void): () => void;
  /** Calls in a macrotask of its own, after input and output had their turn. */
  soon(call: () => void): void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms).unref();
    return () => clearTimeout(timer);
  },
  soon: (call) => void setImmediate(call),
};
