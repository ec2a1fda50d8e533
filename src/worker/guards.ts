import { format } from "node:util";
import type { LogLevel } from "../feedback.ts";

export interface ProcessGuards {
  /** Gets what nobody caught, in the asynchronous context it was thrown in. */
  readonly onUncaught: (error: unknown) => void;
  /** Called instead of ending the thread. */
  readonly onExit: (code: unknown) => never;
}

/** Keeps task code from ending the lane's thread by accident: by an uncaught error or by process.exit. */
export function guardProcess({ onUncaught, onExit }: ProcessGuards): void {
  process.on("uncaughtException", (error) => onUncaught(error));
  process.exit = onExit;
  // import() in user functions goes through an option of node:vm that warns, once a thread, about itself.
  const warn = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = (...args: unknown[]): void => {
    if (!args.includes("ExperimentalWarning")) warn(...args);
  };
}

const LEVELS = { debug: "info", log: "info", info: "info", warn: "warning", error: "error" } as const;

/** What a task prints goes to its log, in order with `ctx.log`, not to the terminal of the process. */
export function captureConsole(log: (level: LogLevel, text: string) => void): void {
  for (const [method, level] of Object.entries(LEVELS)) {
    Object.defineProperty(console, method, {
      configurable: true,
      writable: true,
      value: (...args: unknown[]) => log(level, format(...args)),
    });
  }
  process.stdout.write = writer((text) => log("info", text));
  process.stderr.write = writer((text) => log("warning", text));
}

type Written = (error?: Error | null) => void;

/** A log has lines of its own: the end of one is not a part of it. */
function writer(log: (text: string) => void): typeof process.stdout.write {
  return (chunk: string | Uint8Array, encoding?: BufferEncoding | Written, written?: Written) => {
    const bytes =
      typeof chunk === "string" ? Buffer.from(chunk, typeof encoding === "string" ? encoding : "utf8") : chunk;
    const text = Buffer.from(bytes)
      .toString()
      .replace(/\r?\n$/, "");
    if (text !== "") log(text);
    const callback = typeof encoding === "function" ? encoding : written;
    if (callback) process.nextTick(callback);
    return true;
  };
}
