import { internalsOf, type Task } from "../../../src/tasks/task.ts";

/** Progress is looked at this often. */
const SAMPLE_MS = 100;
/** Less than complete is at most this. */
const ALMOST = 0.99;
/** What sums of weights differ by in another order. */
const TINY = 1e-9;

export interface ProgressRulesOptions {
  readonly report: (what: string, task: Task) => void;
  /** Share of the task's own work that is done; undefined if it has none. */
  readonly ownFraction: (task: Task, evenLost?: boolean) => number | undefined;
  /** Whether its end is decided, so that nothing more of it counts. */
  readonly isStopping: (task: Task) => boolean;
}

interface Seen {
  /** The most that was done. */
  most: number;
  /** What was done last, and since when it has been so while the task was at work. */
  last: number;
  since: number;
  isAtWork: boolean;
}

/** A task tells as much progress as is made, by weight, neither more nor later. For a clock that is never late. */
export class ProgressRules {
  readonly #options: ProgressRulesOptions;
  readonly #seen = new Map<Task, Seen>();

  constructor(options: ProgressRulesOptions) {
    this.#options = options;
  }

  /** @param isStill nothing is due: what should have been told by now has been */
  atRest(open: readonly Task[], now: number, isStill: boolean): void {
    const { report } = this.#options;
    for (const task of open) {
      const done = this.#done(task);
      const seen = this.#seen.get(task) ?? { most: 0, last: 0, since: now, isAtWork: false };
      this.#seen.set(task, seen);
      if (done !== seen.last || !seen.isAtWork) seen.since = now;
      seen.isAtWork = isAtWork(task);
      seen.last = done;
      seen.most = Math.max(seen.most, done, this.#done(task, true));
      const told = task.fraction;
      if (told > Math.min(ALMOST, seen.most) + TINY) report(`tells ${told} when ${seen.most} is done`, task);
      if (isStill && this.#isLookedAt(task, now - seen.since) && told < Math.min(ALMOST, done) - TINY)
        report(`tells ${told} when ${done} has been done for ${now - seen.since} ms`, task);
    }
  }

  #done(task: Task, evenLost = false): number {
    const own = this.#options.ownFraction(task, evenLost);
    if (task.subTasks.length === 0) return own ?? 0;
    const shares = task.subTasks.map((part) => [internalsOf(part).record.weight, part.fraction] as const);
    if (own !== undefined) shares.push([1, own]);
    const total = shares.reduce((sum, [weight]) => sum + weight, 0);
    return shares.reduce((sum, [weight, fraction]) => sum + weight * fraction, 0) / total;
  }

  /** What its parts have told it tells at once, what its lanes do after a while. */
  #isLookedAt(task: Task, ms: number): boolean {
    if (task.status !== "running" || this.#options.isStopping(task)) return false;
    if (this.#options.ownFraction(task) === undefined) return true;
    return isAtWork(task) && ms > SAMPLE_MS && task.subTasks.length === 0;
  }
}

function isAtWork(task: Task): boolean {
  return task.lanes.length > 0 || internalsOf(task).source?.type === "main";
}
