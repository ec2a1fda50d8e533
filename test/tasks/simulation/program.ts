import { SpatialError } from "../../../src/errors.ts";
import type { TaskEngine } from "../../../src/tasks/engine.ts";
import type { Unit } from "../../../src/tasks/job.ts";
import type { TaskEvent } from "../../../src/tasks/events.ts";
import type { LaneLoss } from "../../../src/tasks/lane.ts";
import { internalsOf, Task } from "../../../src/tasks/task.ts";
import type { TaskOptions } from "../../../src/tasks/task-options.ts";
import type { TaskContext } from "../../../src/tasks/task-context.ts";
import { type Fate, type Invariants, laneClassesOf } from "../invariants.ts";
import type { WatchedUnit } from "../lane-watch.ts";
import type { Random } from "./random.ts";
import type { Act, ActsPayload } from "./sim-lane.ts";
import { UnitLog } from "./unit-log.ts";

const HARMLESS: readonly Act[] = [
  "raise progress",
  "tell text",
  "log",
  "emit",
  "look for cancel",
  "enter or leave the engine",
];
/** How a unit ends, and what that makes of its task. */
const ENDS: readonly (readonly [Act, Fate | undefined])[] = [
  ...Array.from({ length: 14 }, () => ["answer", "complete"] as const),
  ["throw late", "complete"],
  ["throw", "failed error"],
  ["exit", "failed lost"],
  ["run out of memory", "failed memory"],
  ["loop for ever", undefined],
  ["wait for a cancel", undefined],
  ["wait for ever", undefined],
];
const COMMANDS = ["submit", "submit", "submit", "submit", "cancel", "hold", "resume", "settle", "settle"] as const;
const LAYERS = ["roads", "towns"];

/** Work of the main loop that a task follows and the program settles. */
interface Followed {
  readonly task: Task;
  readonly ctx: TaskContext;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  isSettled: boolean;
  /** Share of it that is done, as it has told. */
  fraction: number;
}

/** What a user does, at random. Tells the invariants how each task may end because of it. */
export class Program {
  readonly #random: Random;
  readonly #engine: TaskEngine;
  readonly #rules: Invariants;
  readonly #tasks: Task[] = [];
  readonly #followed: Followed[] = [];
  readonly units: UnitLog;
  readonly trace: string[] = [];
  #depth = 0;
  #isOver = false;

  constructor(random: Random, engine: TaskEngine, rules: Invariants) {
    this.#random = random;
    this.#engine = engine;
    this.#rules = rules;
    this.units = new UnitLog((what, task) => rules.report(what, task));
    engine.on((event) => {
      if (event.type === "unit") this.#lookAtUnit(event);
      this.trace.push(`  ${"task" in event ? `${event.type} ${event.task.id} ${event.task.status}` : event.type}`);
      if ("task" in event) this.#maybeReact();
    });
  }

  get countTasks(): number {
    return this.#tasks.length;
  }

  /** Whether one of the payloads belongs to the task. */
  isOf(task: Task, payloads: readonly unknown[]): boolean {
    return payloads.some((payload) => this.units.taskOf((payload as ActsPayload).key) === task);
  }

  /** Does something. */
  command(): void {
    this.#do(this.#random.pick(this.#random.chance(0.05) ? (["cancelAll", "loseLayer"] as const) : COMMANDS));
  }

  /** A lane has ended with units in it. @param reasons several, where it can't be told which of them counts */
  lose(units: readonly WatchedUnit[], reasons: readonly LaneLoss["reason"][]): void {
    for (const { payload, hasBegun } of units) {
      const { key } = payload as ActsPayload;
      for (const reason of reasons) {
        const fate = this.units.lose(key, hasBegun, reason);
        if (fate !== undefined) this.#rules.allow(this.units.taskOf(key), fate);
      }
    }
  }

  /** Whether the unit runs where others compute. */
  isCompute(key: string): boolean {
    return laneClassesOf(this.units.taskOf(key))[Number(key.split("/")[1])] === "compute";
  }

  /** Share of the task's own work that is done; undefined if it has none. */
  ownFraction(task: Task, evenLost?: boolean): number | undefined {
    const work = this.#followed.find((followed) => followed.task === task);
    if (work !== undefined) return work.fraction;
    const { source } = internalsOf(task);
    return source?.type === "job" ? this.units.fractionOf(task, evenLost) : source && 0;
  }

  /** When all is over. */
  atEnd(): void {
    for (const { task, ctx, isSettled } of this.#followed)
      if (!isSettled && !ctx.signal.aborted) this.#rules.report("has ended, and its work was not told", task);
  }

  /** When all is over, of a clock that is never late. */
  checkTimes(): void {
    for (const task of this.#tasks) {
      const { timeoutMs } = internalsOf(task).record;
      if (timeoutMs === undefined) continue;
      const { state, elapsedMs } = task;
      if (state.status === "complete" && elapsedMs > timeoutMs)
        this.#rules.report(`took ${elapsedMs} of ${timeoutMs} ms`, task);
      if (state.status === "failed" && state.reason === "timeout" && elapsedMs < timeoutMs)
        this.#rules.report(`was out of time after ${elapsedMs} of ${timeoutMs} ms`, task);
    }
  }

  /** So that nothing waits for the user any more. */
  resumeAll(): void {
    for (const task of this.#tasks) if (task.isActive) this.#steer(task, "resume");
  }

  /** Internal tasks, too; and nothing new is done from now on. */
  cancelAll(): void {
    this.#isOver = true;
    for (const task of this.#tasks) if (task.isActive) this.#steer(task, "cancel");
  }

  /** @param what the tasks that end from now on may end as, too */
  allowAll(what: Fate): void {
    for (const task of this.#tasks) if (task.isActive) this.#rules.allow(task, what);
  }

  /** A task that nothing keeps from completing. */
  submitHarmless(): Task {
    const unit = this.#unit(this.#tasks.length, ["answer"]);
    const task = new Task("afterwards", { job: { stages: [() => [unit]] } });
    this.#plan(task, [[unit]]);
    this.#tasks.push(task);
    this.#rules.allow(task, "complete");
    this.#rules.call(() => void this.#engine.add(task));
    return task;
  }

  #do(command: (typeof COMMANDS)[number] | "cancelAll" | "loseLayer"): void {
    switch (command) {
      case "submit":
        return this.#submit();
      case "cancel":
      case "hold":
      case "resume":
        if (this.#tasks.length > 0) this.#steer(this.#random.pick(this.#tasks), command);
        return;
      case "settle":
        return this.#settle();
      case "cancelAll":
        this.trace.push("cancelAll");
        for (const task of this.#tasks) if (task.isActive && task.id > 0) this.#expectCancel(task);
        return this.#rules.call(() => this.#engine.cancelAll());
      case "loseLayer": {
        const name = this.#random.pick(LAYERS);
        this.trace.push(`lose ${name}`);
        for (const task of this.#tasks) if (internalsOf(task).dependsOnLayers.includes(name)) this.#expectLoss(task);
        return this.#rules.call(() => this.#engine.loseLayer(name, "replaced"));
      }
    }
  }

  #steer(task: Task, how: "cancel" | "hold" | "resume"): void {
    if (task.id === 0) return;
    this.trace.push(`${how} ${task.id}`);
    if (how === "cancel" && task.isActive) this.#expectCancel(task);
    if (how !== "cancel") this.#rules[how](task);
    this.#rules.call(() => task[how]());
  }

  #expectCancel(task: Task): void {
    if (!task.isActive) return;
    this.#rules.forbid(task, "complete");
    this.#rules.allow(task, "canceled user");
    for (const part of task.subTasks) this.#expectCancel(part);
  }

  #expectLoss(task: Task): void {
    if (!task.isActive) return;
    this.#rules.forbid(task, "complete");
    this.#rules.allow(task, "canceled dependency");
  }

  #settle(): void {
    const work = this.#random.pick(this.#followed);
    if (work === undefined) return;
    const { ctx, resolve, reject } = work;
    const end = (how: () => void) => (): void => {
      work.isSettled = true;
      how();
    };
    const act = this.#random.pick([
      end(resolve),
      end(() => reject(new Error("the server is gone"))),
      () => this.#advance(work),
      () => ctx.log("info", "still there"),
      () => ctx.emit("value", 1),
    ]);
    this.#rules.call(act);
  }

  #advance(work: Followed): void {
    const fraction = 1.2 * this.#random.next();
    work.fraction = Math.max(work.fraction, Math.min(1, fraction));
    work.ctx.progress(fraction, `at ${this.#random.below(3)}`);
  }

  #submit(): void {
    const task = this.#make(0);
    this.trace.push(`submit ${task.description}`);
    this.#rules.call(() => {
      try {
        this.#engine.add(task);
        this.trace.push(`as ${task.id}${task.subTasks.map(({ id }) => ` with ${id}`).join("")}`);
      } catch (error) {
        const isRefusal = error instanceof SpatialError && ["TASK_CYCLE", "ENGINE_CLOSED"].includes(error.code);
        if (!isRefusal) this.#rules.report(`add throws ${String(error)}`, task);
        if (task.id !== 0) this.#rules.report("was refused and yet added", task);
      }
    });
  }

  #make(depth: number): Task {
    const random = this.#random;
    const kinds = ["job", "job", "job", "job", "io", "io", "internal", "promise", "group"] as const;
    const kind = random.pick(depth < 2 ? kinds : kinds.slice(0, 6));
    const index = this.#tasks.length;
    const options = this.#options(index, kind);
    const task = kind === "promise" ? this.#promise(index, options) : this.#job({ index, kind, options });
    this.#tasks.push(task);
    if (options.internal === true) this.#rules.watchTask(task);
    if (options.hold === true) this.#rules.holdFirst(task);
    if (options.timeoutMs !== undefined) this.#rules.allow(task, "failed timeout");
    if (kind === "group" || (depth < 2 && random.chance(0.1))) this.#addParts(task, depth);
    if (random.chance(0.3)) task.on(() => this.#maybeReact());
    return task;
  }

  #options(index: number, kind: string): TaskOptions<unknown> {
    const random = this.#random;
    const some = (): Task[] => this.#tasks.filter(() => random.chance(0.15));
    const tasks = random.chance(0.25) ? some() : [];
    const layers = random.chance(0.15) ? [random.pick(LAYERS)] : [];
    const isMapped = random.chance(0.1);
    return {
      priority: random.below(4) - 1,
      weight: 1 + random.below(3),
      dependsOn: { tasks, layers },
      hold: random.chance(0.1),
      hidden: random.chance(0.1),
      internal: kind === "internal",
      retryWhenLost: random.chance(0.3),
      ...(random.chance(0.1) && { timeoutMs: 1 + random.below(500) }),
      ...(isMapped && {
        map: (answer: unknown) => {
          if (random.chance(0.2)) this.#steer(this.#tasks[index]!, "cancel");
          else this.#maybeReact();
          return [answer];
        },
      }),
      finished: (outcome) => {
        if (outcome.status === "complete") this.#checkResult(this.#tasks[index]!, outcome.result, isMapped);
        this.#maybeReact();
        if (random.chance(0.05)) throw new Error("finished throws");
      },
    };
  }

  #promise(index: number, options: TaskOptions<unknown>): Task {
    const start = (ctx: TaskContext): Promise<void> => {
      if (this.#random.chance(0.1)) throw new Error("does not even start");
      this.#maybeReact();
      return new Promise<void>((resolve, reject) =>
        this.#followed.push({ task, ctx, resolve, reject, isSettled: false, fraction: 0 }),
      );
    };
    const task: Task = Task.fromPromise<unknown>(start, { ...options, description: `${index} promise` });
    this.#rules.allow(task, "complete", "failed error");
    return task;
  }

  #job({ index, kind, options }: { index: number; kind: string; options: TaskOptions<unknown> }): Task {
    const random = this.#random;
    const description = `${index} ${kind}`;
    if (kind === "group" && random.chance(0.5)) return this.#withFates(new Task(description, options), ["complete"]);
    const fates: (Fate | undefined)[] = [];
    const planned: (readonly Unit[])[] = [];
    const stages = Array.from({ length: 1 + random.below(2) }, (_, stage) => {
      const units = Array.from({ length: random.below(10) === 0 ? 0 : 1 + random.below(3) }, (_unused, place) => {
        const [end, fate] = random.pick(ENDS);
        fates.push(fate);
        const acts = Array.from({ length: random.below(4) }, () => random.pick(HARMLESS));
        return this.#unit(index, [...acts, end], `${stage}/${place}`);
      });
      const isBroken = random.chance(0.02);
      if (isBroken) fates.push("failed error");
      planned.push(isBroken ? [] : units);
      return (answers: readonly unknown[]) => {
        if (stage > 0) this.units.checkAnswers(task, stage - 1, answers);
        if (isBroken) throw new Error("the stage can't be made");
        return units;
      };
    });
    const lanes = kind === "io" ? stages.map(() => random.pick(["io", "io", "compute"] as const)) : [];
    const task: Task = new Task(description, { ...options, job: { stages, ...(kind === "io" && { lanes }) } });
    this.#plan(task, planned, options.retryWhenLost);
    return this.#withFates(task, fates);
  }

  /** It completes only if all of it does. */
  #withFates(task: Task, fates: readonly (Fate | undefined)[]): Task {
    const isSound = fates.every((fate) => fate === "complete");
    this.#rules.allow(task, ...(isSound ? ["complete" as const] : fates.filter(isFailure)));
    return task;
  }

  #unit(task: number, acts: readonly Act[], place = "0/0"): Unit {
    const payload: ActsPayload = { key: `${task}/${place}`, acts, yields: this.#random.chance(0.5) };
    return { kind: "acts", payload, repeatable: this.#random.chance(0.2), weight: 1 + this.#random.below(3) };
  }

  #plan(task: Task, stages: readonly (readonly Unit[])[], isRetried = false): void {
    const planned = stages.map((units) =>
      units.map(({ payload, weight = 1, repeatable = false }) => {
        return { key: (payload as ActsPayload).key, weight, isRepeatable: repeatable || isRetried };
      }),
    );
    this.units.plan(task, planned);
  }

  #lookAtUnit({ task, stage, index }: TaskEvent & { readonly type: "unit" }): void {
    this.units.told(`${this.#tasks.indexOf(task)}/${stage}/${index}`, task);
  }

  #checkResult(task: Task, result: unknown, isMapped: boolean): void {
    const own = isMapped ? (result as readonly unknown[])[0] : result;
    if (internalsOf(task).source?.type === "job") return this.units.checkResult(task, own);
    const isOfParts = internalsOf(task).source === undefined;
    const parts = task.subTasks.map(({ state }) => (state.status === "complete" ? state.result : undefined));
    if (isOfParts && JSON.stringify(own) !== JSON.stringify(parts))
      this.#rules.report("has other results than its parts", task);
  }

  #addParts(whole: Task, depth: number): void {
    const parts: Task[] = [];
    for (let i = 1 + this.#random.below(3); i > 0; i--) {
      const part = this.#make(depth + 1);
      const relation = this.#random.pick(["independent", "parentDependsOnSubTask"] as const);
      const dependsOn = parts.filter(() => this.#random.chance(0.3));
      parts.push(whole.addSubTask(part, { relation, dependsOn }));
    }
  }

  /** Some listeners and some `finished` do something themselves. */
  #maybeReact(): void {
    if (this.#isOver || this.#depth >= 2 || !this.#random.chance(0.03)) return;
    this.#depth++;
    try {
      this.command();
    } finally {
      this.#depth--;
    }
  }
}

function isFailure(fate: Fate | undefined): fate is Fate {
  return fate !== undefined && fate !== "complete";
}
