import { SpatialError } from "../errors.ts";
import type { LaneLoss } from "./lane.ts";
import { nameOf, type TaskRecord } from "./task-record.ts";
import type { FailReason, Outcome } from "./task-state.ts";
import { findUnclonable } from "./unclonable.ts";

type Failed = Extract<Outcome<unknown>, { status: "failed" }>;

export function failed(reason: FailReason, thrown: unknown): Failed {
  return { status: "failed", reason, error: toError(thrown) };
}

/** What V8 says when it can't give a buffer of that size. */
const OUT_OF_MEMORY = /allocation failed|could not allocate/i;

/** Of an error that a lane reported and survived. */
export function failedWith(error: Error): Failed {
  if (error instanceof RangeError && OUT_OF_MEMORY.test(error.message)) return failed("memory", error);
  const code = error instanceof SpatialError ? error.code : undefined;
  return failed(code === "WORKER_LOST" ? "lost" : code === "WORKER_MEMORY" ? "memory" : "error", error);
}

/** Of a lane that died with a unit in it. */
export function failedByLoss(record: TaskRecord, { reason, error, exitCode }: LaneLoss): Failed {
  const cause = error === undefined ? `exit code ${exitCode}` : error.message;
  const [code, what] =
    reason === "memory"
      ? (["WORKER_MEMORY", "needed more memory than there is for it"] as const)
      : (["WORKER_LOST", "lost its thread"] as const);
  const advice = reason === "memory" ? "Split the work, or keep less at a time." : "It can be run again.";
  const message = `The ${nameOf(record)} ${what} (${cause}). Other tasks go on. ${advice}`;
  return failed(reason, new SpatialError(code, message, { cause: error }));
}

/** Of a task that took longer than it may. */
export function failedByTime(record: TaskRecord, timeoutMs: number): Failed {
  const message = `The ${nameOf(record)} took longer than its limit of ${timeoutMs} ms. Give it more with timeoutMs, or less to do.`;
  return failed("timeout", new SpatialError("TASK_TIMEOUT", message));
}

/** Of a unit that could not be handed to a lane. */
export function failedToStart(record: TaskRecord, payload: unknown, thrown: unknown): Failed {
  if (thrown instanceof DOMException && thrown.name === "DataCloneError") {
    const what = findUnclonable(payload, "payload")?.replace(/^payload\./, "") ?? thrown.message;
    const message = `The ${nameOf(record)} can't be sent to a worker: ${what}. Send plain data, typed arrays or layers.`;
    return failed("error", new SpatialError("UNCLONABLE", message, { cause: thrown }));
  }
  const message = `No worker could be started for ${nameOf(record)}: ${toError(thrown).message}`;
  return failed("lost", new SpatialError("WORKER_LOST", message, { cause: thrown }));
}

export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
