import { availableParallelism, totalmem } from "node:os";
import { SpatialError } from "../errors.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type Addition, type Entry, lateDependencies, newEntry, planAdditions } from "./engine-entry.ts";
import {
  callSafely,
  type ListenOptions,
  type StrayError,
  type TaskEvent,
  TaskEvents,
  type TaskListener,
} from "./events.ts";
import type { FlightListener } from "./flight.ts";
import { failed, failedByLoss, failedToStart, failedWith, toError } from "./failures.ts";
import type { CompiledJob } from "./job.ts";
import type { Lane, LaneOptions } from "./lane.ts";
import { type LaneClass, Lanes } from "./lanes.ts";
import { openPoolLane } from "./pool-lane.ts";
import { ReadyQueue } from "./ready-queue.ts";
import { internalsOf, type Task } from "./task.ts";
import { TaskHistory } from "./task-history.ts";
import { nameOf } from "./task-record.ts";
import { Turnstile } from "./turnstile.ts";
import type { CancelReason, Outcome, TaskState } from "./task-state.ts";

const SAMPLE_MS = 100;
const MAX_LANES = 8;
/** Before the end a task shows at most this much, so that 100 % means complete. */
const ALMOST = 0.99;
const MAX_LOGS = 10_000;

export interface TaskEngineOptions {
  /** File of the worker bundle. */
  readonly workerUrl: URL;
  /** Number of lanes; one for each core, at most 8, by default. */
  readonly lanes?: number;
  /** How long a canceled user function gets to notice. Default 1000. */
  readonly graceMs?: number;
  /** JavaScript heap of one lane in MB. */
  readonly heapMb?: number;
  /** Makes a job of a function, a module or an overridden `run`; throws if that can't go to a lane. */
  readonly compile?: (task: Task) => CompiledJob;
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
  readonly #compile: (task: Task) => CompiledJob;
  readonly #lanes: Lanes;
  readonly #ready: Readonly<Record<LaneClass, ReadyQueue<Entry>>> = {
    compute: new ReadyQueue(),
    internal: new ReadyQueue(),
  };
  readonly #entries = new Map<Task, Entry>();
  readonly #flying = new Set<Entry>();
  readonly #history = new TaskHistory();
  readonly #events = new TaskEvents();
  readonly #settling: Turnstile<Entry>;
  #sampling: (() => void) | undefined;
  #pumping = false;
  #closed: Promise<void> | undefined;
  #lastId = 0;
  #lastInternalId = 0;

  constructor(options: TaskEngineOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#compile = options.compile ?? refuseToCompile;
    this.#settling = new Turnstile(this.#clock, (entry) => entry.context.runInAsyncScope(() => this.#settle(entry)));
    const count = options.lanes ?? Math.max(1, Math.min(MAX_LANES, availableParallelism()));
    const open = options.openLane ?? openPoolLane;
    const laneOptions = { workerUrl: options.workerUrl, heapMb: options.heapMb ?? defaultHeapMb(count) };
    this.#lanes = new Lanes({
      open: () => open(laneOptions),
      clock: this.#clock,
      count,
      graceMs: options.graceMs ?? 1000,
      onFree: () => this.#pump(),
      onLate: (label, error) => this.#stray({ type: "listenerError", where: "late", label, error }),
    });
  }

  /**
   * Starts a task, after the tasks it depends on; those not added yet are added with it. Adding it again does nothing.
   * Throws ENGINE_CLOSED, TASK_CYCLE, and whatever is wrong with the task's function; then nothing was added.
   */
  add<K extends Task>(task: K, { dependsOn = [] }: AddOptions = {}): K {
    if (this.#closed !== undefined) {
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
    const additions = planAdditions(task, dependsOn);
    // All jobs first: if one can't be made, nothing is added.
    const jobs = additions.map((addition) => this.#jobOf(addition.task));
    for (const [i, addition] of additions.entries()) this.#enter(addition, jobs[i]!);
    return task;
  }

  /** All but internal ones, in the order of adding; of ended tasks the last 1000, whose result is kept by its holder only. */
  tasks(): readonly Task[] {
    const alive = [...this.#entries.keys()].filter((task) => task.id > 0);
    return [...this.#history.tasks(), ...alive].toSorted((a, b) => a.id - b.id);
  }

  get(id: number): Task | undefined {
    for (const [task] of this.#entries) if (task.id === id) return task;
    return this.#history.get(id);
  }

  /** Threads that exist now, busy or idle. */
  get threads(): number {
    return this.#lanes.threads;
  }

  cancelAll(): void {
    for (const entry of Array.from(this.#entries.values()))
      if (entry.laneClass === "compute") this.#cancel(entry, "user");
  }

  on(listener: TaskListener, options?: ListenOptions): void {
    this.#events.on(listener, options);
  }

  /** Cancels everything, waits until all tasks have settled and ends all threads. */
  close(): Promise<void> {
    this.#closed ??= this.#shutDown();
    return this.#closed;
  }

  async #shutDown(): Promise<void> {
    const open = [...this.#entries.values()];
    for (const entry of open) this.#decide(entry, { status: "canceled", reason: "shutdown" });
    this.#sampling?.();
    await this.#lanes.close();
    await Promise.all(open.map((entry) => entry.task.settled));
  }

  #jobOf(task: Task): CompiledJob {
    const { source, record } = internalsOf(task);
    if (Number.isNaN(record.priority)) {
      throw new SpatialError(
        "BAD_ARGUMENT",
        `The priority of "${task.description}" is NaN; expected a number, larger runs first.`,
      );
    }
    if (source === undefined) {
      throw new SpatialError(
        "BAD_ARGUMENT",
        `The ${nameOf(record)} has nothing to run. Override run(ctx), or make it with Task.fromFunction(fn, input).`,
      );
    }
    return source.type === "job" ? source.job : this.#compile(task);
  }

  #enter({ task, dependsOn }: Addition, job: CompiledJob): void {
    const { record } = internalsOf(task);
    record.id = record.internal ? --this.#lastInternalId : ++this.#lastId;
    record.now = this.#now;
    const seq = Math.abs(record.id);
    const entry = newEntry(task, job, { addedAt: this.#clock.now(), seq });
    this.#entries.set(task, entry);
    record.steering = {
      cancel: () => this.#cancel(entry, "user"),
      hold: () => this.#hold(entry),
      resume: () => this.#resume(entry),
      waitsFor: () => Array.from(entry.waitsFor, ({ task: other }) => other),
    };
    this.#send(entry, () => ({ type: "added", task }));
    for (const dependency of dependsOn) this.#link(entry, dependency);
    this.#queueIfReady(entry);
  }

  #link(entry: Entry, dependency: Task): void {
    const open = this.#entries.get(dependency);
    if (open !== undefined) {
      entry.waitsFor.add(open);
      open.dependents.add(entry);
    } else if (dependency.status !== "complete") {
      this.#cancelBecause(entry, dependency);
    }
  }

  #queueIfReady(entry: Entry): void {
    const { status } = entry.record.state;
    if (entry.waitsFor.size > 0 || entry.verdict !== undefined || status === "held") return;
    this.#ready[entry.laneClass].add(entry);
    this.#pump();
  }

  #hold(entry: Entry): void {
    if (entry.record.state.status !== "queued" || entry.verdict !== undefined) return;
    this.#ready[entry.laneClass].delete(entry);
    this.#enterState(entry, { status: "held" });
  }

  #resume(entry: Entry): void {
    if (entry.record.state.status !== "held") return;
    this.#enterState(entry, { status: "queued" });
    this.#queueIfReady(entry);
  }

  /** Hands work to free lanes until one of both runs out. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      for (const laneClass of ["compute", "internal"] as const) this.#fill(laneClass);
    } finally {
      this.#pumping = false;
    }
  }

  #fill(laneClass: LaneClass): void {
    const queue = this.#ready[laneClass];
    while (this.#closed === undefined && this.#lanes.hasFree(laneClass)) {
      const entry = queue.peek();
      if (entry === undefined) return;
      if (entry.run.stage < 0) this.#begin(entry);
      else this.#launch(entry);
    }
  }

  #begin(entry: Entry): void {
    entry.record.startedAt = this.#clock.now();
    this.#enterState(entry, { status: "running" });
    if (entry.verdict === undefined) this.#advance(entry);
  }

  /** Goes to the next stage, or to the end after the last. */
  #advance(entry: Entry): void {
    const queue = this.#ready[entry.laneClass];
    try {
      entry.run.advance();
    } catch (error) {
      this.#decide(entry, failed("error", error));
      return;
    }
    if (entry.run.finished) this.#decide(entry, { status: "complete", result: entry.run.result });
    else queue.add(entry);
  }

  #launch(entry: Entry): void {
    const { run, record, laneClass } = entry;
    const next = run.take();
    if (!run.hasWaiting) this.#ready[laneClass].delete(entry);
    if (next === undefined) return;
    const { index, unit } = next;
    try {
      const flight = this.#lanes.start(laneClass, { ...unit, label: record.description }, this.#listen(entry, index));
      entry.flights.set(index, flight);
      this.#flying.add(entry);
      this.#sampling ??= this.#clock.after(SAMPLE_MS, () => this.#sample());
      this.#send(entry, () => ({ type: "unit", task: entry.task, stage: run.stage, index, lane: flight.laneIndex }));
    } catch (error) {
      this.#decide(entry, failedToStart(record, unit.payload, error));
    }
  }

  #listen(entry: Entry, index: number): FlightListener {
    const { task, record } = entry;
    return {
      text: (text) => void (record.text = text),
      log: (level, text) => {
        if (record.logs.length >= MAX_LOGS) return;
        const logged = { level, text };
        record.logs.push(logged);
        this.#send(entry, () => ({ type: "log", task, entry: logged }));
      },
      emitted: (name, value) => this.#send(entry, () => ({ type: "emit", task, name, value })),
      done: (value) => this.#land(entry, index, () => this.#answer(entry, index, value)),
      failed: (error) => this.#land(entry, index, () => this.#decide(entry, failedWith(error))),
      lost: (loss) =>
        this.#land(entry, index, () => {
          if (loss.untouched && entry.retries++ < 2) this.#retry(entry, index);
          else this.#decide(entry, failedByLoss(record, loss));
        }),
    };
  }

  /** A unit has left its lane. What that means counts only while the task's end is open. */
  #land(entry: Entry, index: number, consequence: () => void): void {
    this.#report(entry);
    entry.flights.delete(index);
    if (entry.flights.size === 0) this.#flying.delete(entry);
    if (entry.verdict === undefined) consequence();
    else if (entry.flights.size === 0) this.#settling.add(entry);
  }

  #answer(entry: Entry, index: number, value: unknown): void {
    entry.run.answer(index, value);
    if (entry.run.stageComplete) this.#advance(entry);
  }

  #retry(entry: Entry, index: number): void {
    entry.run.putBack(index);
    this.#ready[entry.laneClass].add(entry);
  }

  #cancel(entry: Entry, reason: CancelReason): void {
    const { verdict } = entry;
    // A cancel beats a success that has not been seen yet, so that no layer appears after it.
    if (verdict !== undefined && verdict.status !== "complete") return;
    this.#enterState(entry, { status: "cancelling" });
    if (verdict === undefined) this.#decide(entry, { status: "canceled", reason });
    else entry.verdict = { status: "canceled", reason };
  }

  #cancelBecause(entry: Entry, dependency: Task): void {
    const { record } = internalsOf(dependency);
    const fate = record.state.status === "failed" ? `failed: ${record.state.error.message}` : "was canceled";
    entry.record.because ??= `, because ${nameOf(record)}, which it depends on, ${fate}`;
    this.#cancel(entry, "dependency");
  }

  /** The task will end like this as soon as no lane works for it any more. The first decision counts. */
  #decide(entry: Entry, verdict: Outcome<unknown>): void {
    if (entry.verdict !== undefined) return;
    entry.verdict = verdict;
    this.#ready[entry.laneClass].delete(entry);
    for (const flight of Array.from(entry.flights.values())) flight.stop();
    if (entry.flights.size === 0) this.#settling.add(entry);
  }

  #settle(entry: Entry): void {
    const { task, record, internals } = entry;
    const outcome = this.#finalOutcome(entry);
    record.endedAt = this.#clock.now();
    if (outcome.status === "complete") this.#show(entry, 1);
    this.#entries.delete(task);
    if (!record.internal) this.#history.add(record, task);
    internals.end(outcome);
    this.#enterState(entry, outcome.status === "complete" ? { status: "complete", result: undefined } : outcome);
    callSafely(
      () => task.finished(outcome),
      (error) => this.#strayFrom(entry, "finished", error),
    );
    this.#send(entry, () => ({ type: "settled", task, outcome }));
    internals.release(outcome);
    // The record outlives the task; what it leads to must not keep the result alive.
    record.steering = undefined;
    record.events.clear();
    for (const dependent of entry.dependents) {
      dependent.waitsFor.delete(entry);
      if (outcome.status === "complete") this.#queueIfReady(dependent);
      else this.#cancelBecause(dependent, task);
    }
  }

  #finalOutcome({ verdict, job, internals }: Entry): Outcome<unknown> {
    if (verdict === undefined) throw new Error("A task settled without an outcome.");
    if (verdict.status !== "complete") return verdict;
    try {
      const answer = job.map === undefined ? verdict.result : job.map(verdict.result);
      return { status: "complete", result: internals.map === undefined ? answer : internals.map(answer) };
    } catch (error) {
      return failed("error", error);
    }
  }

  #sample(): void {
    this.#sampling = undefined;
    for (const entry of Array.from(this.#flying)) this.#report(entry);
    if (this.#flying.size > 0) this.#sampling = this.#clock.after(SAMPLE_MS, () => this.#sample());
  }

  #report(entry: Entry): void {
    if (entry.run.stage < 0 || entry.run.finished) return;
    const running = [...entry.flights].map(([index, flight]) => [index, flight.fraction] as const);
    this.#show(entry, Math.min(ALMOST, entry.run.fraction(running)));
  }

  #show(entry: Entry, fraction: number): void {
    const { record, task } = entry;
    if (fraction <= record.fraction && record.text === entry.shownText) return;
    record.fraction = Math.max(record.fraction, fraction);
    entry.shownText = record.text;
    this.#send(entry, () => ({ type: "progress", task, fraction: record.fraction, text: record.text }));
  }

  #enterState(entry: Entry, state: TaskState<undefined>): void {
    if (entry.record.state.status === state.status) return;
    entry.record.state = state;
    this.#send(entry, () => ({ type: "state", task: entry.task, state: entry.task.state }));
  }

  #send(entry: Entry, make: () => TaskEvent): void {
    const { events, internal } = entry.record;
    if (events.empty && (internal || this.#events.empty)) return;
    const event = make();
    const report = (error: unknown): void => this.#strayFrom(entry, "listener", error);
    entry.context.runInAsyncScope(() => {
      events.send(event, report);
      if (!internal) this.#events.send(event, report);
    });
  }

  #strayFrom(entry: Entry, where: "finished" | "listener", error: unknown): void {
    this.#stray({ type: "listenerError", where, label: entry.record.description, error: toError(error) });
  }

  /** If nobody listens, or the listeners throw too, the process warns: no error is swallowed. */
  #stray(event: StrayError): void {
    if (this.#events.empty) process.emitWarning(event.error);
    else this.#events.send(event, (error) => process.emitWarning(toError(error)));
  }
}

function refuseToCompile(task: Task): never {
  throw new SpatialError("BAD_ARGUMENT", `This engine runs jobs only; "${task.description}" brings a function.`);
}

/** Half of the machine's memory shared by the lanes, 512 MB to 4 GB each. */
function defaultHeapMb(lanes: number): number {
  return Math.round(Math.max(512, Math.min(4096, totalmem() / 2 ** 21 / lanes)));
}
