import { availableParallelism } from "node:os";
import { SpatialError } from "../errors.ts";
import { type CheckedAddition, checkedAdditions, type JobMaking } from "./checked-additions.ts";
import { type Clock, systemClock } from "./clock.ts";
import { Announcer } from "./announcer.ts";
import { type Entry, newEntry, relate } from "./engine-entry.ts";
import { EntrySteering, type Hands } from "./entry-steering.ts";
import { callSafely, type ListenOptions, type TaskListener } from "./events.ts";
import { Dispatcher, type DispatcherOptions } from "./dispatcher.ts";
import { failed, failedByTime } from "./failures.ts";
import { fateOf, finalOutcome, isBad } from "./final-outcome.ts";
import type { Lane, LaneOptions } from "./lane.ts";
import { MainRun } from "./main-run.ts";
import type { MemoryProbe } from "./memory-guard.ts";
import { lateDependencies } from "./plan-additions.ts";
import { openPoolLane } from "./pool-lane.ts";
import { laneHeapMb, processMemory } from "./process-memory.ts";
import { internalsOf, type Task } from "./task.ts";
import type { TaskContext } from "./task-context.ts";
import { TaskHistory } from "./task-history.ts";
import { hasEnded, nameOf, type TaskRecord } from "./task-record.ts";
import { Turnstile } from "./turnstile.ts";
import { hear } from "./unit-flight.ts";
import type { CancelReason, Outcome } from "./task-state.ts";

const MAX_LANES = 8;
/** A lane is given up at its limit; V8's own is so much higher, since what reaches that one may end the process. */
const HEAP_HEADROOM = 2;

export interface TaskEngineOptions extends JobMaking {
  /** File of the worker bundle. */
  readonly workerUrl: URL;
  /** Number of lanes; one for each core, at most 8, by default. */
  readonly lanes?: number;
  /** How long a canceled user function gets to notice. Default 1000. */
  readonly graceMs?: number;
  /** JavaScript heap of one lane in MB. */
  readonly heapMb?: number;
  /** What the process may hold, and does; by default three quarters of the machine's or the cgroup's memory. */
  readonly memory?: MemoryProbe;
  readonly onPulse?: DispatcherOptions["onPulse"];
  readonly clock?: Clock;
  readonly openLane?: (options: LaneOptions) => Lane;
}

export interface AddOptions {
  /** Besides those the task was made with. */
  readonly dependsOn?: readonly Task[];
}

/**
 * Runs tasks in lanes. Everything a user sees happens on the main loop: a task settles in a macrotask of its own, never
 * inside a call of the user's.
 */
export class TaskEngine {
  readonly #clock: Clock;
  /** One for all records: a closure made beside an entry would keep that entry alive. */
  readonly #now = (): number => this.#clock.now();
  readonly #jobMaking: JobMaking;
  readonly #dispatcher: Dispatcher;
  readonly #entries = new Map<Task, Entry>();
  readonly #history = new TaskHistory();
  readonly #tell = new Announcer();
  readonly #settling: Turnstile<Entry>;
  readonly #hands: Hands = {
    cancel: (entry) => this.#tell.during(() => this.#cancel(entry, "user")),
    hold: (entry) => this.#tell.during(() => this.#hold(entry)),
    resume: (entry) =>
      this.#tell.during(() => {
        this.#resume(entry);
        this.#dispatcher.pump();
      }),
    memoryOf: (entry) => this.#dispatcher.memoryOf(entry),
    after: (ms, call) => this.#clock.after(ms, call),
  };
  #listed = 0;
  #isOpen = true;
  #closed: Promise<void> | undefined;
  #lastId = 0;
  #lastInternalId = 0;

  constructor(options: TaskEngineOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#jobMaking = options;
    this.#settling = new Turnstile(this.#clock, (entry) => entry.context.runInAsyncScope(() => this.#settle(entry)));
    const count = options.lanes ?? Math.max(1, Math.min(MAX_LANES, availableParallelism()));
    const open = options.openLane ?? openPoolLane;
    const heapMb = options.heapMb ?? laneHeapMb(count);
    const laneOptions = { workerUrl: options.workerUrl, heapMb: heapMb * HEAP_HEADROOM };
    this.#dispatcher = new Dispatcher({
      open: () => open(laneOptions),
      clock: this.#clock,
      count,
      graceMs: options.graceMs ?? 1000,
      onLate: (label, error) => this.#tell.stray({ type: "listenerError", where: "late", label, error }),
      tell: this.#tell,
      memory: options.memory ?? processMemory(),
      heapBytes: heapMb * 2 ** 20,
      onPulse: options.onPulse ?? (() => undefined),
      life: {
        start: (entry) => this.#start(entry),
        decide: (entry, verdict) => this.#decide(entry, verdict),
        settleIfClear: (entry) => this.#settleIfClear(entry),
        standStill: (entry) => this.#standStill(entry),
      },
    });
  }

  /**
   * Starts a task with its sub-tasks, after the tasks it depends on; those not added yet are added with it. Adding it
   * again does nothing. Throws ENGINE_CLOSED, TASK_CYCLE, and whatever is wrong with the task's function or with a layer
   * it depends on; then nothing was added.
   */
  add<K extends Task>(task: K, { dependsOn = [] }: AddOptions = {}): K {
    if (!this.#isOpen) {
      throw new SpatialError(
        "ENGINE_CLOSED",
        `The session is closed: "${task.description}" can't be started any more.`,
      );
    }
    const known = this.#entries.get(task);
    if (known !== undefined && dependsOn.length > 0) {
      throw lateDependencies(
        known,
        dependsOn.flatMap((other) => this.#entries.get(other) ?? []),
      );
    }
    // All jobs first: if one can't be made, nothing is added.
    const additions = checkedAdditions(task, dependsOn, this.#jobMaking);
    this.#tell.during(() => {
      const entries = additions.map((addition) => this.#enter(addition));
      for (const [i, entry] of entries.entries())
        for (const dependency of additions[i]!.dependsOn) this.#link(entry, dependency);
      for (const entry of entries) this.#queueIfReady(entry);
      this.#dispatcher.pump();
    });
    return task;
  }

  /**
   * All but internal and hidden ones and those that are parts of others, in the order of adding; of ended tasks the last
   * 1000, whose result is kept by its holder only.
   */
  tasks(): readonly Task[] {
    return [...this.#history.tasks(), ...this.activeTasks()].toSorted((a, b) => a.id - b.id);
  }

  /** Those of `tasks()` that have not ended. */
  activeTasks(): readonly Task[] {
    return [...this.#entries.values()].flatMap(({ task, record }) => (isListed(record) ? [task] : []));
  }

  /** How many tasks have not ended. */
  get countActive(): number {
    return this.#listed;
  }

  get(id: number): Task | undefined {
    for (const [task] of this.#entries) if (task.id === id) return task;
    return this.#history.get(id);
  }

  /** Threads that exist now, busy or idle. */
  get threads(): number {
    return this.#dispatcher.threads;
  }

  /** `look`: see `onPulse`. `quiet` cuts off the lanes' answers to it, until it is called again. */
  readonly memory = { look: () => this.#dispatcher.lookAtMemory(), quiet: () => this.#dispatcher.askNoMemory() };

  /** Cancels every task that has not ended, hidden ones too. @param isMeant to leave some alone */
  cancelAll(isMeant: (task: Task) => boolean = () => true): void {
    this.#tell.during(() => {
      for (const entry of Array.from(this.#entries.values()))
        if (!entry.record.internal && isMeant(entry.task)) this.#cancel(entry, "user");
    });
  }

  /** A layer is gone, or another one has its name: cancels the tasks that depend on it. */
  loseLayer(name: string, how: "removed" | "replaced"): void {
    this.#tell.during(() => {
      for (const entry of Array.from(this.#entries.values()))
        if (entry.layers.has(name)) this.#cancelBecause(entry, `layer "${name}", which it depends on, was ${how}`);
    });
  }

  on(listener: TaskListener, options?: ListenOptions): void {
    this.#tell.on(listener, options);
  }

  /** Cancels everything, waits until all tasks have settled and ends all threads. */
  close(): Promise<void> {
    this.#isOpen = false;
    this.#closed ??= this.#shutDown();
    return this.#closed;
  }

  async #shutDown(): Promise<void> {
    const open = [...this.#entries.values()];
    this.#tell.during(() => {
      for (const entry of open) this.#decide(entry, { status: "canceled", reason: "shutdown" });
    });
    await this.#dispatcher.close();
    await Promise.all(open.map((entry) => internalsOf(entry.task).settled));
  }

  #enter({ task, job, layers }: CheckedAddition): Entry {
    const { record } = internalsOf(task);
    record.id = record.internal ? --this.#lastInternalId : ++this.#lastId;
    record.now = this.#now;
    const seq = Math.abs(record.id);
    const entry = newEntry(task, job, { addedAt: this.#clock.now(), seq, layers });
    this.#entries.set(task, entry);
    if (isListed(record)) this.#listed++;
    record.steering = new EntrySteering(entry, this.#hands);
    this.#tell.send(entry, () => ({ type: "added", task }));
    this.#join(entry);
    return entry;
  }

  /** Ties it to the task it is a part of and to its own parts, as far as they have been entered before it. */
  #join(entry: Entry): void {
    const whole = entry.task.parent && this.#entries.get(entry.task.parent);
    const pairs = entry.task.subTasks
      .flatMap((part) => this.#entries.get(part) ?? [])
      .map((part) => [entry, part] as const);
    for (const [parent, part] of whole === undefined ? pairs : [...pairs, [whole, entry] as const]) {
      part.parent = parent;
      parent.parts.push(part);
      relate(parent, "openParts", part);
    }
  }

  #link(entry: Entry, dependency: Task): void {
    entry.record.dependencies.push(dependency.id);
    const open = this.#entries.get(dependency);
    if (open !== undefined) {
      relate(entry, "waitsFor", open);
      relate(open, "dependents", entry);
    } else if (dependency.status !== "complete") {
      this.#cancelBecause(entry, fateOf(internalsOf(dependency).record, "which it depends on"));
    }
  }

  #queueIfReady(entry: Entry): void {
    const { status } = entry.record.state;
    if (entry.waitsFor.size > 0 || entry.verdict !== undefined || status === "held") return;
    const { source } = entry.internals;
    if (source?.type === "main") this.#follow(entry, source.start);
    else if (!entry.hasOwnWork) this.#dispatcher.advance(entry);
    else this.#dispatcher.enqueue(entry);
  }

  #hold(entry: Entry): void {
    for (const part of entry.openParts) this.#hold(part);
    const { status } = entry.record.state;
    if (entry.verdict !== undefined || entry.main !== undefined || (status !== "queued" && status !== "running"))
      return;
    entry.wantsHold = true;
    this.#dispatcher.dequeue(entry);
    this.#standStill(entry);
  }

  #standStill(entry: Entry): void {
    if (entry.wantsHold && entry.flights.size === 0 && entry.verdict === undefined)
      this.#tell.enterState(entry, { status: "held" });
  }

  #resume(entry: Entry): void {
    for (const part of entry.openParts) this.#resume(part);
    if (entry.verdict !== undefined) return;
    entry.wantsHold = false;
    const { record, parts } = entry;
    const isHeld = record.state.status === "held";
    const isUnderWay = record.startedAt !== undefined || parts.some((part) => part.record.state.status === "running");
    if (isHeld && isUnderWay) this.#start(entry);
    else if (isHeld) this.#tell.enterState(entry, { status: "queued" });
    if (entry.run.hasWaiting) this.#dispatcher.enqueue(entry);
    if (isHeld && entry.run.stage < 0) this.#queueIfReady(entry);
  }

  /** A task runs as soon as it, or a part of it, does. */
  #start(entry: Entry): void {
    const { record, parent } = entry;
    if (record.startedAt !== undefined) {
      this.#tell.enterState(entry, { status: "running" });
      return;
    }
    record.startedAt = this.#clock.now();
    const { timeoutMs } = record;
    if (timeoutMs !== undefined) {
      const late = (): void => this.#tell.during(() => this.#overrule(entry, failedByTime(record, timeoutMs)));
      entry.stopTimeout = this.#clock.after(timeoutMs, late);
    }
    this.#tell.enterState(entry, { status: "running" });
    if (parent?.record.state.status === "queued" && parent.verdict === undefined) this.#start(parent);
  }

  #follow(entry: Entry, start: (ctx: TaskContext) => unknown): void {
    const main = new MainRun(entry.record.description, hear(entry, this.#tell));
    entry.main = main;
    this.#start(entry);
    if (entry.verdict !== undefined) return;
    this.#dispatcher.watch(entry);
    const work = new Promise((resolve) => resolve(entry.context.runInAsyncScope(() => start(main.context))));
    work.then(
      (result) => this.#tell.during(() => this.#decide(entry, { status: "complete", result })),
      (error: unknown) => this.#tell.during(() => this.#decide(entry, failed("error", error))),
    );
  }

  #cancel(entry: Entry, reason: CancelReason): void {
    if (isBad(entry.verdict) || hasEnded(entry.record)) return;
    this.#tell.enterState(entry, { status: "cancelling" });
    this.#overrule(entry, { status: "canceled", reason });
  }

  /** A cancel beats a success that has not been seen yet, so that no layer appears after it. */
  #overrule(entry: Entry, verdict: Outcome<unknown>): void {
    if (entry.verdict === undefined) return this.#decide(entry, verdict);
    if (isBad(entry.verdict)) return;
    entry.verdict = verdict;
    this.#endParts(entry);
  }

  /** @param because goes on after "was canceled, because" */
  #cancelBecause(entry: Entry, because: string): void {
    entry.record.because ??= `, because ${because}`;
    this.#cancel(entry, "dependency");
  }

  /** The task will end like this as soon as no lane and no part works for it any more. The first decision counts. */
  #decide(entry: Entry, verdict: Outcome<unknown>): void {
    if (entry.verdict !== undefined) return;
    entry.verdict = verdict;
    this.#dispatcher.dequeue(entry);
    entry.main?.stop(isBad(verdict));
    for (const flight of Array.from(entry.flights.values())) flight.stop();
    if (isBad(verdict)) this.#endParts(entry);
    this.#settleIfClear(entry);
  }

  #endParts({ verdict, record, openParts }: Entry): void {
    for (const part of Array.from(openParts)) {
      if (verdict?.status === "canceled" && verdict.reason !== "dependency") this.#cancel(part, verdict.reason);
      else this.#cancelBecause(part, `${nameOf(record)}, of which it is a part, ended without a result`);
    }
  }

  #settleIfClear(entry: Entry): void {
    if (entry.verdict === undefined || entry.flights.size > 0 || entry.openParts.size > 0 || entry.isSettling) return;
    entry.isSettling = true;
    this.#settling.add(entry);
  }

  #settle(entry: Entry): void {
    const { task, record, internals } = entry;
    const outcome = finalOutcome(entry);
    record.endedAt = this.#clock.now();
    entry.stopTimeout?.();
    this.#dispatcher.unwatch(entry);
    this.#entries.delete(task);
    if (!record.internal && !record.hidden) this.#history.add(record, task);
    this.#tell.during(() => {
      if (outcome.status === "complete") this.#tell.show(entry, 1);
      internals.end(outcome);
      this.#tell.enterState(entry, outcome.status === "complete" ? { status: "complete", result: undefined } : outcome);
    });
    callSafely(
      () => task.finished(outcome),
      (error) => this.#tell.strayFrom(entry, "finished", error),
    );
    this.#tell.send(entry, () => ({ type: "settled", task, outcome }));
    internals.release(outcome);
    // The record outlives the task; what it leads to must not keep the result alive.
    record.steering = undefined;
    record.events.clear();
    this.#tell.during(() => this.#settleDependents(entry, outcome));
    if (isListed(record) && --this.#listed === 0) this.#tell.allFinished();
  }

  #settleDependents(entry: Entry, { status }: Outcome<unknown>): void {
    for (const dependent of entry.dependents) {
      dependent.waitsFor.delete(entry);
      if (status === "complete") this.#queueIfReady(dependent);
      else this.#cancelBecause(dependent, fateOf(entry.record, "which it depends on"));
    }
    const { parent } = entry;
    if (parent !== undefined) {
      parent.openParts.delete(entry);
      if (status !== "complete") this.#cancelBecause(parent, fateOf(entry.record, "a part of it"));
      this.#settleIfClear(parent);
    }
    this.#dispatcher.pump();
  }
}

function isListed({ internal, hidden, isSubTask }: TaskRecord): boolean {
  return !internal && !hidden && !isSubTask;
}
