import { join } from "node:path";
import type { SourceLines } from "./prepared-function.ts";
import { mapStack } from "./source-lines.ts";

/** Frames of our own are of no use in a user's stack. */
export const OUR_FILES = join(import.meta.dirname, "..", "/");
const MAX_FILES = 400;

const known = new Map<string, SourceLines>();

/** Code that runs in this thread under the name of a file that nobody has. */
export function rememberLines(file: string, lines: SourceLines): void {
  if (known.has(file)) return;
  const [oldest] = known.keys();
  if (known.size >= MAX_FILES && oldest !== undefined) known.delete(oldest);
  known.set(file, lines);
}

/** Makes the stack of every error in this thread, also of one that a task returns or prints, show the user's own lines. */
export function showUsersLines(): void {
  Error.prepareStackTrace = (error, sites) => {
    const frames = sites.map((site) => `\n    at ${site as unknown as string}`);
    const files = new Set(sites.map((site) => site.getFileName() ?? ""));
    const own = Array.from(files).flatMap((file) => {
      const lines = known.get(file);
      return lines === undefined ? [] : [{ file, lines }];
    });
    return mapStack(Error.prototype.toString.call(error) + frames.join(""), own, OUR_FILES);
  };
}
