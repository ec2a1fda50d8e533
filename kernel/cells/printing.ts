import type { StreamName } from "../protocol/io-messages.ts";
import type { Output } from "../protocol/output.ts";
import { currentCell, type CellScope } from "../protocol/scope.ts";

/**
 * Makes what this process prints the output of cells. Code of an interrupted cell that goes on can't be stopped, but its
 * prints are discarded, with one warning.
 */
export function capturePrints(output: Pick<Output, "stream">): void {
  const warned = new WeakSet<CellScope>();
  const print = (name: StreamName, text: string) => {
    const cell = currentCell();
    if (cell?.signal.aborted !== true) return output.stream(name, text);
    if (warned.has(cell)) return;
    warned.add(cell);
    const warning = "was interrupted but its code goes on; what it prints and shows is discarded.";
    output.stream("stderr", `Cell ${cell.number} ${warning}\n`);
  };
  for (const name of ["stdout", "stderr"] as const) process[name].write = writer((text) => print(name, text));
}

type Written = (error?: Error | null) => void;

function writer(print: (text: string) => void): typeof process.stdout.write {
  return (chunk: string | Uint8Array, encoding?: BufferEncoding | Written, written?: Written) => {
    const given = typeof encoding === "string" ? encoding : "utf8";
    print(typeof chunk === "string" ? Buffer.from(chunk, given).toString() : Buffer.from(chunk).toString());
    const callback = typeof encoding === "function" ? encoding : written;
    if (callback) process.nextTick(callback);
    return true;
  };
}
