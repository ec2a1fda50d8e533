import type { Entry } from "./engine-entry.ts";
import { failed } from "./failures.ts";
import { nameOf, type TaskRecord } from "./task-record.ts";
import type { Outcome } from "./task-state.ts";
import type { Task } from "./task.ts";

/** How a task ends whose lanes and parts are done with it: by the verdict, unless making its result fails. */
export function finalOutcome(entry: Entry): Outcome<unknown> {
  const { verdict, job, internals, hasOwnWork, task, record } = entry;
  if (verdict === undefined) throw new Error("A task settled without an outcome.");
  if (verdict.status === "failed") job.explain?.(verdict.error);
  if (verdict.status !== "complete") return verdict;
  const own = hasOwnWork ? verdict.result : task.subTasks.map(resultOf);
  try {
    record.fromCache = job.isFromCache?.() === true;
    const answer = job.map === undefined ? own : job.map(own);
    const result = internals.map === undefined ? answer : internals.map(answer);
    // the user's own function may have canceled it
    return isBad(entry.verdict) ? entry.verdict : { status: "complete", result };
  } catch (error) {
    return failed("error", error);
  }
}

export function isBad(
  verdict: Outcome<unknown> | undefined,
): verdict is Exclude<Outcome<unknown>, { status: "complete" }> {
  return verdict !== undefined && verdict.status !== "complete";
}

/** What became of a task, as the reason why another one was canceled. @param role "a part of it" */
export function fateOf(record: TaskRecord, role: string): string {
  const fate = record.state.status === "failed" ? `failed: ${record.state.error.message}` : "was canceled";
  return `${nameOf(record)}, ${role}, ${fate}`;
}

function resultOf({ state }: Task): unknown {
  return state.status === "complete" ? state.result : undefined;
}
