import { FAILED_CELL } from "../wire/failed-cell.ts";
import type { OutputMessage } from "./output-collector.ts";

/** A kernel that runs cells for us, wherever it is. Whoever opened the link closes it. */
export interface KernelLink {
  readonly info: LinkedKernel;
  /**
   * Runs one cell, with standard input refused. Settles when the reply and the kernel's `idle` for this cell have come,
   * so after every output but those of what the
   * cell has left behind, which are told until the link closes. One call at a time.
   *
   * @throws SpatialError KERNEL_LOST when the kernel ends or the connection breaks
   */
  execute(code: string, onOutput: (message: OutputMessage) => void): Promise<ExecuteReply>;
  interrupt(): Promise<void>;
  /** Ends the kernel and frees everything; safe to call twice and after the kernel died. */
  close(): Promise<void>;
}

export interface LinkedKernel {
  /** The kernel's own name, "mapcell" for ours. */
  readonly implementation: string;
  /** As the kernel reports it; goes into the notebook's metadata. */
  readonly languageInfo: Readonly<Record<string, unknown>>;
}

export type ExecuteReply =
  | { readonly status: "ok" }
  | {
      readonly status: "error";
      readonly ename: string;
      readonly evalue: string;
      readonly traceback: readonly string[];
      /** Number of the cell that has failed, as the kernel counts, where it is an earlier one. */
      readonly failedCell?: number;
    };

/** Reads the content of an `execute_reply`; `aborted` counts as an error. */
export function readExecuteReply(content: Readonly<Record<string, unknown>>): ExecuteReply {
  if (content["status"] === "ok") return { status: "ok" };
  const traceback = Array.isArray(content["traceback"]) ? content["traceback"].map(String) : [];
  const { [FAILED_CELL]: failedCell } = content;
  return {
    status: "error",
    ename: typeof content["ename"] === "string" ? content["ename"] : String(content["status"]),
    evalue: typeof content["evalue"] === "string" ? content["evalue"] : "The kernel did not run the cell.",
    traceback,
    ...(typeof failedCell === "number" ? { failedCell } : {}),
  };
}
