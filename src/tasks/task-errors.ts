import { SpatialError } from "../errors.ts";
import { nameOf, type TaskRecord } from "./task-record.ts";

/** Of a task that is awaited. */
export function wasCanceled(record: TaskRecord): SpatialError {
  return new SpatialError("TASK_CANCELED", `The ${nameOf(record)} was canceled${record.because ?? ""}.`);
}

/** Of one that is awaited before it was added. */
export function neverStarted(record: TaskRecord): SpatialError {
  return new SpatialError(
    "UNKNOWN_TASK",
    `The ${nameOf(record)} was never started, so waiting for it would never end. Start it with tasks.add(task).`,
  );
}

/** Of one that is steered before it was added. */
export function notStarted(record: TaskRecord, verb: string): SpatialError {
  return new SpatialError(
    "UNKNOWN_TASK",
    `Can't ${verb} the ${nameOf(record)}: it was never started. Start it with tasks.add(task).`,
  );
}

/** Of one that nobody held any more. */
export function notKept(record: TaskRecord): SpatialError {
  return new SpatialError(
    "UNKNOWN_TASK",
    `The result of ${nameOf(record)} is no longer kept. Keep the task in a variable, or name the result with "as".`,
  );
}
