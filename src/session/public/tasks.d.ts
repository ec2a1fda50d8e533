import type { Layer } from "./layers.js";

/** What the user can do something about. Its message says what was given, what is allowed and what to do. */
export declare class SpatialError extends Error {
  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown });
  readonly name: "SpatialError";
  /** Stable: match on it, never on the message. */
  readonly code: ErrorCode;
}

/** The life of a task: queued or held, running, maybe cancelling, then one of the last three for ever. */
export type TaskState<T = unknown> =
  | { readonly status: "queued" | "held" | "running" | "cancelling" }
  | { readonly status: "complete"; readonly result: T }
  | {
      readonly status: "failed";
      readonly reason: "error" | "timeout" | "memory" | "lost";
      readonly error: SpatialError | Error;
    }
  | { readonly status: "canceled"; readonly reason: "user" | "dependency" | "shutdown" };

export type TaskStatus = TaskState["status"];

/** How a task ended. */
export type Outcome<T> = Extract<TaskState<T>, { readonly status: "complete" | "failed" | "canceled" }>;

/** What a task function gets besides its input. */
export interface TaskContext {
  /** @param fraction share of the work done, 0 to 1. @param text what is being done now. */
  progress(fraction: number, text?: string): void;
  isCanceled(): boolean;
  /** Ends the function if the task was canceled. Cheap: call it in every loop. */
  throwIfCanceled(): void;
  /** 0 to n - 1, reporting progress and looking for a cancel on the way. */
  range(n: number): Iterable<number>;
  log(level: "info" | "warning" | "error", text: string): void;
  /** Sends a value to the task's listeners on the main loop, in order, before `finished`. */
  emit(name: string, value: unknown): void;
  readonly signal: AbortSignal;
}

/** What listeners of a task, or of all tasks, are told, on the main loop, in order. */
export type TaskEvent =
  | { readonly type: "added" | "state"; readonly task: Task<any> }
  | {
      readonly type: "progress";
      readonly task: Task<any>;
      readonly fraction: number;
      readonly text: string | undefined;
    }
  | {
      readonly type: "log";
      readonly task: Task<any>;
      readonly entry: { readonly level: "info" | "warning" | "error"; readonly text: string };
    }
  /** A value that the task sent with `ctx.emit`. */
  | { readonly type: "emit"; readonly task: Task<any>; readonly name: string; readonly value: unknown }
  /** A unit of work went to a lane (a worker thread, from 0). */
  | { readonly type: "unit"; readonly task: Task<any>; readonly lane: number }
  /** The last of a task. */
  | { readonly type: "settled"; readonly task: Task<any>; readonly outcome: Outcome<unknown> }
  /** No task is left that has not ended. */
  | { readonly type: "allFinished" }
  /** An error that belongs to no outcome: thrown in `finished`, in a listener, or after a task's end. */
  | { readonly type: "listenerError"; readonly label: string; readonly error: Error };

export interface TaskOptions<T> {
  readonly description?: string;
  /** Larger runs first; 0 by default. */
  readonly priority?: number;
  /**
   * Tasks that must be complete before this one starts. Layers, by name or themselves: if one is removed or replaced
   * before the task has ended, the task is cancelled.
   */
  readonly dependsOn?:
    | readonly Task<any>[]
    | { readonly tasks?: readonly Task<any>[]; readonly layers?: readonly (Layer | string)[] };
  /** Not cancelled by an interrupt. */
  readonly keep?: boolean;
  /** False greys the buttons that would cancel it; `cancel()` works all the same. */
  readonly canCancel?: boolean;
  /** Neither listed nor displayed. */
  readonly hidden?: boolean;
  /** Listed, but without a display of its own in the cell. */
  readonly silent?: boolean;
  /** Starts held. */
  readonly hold?: boolean;
  /** How much of its parent's progress it makes up, e.g. a count of features. Default 1. */
  readonly weight?: number;
  /** Running longer than this it fails, with the reason "timeout". Milliseconds. */
  readonly timeoutMs?: number;
  /** Starts once more if its worker is lost. Only for work that may be done twice. */
  readonly retryWhenLost?: boolean;
  /** Called once, on the main loop, however the task ends. */
  readonly finished?: (outcome: Outcome<T>) => void;
}

/**
 * Work that runs in a worker thread. Awaiting it gives its result, or throws why it failed.
 * Subclass it (`run` in the worker, `finished` on the main loop) or make one with `fromFunction`; start it with `tasks.add`.
 * @example
 * const squares = Task.fromFunction((n: number, ctx) => [...ctx.range(n)].map((i) => i * i), 5);
 * console.log(await tasks.add(squares));
 */
export declare class Task<T = unknown> implements PromiseLike<T> {
  constructor(description: string, options?: TaskOptions<T>);
  /**
   * A task that runs `fn(input, ctx)` in a worker. In scope there are `geometry`, `ctx`, what the notebook imports, and
   * its functions and classes as long as they need nothing else of it; its other variables only if they are shared.
   */
  static fromFunction<I, R>(
    fn: (input: I, ctx: TaskContext) => R,
    input?: I,
    options?: TaskOptions<Awaited<R>> & {
      /** It waits (for a server, a database) rather than computes: many such tasks share a worker. */
      readonly io?: boolean;
      /**
       * Variables around `fn` that it gets copies of, taken now: `{ share: { k } }`. Their size is in the task's log.
       */
      readonly share?: Readonly<Record<string, unknown>>;
      /**
       * Calls `fn` for some features of the first layer of its input after the other, on all workers at once, and joins what it returns (features,
       * a layer or a list) in their order. The parts are the same on every machine.
       */
      readonly chunks?: boolean;
    },
  ): Task<Awaited<R>>;
  /** A task that follows a promise of the notebook, or the one `start` makes when the task begins; it occupies no worker. */
  static fromPromise<T>(
    source: PromiseLike<T> | ((ctx: TaskContext) => PromiseLike<T>),
    options?: TaskOptions<T>,
  ): Task<T>;
  /**
   * A task that runs an exported function, `(input, ctx) => result`, of a JavaScript or TypeScript file.
   * @param path relative to the notebook. @param exportName "run" by default.
   */
  static fromModule<R = unknown>(path: string, exportName?: string, input?: unknown, options?: TaskOptions<R>): Task<R>;
  /** Unique in this session; what %tasks and %cancel show and take. */
  readonly id: number;
  readonly description: string;
  readonly status: TaskStatus;
  /** The status with what belongs to it: the result, or why there is none. */
  readonly state: TaskState<T>;
  /** Larger runs first; 0 by default. */
  readonly priority: number;
  /** Not cancelled by an interrupt. */
  readonly keep: boolean;
  /** Share of the work done, 0 to 1. */
  readonly fraction: number;
  /** What is being done now. */
  readonly text: string | undefined;
  /** Started and not yet ended. */
  readonly isActive: boolean;
  readonly canCancel: boolean;
  readonly hidden: boolean;
  readonly silent: boolean;
  /** The task that this one is a part of. */
  readonly parent: Task<any> | undefined;
  readonly subTasks: readonly Task<any>[];
  /** Tasks that must be complete before this one starts and are not yet. */
  readonly waitsFor: readonly Task<any>[];
  /** Numbers of the workers that are busy with it now, from 0. */
  readonly lanes: readonly number[];
  /** What those workers hold for themselves, in bytes; measured about once a second. */
  readonly memoryBytes: number | undefined;
  /** Whether its result was not computed but taken from the cache; known when it is complete. */
  readonly fromCache: boolean;
  /** Since it started running; 0 before. */
  readonly elapsedMs: number;
  /** What is left, by the speed so far; undefined before there is one. */
  readonly remainingMs: number | undefined;
  /** Ends with the outcome, never rejects. */
  readonly settled: Promise<Outcome<T>>;
  /** Held while it runs: it stands still when its workers have finished what they have in hand. */
  readonly holding: boolean;
  /** Safe at any time, any number of times. */
  cancel(): void;
  /** Keeps it from starting until `resume`; a running one finishes what its workers have in hand, then stands still. */
  hold(): void;
  /** Lets it start, or go on. */
  resume(): void;
  /**
   * Makes a task a part of this one, before either is started: this one ends last, its progress is that of all by
   * weight, a cancel or hold reaches the parts, and a part that fails cancels it. One that has only parts gives their
   * results, in order.
   */
  addSubTask<K extends Task<any>>(
    task: K,
    options?: {
      readonly dependsOn?: readonly Task<any>[];
      /** "parentDependsOnSubTask": this one begins only when the part is complete. */
      readonly relation?: "independent" | "parentDependsOnSubTask";
    },
  ): K;
  /** Whether it has ended within the time (default 30,000 ms; 0 waits for ever). May be called again. */
  waitForFinished(timeoutMs?: number): Promise<boolean>;
  /** What the task has logged, in order. */
  readonly logs: readonly { readonly level: "info" | "warning" | "error"; readonly text: string }[];
  /** Tells what happens to the task, on the main loop, in order, until the signal aborts; `settled` comes last. */
  on(listener: (event: TaskEvent) => void, options?: { readonly signal?: AbortSignal }): void;
  /** Override: runs in a worker, sees only `this`'s own fields, `geometry` and `ctx`. */
  run(ctx: TaskContext): unknown;
  /** Override: runs once, on the main loop. */
  finished(outcome: Outcome<T>): void;
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: any) => B | PromiseLike<B>) | null,
  ): Promise<A | B>;
  catch<B = never>(onRejected?: ((reason: any) => B | PromiseLike<B>) | null): Promise<T | B>;
  finally(onFinally?: (() => void) | null): Promise<T>;
}

/**
 * The progress of work that something else does, such as a query in a database or an upload. It runs from when it is
 * started until `finalize` or `fail`; a headless run does not wait for it.
 */
export declare class ProxyTask<T = void> extends Task<T> {
  constructor(description: string, options?: TaskOptions<T>);
  /** Aborts when the task is cancelled: stop the work then. */
  readonly signal: AbortSignal;
  /** @param fraction share of the work done, 0 to 1. */
  setProgress(fraction: number, text?: string): void;
  log(level: "info" | "warning" | "error", text: string): void;
  /** The work is done. */
  finalize(result: T): void;
  fail(error: unknown): void;
}

/** A handle on a task that is not thenable, so that an async function can return it without waiting for it. */
export interface TaskHandle<T> {
  readonly task: Task<T>;
}

/**
 * The task manager.
 * @example
 * const task = tasks.add(Task.fromFunction(() => 6 * 7));
 * await tasks.wait(task);
 * console.log(task.status, tasks.countActive);
 */
export interface Tasks extends Iterable<Task> {
  /**
   * Starts a task made with `new` or `fromFunction`.
   * @param options.background a headless run does not wait for it at the end of the cell
   */
  add<K extends Task<any>>(task: K, options?: { readonly background?: boolean }): K;
  /** By its number in the table. */
  get(id: number): Task | undefined;
  readonly count: number;
  /** How many have not ended. */
  readonly countActive: number;
  activeTasks(): readonly Task<any>[];
  /** Tells everything that happens to tasks until the signal aborts. */
  on(listener: (event: TaskEvent) => void, options?: { readonly signal?: AbortSignal }): void;
  /** Cancels every task that has not ended. */
  cancelAll(): void;
  /** Ends when all tasks (or those given) have ended, however they ended. */
  wait(...tasks: Task<any>[]): Promise<void>;
}
