import type { TaskEngine } from "../../src/tasks/engine.ts";
import type { TaskEvent } from "../../src/tasks/events.ts";
import type { Outcome, TaskStatus } from "../../src/tasks/task-state.ts";
import { internalsOf, type Task } from "../../src/tasks/task.ts";

const NEXT: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  queued: ["held", "running", "cancelling", "canceled"],
  held: ["queued", "running", "cancelling", "failed", "canceled"],
  running: ["held", "cancelling", "complete", "failed", "canceled"],
  cancelling: ["canceled"],
  complete: [],
  failed: [],
  canceled: [],
};
/** Waiting this long counts as much as one more priority. */
const AGEING_MS = 10_000;

/** "complete", "failed error", "canceled user" … */
export type Fate = "complete" | `${"failed" | "canceled"} ${string}`;

/** A unit that counts what it emits as "count" says in its answer how much that was. */
export interface Count {
  /** Of the unit; another one each time it begins. */
  readonly key: string;
  readonly count: number;
}

/** What is known between two macrotasks. */
interface Rest {
  readonly count: number;
  readonly isTight?: boolean;
  readonly isAsking?: boolean;
  readonly isStill?: boolean;
}

interface Seen {
  readonly addedAt: number;
  readonly seq: number;
  /** As told last; undefined while that is that it was added, queued or held. */
  status: TaskStatus | undefined;
  fraction: number;
  text: string | undefined;
  finished: number;
  settled: boolean;
  /** When it had ended. */
  elapsedMs: number;
  logs: number;
}

type TaskOnly<E> = E extends { readonly task: Task } ? E : never;
type OwnEvent = TaskOnly<TaskEvent>;

/**
 * The rules of the engine (one end, progress that rises, dependencies before dependents …), as a listener to what it
 * tells. Collects what breaks them, since what a listener throws would only be told again.
 */
export class Invariants {
  readonly broken: string[] = [];
  readonly #now: () => number;
  readonly #isInLane: (task: Task) => boolean;
  #engine: TaskEngine | undefined;
  readonly #seen = new Map<Task, Seen>();
  readonly #open = new Set<Task>();
  /** The last that each unit emitted. */
  readonly #counts = new Map<string, number>();
  readonly #allowed = new Map<Task, Set<Fate>>();
  readonly #held = new Set<Task>();
  /** Those since nothing moved last: what started before may still be told. */
  readonly #newlyHeld = new Set<Task>();
  /** What was ready to start when nothing moved last. */
  #ready: ReadonlySet<Task> = new Set();
  #calls = 0;
  #turn: string | undefined;
  #isQuiet = true;

  /** @param isInLane a lane was given a unit of it already, and comes to it in a moment; of equals it may start later */
  constructor(now: () => number, isInLane: (task: Task) => boolean = () => false) {
    this.#now = now;
    this.#isInLane = isInLane;
  }

  /** Call before anybody else listens. */
  watch(engine: TaskEngine): void {
    this.#engine = engine;
    engine.on((event) => {
      if (event.type === "allFinished") {
        this.#isQuiet = true;
        if (engine.countActive !== 0) this.report(`allFinished is told while ${engine.countActive} tasks are active`);
      } else if (event.type !== "listenerError") {
        if (event.type === "added" && isListed(event.task)) this.#isQuiet = false;
        this.hear(event);
      }
    });
  }

  /** For internal tasks, of which the engine tells their own listeners only. Call before adding it. */
  watchTask(task: Task): void {
    task.on((event) => "task" in event && this.hear(event));
  }

  /** Something the user does: no task ends inside it. */
  call(act: () => void): void {
    this.#calls++;
    try {
      act();
    } finally {
      this.#calls--;
    }
  }

  /** The ways in which a task may end, besides what comes of those it depends on, or belongs to. */
  allow(task: Task, ...fates: readonly Fate[]): void {
    const allowed = this.#allowed.get(task) ?? new Set();
    this.#allowed.set(task, allowed);
    for (const fate of fates) allowed.add(fate);
  }

  forbid(task: Task, fate: Fate): void {
    this.#allowed.get(task)?.delete(fate);
  }

  /** It is made to start held. */
  holdFirst(task: Task): void {
    this.#held.add(task);
  }

  /** From `hold` to `resume` no unit of it may start. */
  hold(task: Task): void {
    if (task.isActive && (task.canHold || task.status === "queued")) this.#newlyHeld.add(task);
    for (const part of task.subTasks) this.hold(part);
  }

  resume(task: Task): void {
    this.#held.delete(task);
    this.#newlyHeld.delete(task);
    for (const part of task.subTasks) this.resume(part);
  }

  /** Tasks that have not ended. */
  get open(): readonly Task[] {
    return [...this.#open];
  }

  report(what: string, task?: Task): void {
    this.broken.push(task === undefined ? what : `${nameOf(task)}: ${what}`);
  }

  hear(event: OwnEvent): void {
    const { task } = event;
    if (event.type === "added") return this.#add(task);
    const seen = this.#seen.get(task);
    if (seen === undefined) return this.report(`"${event.type}" before it was added`, task);
    if (seen.settled) return this.report(`"${event.type}" after its end`, task);
    switch (event.type) {
      case "state":
        return this.#enter(task, seen, event.state.status);
      case "progress":
        return this.#advance(task, seen, event);
      case "emit":
        return this.#count(task, event);
      case "unit":
        return this.#start(task, seen, event.stage);
      case "settled":
        return this.#settle(task, seen, event.outcome);
      case "log":
        seen.logs++;
    }
  }

  /**
   * Between macrotasks: no lane is idle while work waits for it.
   * @param rest.count of compute lanes. @param rest.isTight memory is, so that nothing starts beside what runs
   * @param rest.isAsking a lane has to show that it listens, before it is free
   * @param rest.isStill nothing is due: what can end without a lane or the user has ended
   */
  atRest(rest: Rest): void {
    for (const task of this.#newlyHeld) this.#held.add(task);
    this.#newlyHeld.clear();
    const open = this.open;
    const ready = open.filter((task) => this.#isReady(task));
    this.#ready = new Set(ready);
    const full = fullLanes(open, rest);
    // a stage without units is over before anybody hears of it, and what waits then may be for other lanes
    const hasLane = (task: Task): boolean =>
      rest.isAsking !== true && !laneClassesOf(task).some((laneClass) => full[laneClass]);
    for (const task of ready) if (hasLane(task)) this.report("waits though a lane is free", task);
    for (const task of open)
      if (task.status === "running" && task.parent?.status === "queued") this.report("runs, its whole does not", task);
    if (rest.isStill === true) for (const task of open) this.#lookAtStill(task, hasLane(task));
    const active = open.filter(isListed).length;
    if (this.#engine !== undefined && this.#engine.countActive !== active)
      this.report(`${this.#engine.countActive} tasks are active of ${active}`);
  }

  #lookAtStill(task: Task, hasLane: boolean): void {
    const isHeld = this.#held.has(task);
    if (!isHeld && this.#standsStill(task, "held")) this.report("is held by nobody", task);
    if (!hasLane || !this.#standsStill(task, task.canHold ? "running" : "queued")) return;
    this.report(isHeld ? "stands still and is not held" : "stands still though a lane is free", task);
  }

  /** When all is over: every task has ended as it might, and the engine has told so. */
  atEnd(): void {
    for (const task of this.#open) this.report(`never ends (${task.status})`, task);
    if (!this.#isQuiet) this.report("allFinished was not told");
    const added = [...this.#seen.keys()].filter(isListed).map(({ id }) => id);
    const listed = this.#engine?.tasks().map(({ id }) => id) ?? added;
    if (listed.join() !== added.toSorted((a, b) => a - b).join())
      this.report(`lists ${listed.join()}; added were ${added.join()}`);
    for (const [task, { settled, elapsedMs }] of this.#seen)
      if (settled && task.elapsedMs !== elapsedMs) this.report("grows older after its end", task);
    for (const [task, allowed] of this.#allowed) if (!task.isActive && task.id !== 0) this.#lookAtEnd(task, allowed);
  }

  #lookAtEnd(task: Task, allowed: ReadonlySet<Fate>): void {
    const fate = fateOf(task.state as Outcome<unknown>);
    const isDue = fate === "canceled dependency" && relatives(task).some(({ status }) => status !== "complete");
    if (!allowed.has(fate) && !isDue) this.report(`ended as ${fate}; expected ${[...allowed].join(" or ")}`, task);
    const needed = internalsOf(task).dependsOn;
    if (task.status === "complete" && needed.some(({ status }) => status !== "complete"))
      this.report("is complete without what it depends on", task);
  }

  #add(task: Task): void {
    if (this.#seen.has(task)) return this.report("is added twice", task);
    this.#open.add(task);
    this.#seen.set(task, {
      addedAt: this.#now(),
      seq: Math.abs(task.id),
      status: undefined,
      fraction: 0,
      text: undefined,
      finished: 0,
      settled: false,
      elapsedMs: 0,
      logs: 0,
    });
    const finished = task.finished.bind(task);
    task.finished = (outcome) => {
      this.#finish(task, outcome);
      return finished(outcome);
    };
  }

  #enter(task: Task, seen: Seen, status: TaskStatus): void {
    const next = seen.status === undefined ? [...NEXT.queued, ...NEXT.held] : NEXT[seen.status];
    if (status === "running" && this.#held.has(task)) this.report("goes on while it is to stand still", task);
    if (!next.includes(status)) this.report(`goes from ${seen.status ?? "added"} to ${status}`, task);
    seen.status = status;
  }

  #advance(task: Task, seen: Seen, { fraction, text }: OwnEvent & { readonly type: "progress" }): void {
    if (!(fraction >= 0 && fraction <= 1)) this.report(`is ${fraction} done`, task);
    if (fraction < seen.fraction) this.report(`falls from ${seen.fraction} to ${fraction}`, task);
    if (fraction === seen.fraction && text === seen.text) this.report("tells the same progress twice", task);
    seen.fraction = fraction;
    seen.text = text;
  }

  #count(task: Task, { name, value }: OwnEvent & { readonly type: "emit" }): void {
    if (name !== "count") return;
    const { key, count } = value as Count;
    const last = this.#counts.get(key) ?? 0;
    if (count !== last + 1) this.report(`${key} emits ${count} after ${last}`, task);
    this.#counts.set(key, count);
  }

  #start(task: Task, seen: Seen, stage: number): void {
    if (seen.status !== "running") this.report(`a unit of it starts while it is ${seen.status ?? "added"}`, task);
    if (this.#held.has(task)) this.report("a unit of it starts while it is to stand still", task);
    const missing = internalsOf(task).dependsOn.find(({ status }) => status !== "complete");
    if (missing !== undefined) this.report(`starts before ${nameOf(missing)}, on which it depends`, task);
    for (const other of this.#ready) {
      const laneClass = laneClassesOf(task)[stage];
      const competes = other !== task && this.#isReady(other) && laneClassesOf(other).every((its) => its === laneClass);
      const isLate = this.#isInLane(other) && other.priority === task.priority;
      if (competes && !isLate && this.#isBefore(other, task)) this.report(`starts before ${nameOf(other)}`, task);
    }
  }

  #finish(task: Task, outcome: Outcome<unknown>): void {
    const seen = this.#seen.get(task)!;
    seen.finished++;
    if (seen.settled) this.report("finished is called after its end", task);
    if (this.#calls > 0) this.report("finished is called inside a call of the user's", task);
    if (task.status !== outcome.status) this.report(`is ${task.status} in finished of ${outcome.status}`, task);
  }

  #settle(task: Task, seen: Seen, outcome: Outcome<unknown>): void {
    seen.settled = true;
    seen.elapsedMs = task.elapsedMs;
    if (task.logs.length !== seen.logs) this.report(`has ${task.logs.length} logs, ${seen.logs} were told`, task);
    this.#open.delete(task);
    if (seen.finished !== 1) this.report(`finished was called ${seen.finished} times`, task);
    if (this.#turn !== undefined) this.report(`ends in the same turn of the loop as ${this.#turn}`, task);
    this.#turn = nameOf(task);
    queueMicrotask(() => (this.#turn = undefined));
    if (seen.status !== outcome.status) this.report(`told ${seen.status}, ended as ${outcome.status}`, task);
    if ((seen.fraction === 1) !== (outcome.status === "complete"))
      this.report(`${outcome.status} with ${seen.fraction} done`, task);
    if (task.subTasks.some((part) => this.#open.has(part))) this.report("ends before a part of it", task);
    if (outcome.status !== "complete") return;
    if (task.subTasks.some(({ status }) => status !== "complete")) this.report("is complete, a part is not", task);
    for (const answer of [outcome.result].flat(3)) {
      if (!isCount(answer)) continue;
      const heard = this.#counts.get(answer.key) ?? 0;
      if (heard !== answer.count) this.report(`${answer.key} emitted ${answer.count}, ${heard} arrived`, task);
    }
  }

  #isReady(task: Task): boolean {
    if (task.status !== "queued" || !this.#open.has(task) || this.#held.has(task)) return false;
    const { source, dependsOn } = internalsOf(task);
    return source?.type === "job" && dependsOn.every(({ status }) => status === "complete");
  }

  /** No lane and no part does anything for it, though nothing keeps it from going on. */
  #standsStill(task: Task, as: TaskStatus): boolean {
    if (task.lanes.length > 0 || task.subTasks.some((part) => this.#open.has(part))) return false;
    const { source, dependsOn } = internalsOf(task);
    const isMeant = as === "queued" ? source?.type === "main" : task.canHold;
    return isMeant && task.status === as && dependsOn.every(({ status }) => status === "complete");
  }

  #isBefore(a: Task, b: Task): boolean {
    const [first, second] = [this.#seen.get(a)!, this.#seen.get(b)!];
    const difference = first.addedAt - a.priority * AGEING_MS - (second.addedAt - b.priority * AGEING_MS);
    return difference === 0 ? first.seq < second.seq : difference < 0;
  }
}

export function fateOf(outcome: Outcome<unknown>): Fate {
  return outcome.status === "complete" ? "complete" : `${outcome.status} ${outcome.reason}`;
}

/** Whether the lanes of a class can take nothing more. */
function fullLanes(open: readonly Task[], { count, isTight = false }: Rest): Readonly<Record<LaneClass, boolean>> {
  const busy = new Set(open.flatMap(({ lanes }) => lanes));
  const busyCompute = [...busy].filter((lane) => lane < count).length;
  return {
    compute: busyCompute >= (isTight ? 1 : count),
    internal: busy.has(count),
    io: isTight && busy.has(count + 1), // there is always room
  };
}

function isListed(task: Task): boolean {
  return !task.hidden && task.parent === undefined && !internalsOf(task).record.internal;
}

/** Whose bad end is a task's own. */
function relatives(task: Task): readonly Task[] {
  return [...internalsOf(task).dependsOn, ...task.subTasks, ...(task.parent === undefined ? [] : [task.parent])];
}

type LaneClass = "compute" | "internal" | "io";

/** Of each of its stages. */
export function laneClassesOf(task: Task): readonly LaneClass[] {
  const { source, record } = internalsOf(task);
  if (source?.type !== "job") return [];
  const { stages, lanes } = source.job;
  return stages.map((_, stage) => (record.internal ? "internal" : (lanes?.[stage] ?? "compute")));
}

function isCount(value: unknown): value is Count {
  return typeof value === "object" && value !== null && "key" in value && "count" in value;
}

function nameOf(task: Task): string {
  return `task ${task.id} "${task.description}"`;
}
