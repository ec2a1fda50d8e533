import type { SpatialError } from "../errors.ts";

export type FailReason = "error" | "timeout" | "memory" | "lost";
export type CancelReason = "user" | "dependency" | "shutdown";

/** The life of a task: queued or held, running, maybe cancelling, then one of the last three for ever. */
export type TaskState<T = unknown> =
  | { readonly status: "queued" }
  | { readonly status: "held" }
  | { readonly status: "running" }
  | { readonly status: "cancelling" }
  | { readonly status: "complete"; readonly result: T }
  | { readonly status: "failed"; readonly reason: FailReason; readonly error: SpatialError | Error }
  | { readonly status: "canceled"; readonly reason: CancelReason };

export type TaskStatus = TaskState["status"];

/** What `finished` receives, once, on the main loop. */
export type Outcome<T> = Extract<TaskState<T>, { status: "complete" | "failed" | "canceled" }>;
