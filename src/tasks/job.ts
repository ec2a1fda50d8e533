import type { Feedback, LogEntry } from "../feedback.ts";

/**
 * One piece of work for one lane. `kind` names a handler of the worker bundle; `payload` must survive the structured
 * clone algorithm (SharedArrayBuffers pass by reference).
 */
export interface Unit {
  readonly kind: string;
  readonly payload: unknown;
  /** Share of the task's progress, any positive number (e.g. vertices). Default 1. */
  readonly weight?: number;
  /** May be done twice: it goes to another lane, once, if its own is lost. */
  readonly repeatable?: boolean;
}

/**
 * What a task does, as stages: the units of a stage run in parallel on the lanes; when all have answered, the next
 * stage is made from their results in unit order. The result of the last stage's only unit is the task's result, so a
 * chunked algorithm is [chunks, merge] and a plain one is [unit]. Stages are called on the main loop, quickly, with what
 * the task has said so far.
 */
export interface Job {
  /** The first is called when all dependencies are complete. */
  readonly stages: readonly ((results: readonly unknown[], logs: readonly LogEntry[]) => readonly Unit[])[];
  /** Where each stage runs: "io" is for units that wait, many at once on one lane; "compute" where nothing is said. */
  readonly lanes?: readonly ("compute" | "io")[];
  /** What each stage costs, in any unit: its share of the task's progress. By default all after the first cost little. */
  readonly weights?: readonly number[];
}

/** A job made from a task's function. `map` makes the result of the answer before the task's own `map` does. */
export interface CompiledJob extends Job {
  map?(answer: unknown): unknown;
  /** Whether the result was not computed now but had been before; asked when it is there. */
  isFromCache?(): boolean;
  /** Makes an error that failed the task show where in the user's own text it comes from. */
  explain?(error: Error): void;
}

/** What the worker bundle runs for a unit's kind. */
export type UnitHandler = (payload: unknown, context: UnitContext) => unknown;

export interface UnitContext extends Feedback {
  /** Aborts when the task is canceled; only seen by code that yields to the event loop. */
  readonly signal: AbortSignal;
  /** Sends a named value to listeners on the main loop; all arrive, in order, before the end. */
  emit(name: string, value: unknown): void;
  /**
   * Marks that a call into a geometry engine is under way: on a cancel such a lane is terminated after 25 ms instead of
   * the grace period for user code.
   */
  enterEngine(): void;
  leaveEngine(): void;
}
