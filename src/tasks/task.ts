import { SpatialError } from "../errors.ts";
import type { LogEntry } from "../feedback.ts";
import { atHome, type ListenOptions, type TaskListener } from "./events.ts";
import type { TaskContext } from "./task-context.ts";
import { neverStarted, notKept, notStarted, wasCanceled } from "./task-errors.ts";
import type { TaskInternals } from "./task-internals.ts";
import { dependenciesIn, type FunctionOptions, nameOfFunction, type TaskOptions } from "./task-options.ts";
import { ENDED, hasEnded, nameOf, newRecord, type Steering, type TaskRecord, type TaskTotal } from "./task-record.ts";
import type { TaskSource } from "./task-source.ts";
import { SettledLater } from "./settled-later.ts";
import type { Outcome, TaskState, TaskStatus } from "./task-state.ts";

let openTask: (task: Task) => TaskInternals;
let taskWithoutResult: (record: TaskRecord) => Task;
let setMainSource: (task: Task, start: (ctx: TaskContext) => unknown) => void;

const WAIT_MS = 30_000;
const NONE: readonly never[] = [];

/**
 * Work that runs in a lane. Awaiting it gives its result or throws why there is none; a failed task that nobody awaits
 * bothers nobody. All of its own state is private, so that the fields of a subclass are the user's alone.
 */
export class Task<T = unknown> implements PromiseLike<T> {
  #record: TaskRecord;
  readonly #options: TaskOptions<T>;
  /** Besides those of the options. */
  readonly #alsoDependsOn: Task[] = [];
  readonly #subTasks: Task[] = [];
  #parent: Task | undefined;
  #source: TaskSource | undefined;
  #outcome: Outcome<unknown> | undefined;
  #release: (outcome: Outcome<unknown>) => void = nothing;
  #internals: TaskInternals | undefined;
  readonly #settled: Promise<Outcome<T>>;

  constructor(description: string, options: TaskOptions<T> = {}) {
    this.#record = newRecord(description, options);
    this.#options = options;
    this.#source = options.job && { type: "job", job: options.job };
    this.#settled = new Promise((resolve) => (this.#release = resolve as (outcome: Outcome<unknown>) => void));
  }

  /**
   * A task that runs `fn(input, ctx)` in a lane.
   * @param options.io it waits (for a server, say) rather than computes
   * @param options.chunks it is called for chunks of the first layer of its input, on all lanes; results are joined
   * @param options.share variables around `fn` that it gets copies of, by name
   */
  static fromFunction<I, R>(
    fn: (input: I, ctx: TaskContext) => R,
    input?: I,
    options: TaskOptions<Awaited<R>> & FunctionOptions = {},
  ): Task<Awaited<R>> {
    const task = new Task(options.description ?? nameOfFunction(fn), options);
    const { io = false, chunks = false, share } = options;
    task.#source = { type: "function", fn, input, io, chunks, share };
    return task;
  }

  /** A task that follows a promise of the main loop, or the one that `start` makes when the task begins. */
  static fromPromise<T>(
    source: PromiseLike<T> | ((ctx: TaskContext) => PromiseLike<T>),
    options: TaskOptions<T> & { readonly description?: string } = {},
  ): Task<T> {
    const task = new Task<T>(options.description ?? "promise", options);
    // whatever comes of a promise that no task waits for yet belongs to the task: it is not unhandled
    if (typeof source !== "function") source.then(nothing, nothing);
    setMainSource(task, typeof source === "function" ? source : () => source);
    return task;
  }

  /** A task that runs an exported function, `(input, ctx) => result`, of a module. @param path relative to the notebook. */
  static fromModule<T>(
    path: string,
    exportName = "run",
    input?: unknown,
    options: TaskOptions<T> & { readonly description?: string } = {},
  ): Task<T> {
    const task = new Task(options.description ?? `${exportName} of ${path}`, options);
    task.#source = { type: "module", path, exportName, input };
    return task;
  }

  /** 1, 2, 3 … in the order of adding; 0 until added. */
  get id(): number {
    return this.#record.id;
  }

  get description(): string {
    return this.#record.description;
  }

  get state(): TaskState<T> {
    const { state } = this.#record;
    return (state.status === "complete" && this.#outcome !== undefined ? this.#outcome : state) as TaskState<T>;
  }

  get status(): TaskStatus {
    return this.#record.state.status;
  }

  /** Share of the work done, 0 to 1, as last sampled; 1 only when complete. */
  get fraction(): number {
    return this.#record.fraction;
  }

  /** What is being done now. */
  get text(): string | undefined {
    return this.#record.text;
  }

  get logs(): readonly LogEntry[] {
    return this.#record.logs;
  }

  /** Whether its result was not computed but taken from the cache; known when it is complete. */
  get fromCache(): boolean {
    return this.#record.fromCache;
  }

  get total(): TaskTotal | undefined {
    return this.#record.total;
  }

  get priority(): number {
    return this.#record.priority;
  }

  /** Not canceled by an interrupt of the cell. */
  get keep(): boolean {
    return this.#record.keep;
  }

  /** False where the user is not to cancel it by a button. */
  get canCancel(): boolean {
    return this.#record.canCancel;
  }

  /** False for one that follows the main loop, which can't be made to stand still. */
  get canHold(): boolean {
    return this.#source?.type !== "main";
  }

  get hidden(): boolean {
    return this.#record.hidden;
  }

  get silent(): boolean {
    return this.#record.silent;
  }

  /** Added and not yet ended. */
  get isActive(): boolean {
    return this.#record.id !== 0 && !hasEnded(this.#record);
  }

  /** Held while it runs: it stands still when its lanes are done with what they have in hand. */
  get holding(): boolean {
    return this.status === "running" && this.#record.steering?.isHolding() === true;
  }

  /** The task that this one is a part of. */
  get parent(): Task | undefined {
    return this.#parent;
  }

  get subTasks(): readonly Task[] {
    return this.#subTasks;
  }

  /** Indices of the lanes that work for it now. */
  get lanes(): readonly number[] {
    return this.#record.steering?.lanes() ?? [];
  }

  /** What the threads of those lanes hold for themselves; measured about once a second, undefined before that. */
  get memoryBytes(): number | undefined {
    return this.#record.steering?.memoryBytes();
  }

  /** Since it started running; 0 before. */
  get elapsedMs(): number {
    const { startedAt, endedAt, now } = this.#record;
    return startedAt === undefined ? 0 : (endedAt ?? now()) - startedAt;
  }

  /** What is left, by the speed so far; undefined while there is nothing to judge by. */
  get remainingMs(): number | undefined {
    const { fraction, state } = this.#record;
    return state.status === "running" && fraction >= 0.01 ? (this.elapsedMs * (1 - fraction)) / fraction : undefined;
  }

  /** The tasks that must be complete before this one starts and are not yet. */
  get waitsFor(): readonly Task[] {
    return this.#record.steering?.waitsFor() ?? [];
  }

  /** How it ended; never rejects, unless it is awaited before the task is added. */
  get settled(): Promise<Outcome<T>> {
    this.#record.isTaken = true;
    return this.#whenSettled();
  }

  #whenSettled(): Promise<Outcome<T>> {
    if (this.#record.id !== 0) return this.#settled;
    return new SettledLater(this.#settled, () => {
      if (this.#record.id === 0) throw neverStarted(this.#record);
    });
  }

  /**
   * Makes a task a part of this one, before either is added: this one ends last, its progress is that of all by weight,
   * a cancel or hold of it reaches the parts, and a part that fails or is canceled cancels it.
   * @param relation "parentDependsOnSubTask": this one begins only when the part is complete. @throws BAD_ARGUMENT
   */
  addSubTask<K extends Task>(
    task: K,
    {
      dependsOn = [],
      relation = "independent",
    }: { readonly dependsOn?: readonly Task[]; readonly relation?: "independent" | "parentDependsOnSubTask" } = {},
  ): K {
    const subTask: Task = task;
    const known = [this.#record, subTask.#record].find(({ id }) => id !== 0);
    if (known !== undefined)
      throw new SpatialError("BAD_ARGUMENT", `The ${nameOf(known)} is added already; add sub-tasks before that.`);
    if (subTask.#parent !== undefined)
      throw new SpatialError("BAD_ARGUMENT", `The ${nameOf(subTask.#record)} is a sub-task already.`);
    subTask.#parent = this;
    subTask.#record.isSubTask = true;
    subTask.#alsoDependsOn.push(...dependsOn);
    this.#subTasks.push(subTask);
    if (relation === "parentDependsOnSubTask") this.#alsoDependsOn.push(subTask);
    return task;
  }

  /**
   * Whether it has ended within the time; 0 waits for ever. May be called again. The default is QGIS's.
   * @throws UNKNOWN_TASK before it is added, BAD_ARGUMENT
   */
  async waitForFinished(timeoutMs = WAIT_MS): Promise<boolean> {
    if (!(timeoutMs >= 0))
      throw new SpatialError("BAD_ARGUMENT", `waitForFinished(${timeoutMs}): expected milliseconds, 0 or more.`);
    if (hasEnded(this.#record)) return true;
    const steering = this.#steering("wait for");
    const ended = this.#settled.then(() => true);
    if (timeoutMs === 0) return ended;
    let stop = nothing;
    const late = new Promise<boolean>((resolve) => (stop = steering.after(timeoutMs, () => resolve(false))));
    return Promise.race([ended, late]).finally(() => stop());
  }

  /** Safe at any time, any number of times. The task ends soon after, never inside this call. */
  cancel(): void {
    this.#steering("cancel").cancel();
  }

  /** Keeps it from starting until `resume`. A running one goes on with what its lanes have in hand, then stands still. */
  hold(): void {
    this.#steering("hold").hold();
  }

  resume(): void {
    this.#steering("resume").resume();
  }

  on(listener: TaskListener, options?: ListenOptions): void {
    this.#record.events.on(atHome(listener), options);
  }

  /** Override: runs in a lane, sees only `this`'s own fields, `geometry` and `ctx`. */
  // oxlint-disable-next-line class-methods-use-this -- for subclasses
  run(_ctx: TaskContext): unknown {
    return undefined;
  }

  /** Override: runs once, on the main loop. */
  finished(outcome: Outcome<T>): void {
    // The answer of an async function is passed on, so that its error is reported and not lost.
    return this.#options.finished?.(outcome);
  }

  // oxlint-disable-next-line unicorn/no-thenable -- a Task is awaited like a promise
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#result().then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.#result().catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.#result().finally(onFinally);
  }

  get [Symbol.toStringTag](): string {
    return "Task";
  }

  async #result(): Promise<T> {
    this.#record.isTaken = true;
    if (this.#record.id === 0) throw neverStarted(this.#record);
    const outcome = await this.#settled;
    switch (outcome.status) {
      case "complete":
        return outcome.result;
      case "failed":
        throw outcome.error;
      case "canceled":
        throw wasCanceled(this.#record);
    }
  }

  #steering(verb: string): Steering {
    if (hasEnded(this.#record)) return ENDED;
    if (this.#record.steering !== undefined) return this.#record.steering;
    throw notStarted(this.#record, verb);
  }

  static {
    openTask = (task) => (task.#internals ??= new Internals(task));
    class Internals implements TaskInternals {
      readonly #task: Task;

      constructor(task: Task) {
        this.#task = task;
      }

      get record(): TaskRecord {
        return this.#task.#record;
      }

      get source(): TaskSource | undefined {
        const task = this.#task;
        // oxlint-disable-next-line typescript/unbound-method -- compared only
        return task.#source ?? (task.run === Task.prototype.run ? undefined : { type: "method", self: task });
      }

      get dependsOn(): readonly Task[] {
        const { tasks = NONE } = dependenciesIn(this.#task.#options);
        return this.#task.#alsoDependsOn.length === 0 ? tasks : [...tasks, ...this.#task.#alsoDependsOn];
      }

      get dependsOnLayers(): readonly unknown[] {
        return dependenciesIn(this.#task.#options).layers ?? NONE;
      }

      get settled(): Promise<Outcome<unknown>> {
        return this.#task.#whenSettled();
      }

      get map(): ((answer: unknown) => unknown) | undefined {
        return this.#task.#options.map?.bind(this.#task.#options);
      }

      end(outcome: Outcome<unknown>): void {
        this.#task.#outcome = outcome;
      }

      release(outcome: Outcome<unknown>): void {
        this.#task.#release(outcome);
      }
    }
    setMainSource = (task, start) => (task.#source = { type: "main", start });
    taskWithoutResult = (record) => {
      const task = new Task(record.description);
      task.#record = record;
      const error = notKept(record);
      task.#release(
        record.state.status === "complete"
          ? { status: "failed", reason: "error", error }
          : (record.state as Outcome<unknown>),
      );
      return task;
    };
  }
}

/** For the engine and its `compile`; no business of the user's. */
export function internalsOf(task: Task): TaskInternals {
  return openTask(task);
}

/** A stand-in for a task nobody held any more: everything but its result. */
export function taskOfRecord(record: TaskRecord): Task {
  return taskWithoutResult(record);
}

/** Makes a task follow work that is not the engine's own, for kinds of tasks that do so. */
export function followMainLoop(task: Task, start: (ctx: TaskContext) => unknown): void {
  setMainSource(task, start);
}

function nothing(): void {
  // stands where there is nothing to do, yet or at all
}
