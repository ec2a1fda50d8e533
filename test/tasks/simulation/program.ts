import { SpatialError } from "../../../src/errors.ts";
import type { TaskEngine } from "../../../src/tasks/engine.ts";
import type { Unit } from "../../../src/tasks/job.ts";
import { Task } from "../../../src/tasks/task.ts";
import type { TaskOptions } from "../../../src/tasks/task-options.ts";
import type { TaskContext } from "../../../src/tasks/task-context.ts";
import type { Fate, Invariants } from "../invariants.ts";
import type { Random } from "./random.ts";
import type { Act, ActsPayload } from "./sim-lane.ts";

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
  readonly ctx: TaskContext;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** What a user does, at random. Tells the invariants how each task may end because of it. */
export class Program {
  readonly #random: Random;
  readonly #engine: TaskEngine;
  readonly #rules: Invariants;
  readonly #tasks: Task[] = [];
  readonly #repeatable = new Set<string>();
  readonly #begun = new Map<string, number>();
  readonly #followed: Followed[] = [];
  readonly trace: string[] = [];
  #depth = 0;
  #isOver = false;

  constructor(random: Random, engine: TaskEngine, rules: Invariants) {
    this.#random = random;
    this.#engine = engine;
    this.#rules = rules;
    engine.on((event) => {
      this.trace.push(`  ${"task" in event ? `${event.type} ${event.task.id} ${event.task.status}` : event.type}`);
      if ("task" in event) this.#maybeReact();
    });
  }

  get countTasks(): number {
    return this.#tasks.length;
  }

  /** Whether one of the payloads belongs to the task. */
  isOf(task: Task, payloads: readonly unknown[]): boolean {
    return payloads.some((payload) => this.#taskOf((payload as ActsPayload).key) === task);
  }

  /** Does something. */
  command(): void {
    this.#do(this.#random.pick(this.#random.chance(0.05) ? (["cancelAll", "loseLayer"] as const) : COMMANDS));
  }

  /** A unit has begun. Returns how often by now. */
  begin(key: string): number {
    const times = (this.#begun.get(key) ?? 0) + 1;
    this.#begun.set(key, times);
    const task = this.#taskOf(key);
    if (times > 1 && !this.#repeatable.has(key)) this.#rules.report(`unit ${key} begins ${times} times`, task);
    if (times > 2) this.#rules.report(`unit ${key} has a second second chance`, task);
    return times;
  }

  /** A lane has ended with units in it. */
  lose(payloads: readonly unknown[], fate: Fate): void {
    for (const payload of payloads) {
      const { key } = payload as ActsPayload;
      this.#rules.allow(this.#taskOf(key), fate);
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
        this.allowAll("canceled dependency");
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

  #settle(): void {
    const work = this.#random.pick(this.#followed);
    if (work === undefined) return;
    const { ctx, resolve, reject } = work;
    const act = this.#random.pick([
      resolve,
      () => reject(new Error("the server is gone")),
      () => ctx.progress(this.#random.next(), `at ${this.#random.below(3)}`),
      () => ctx.log("info", "still there"),
      () => ctx.emit("value", 1),
    ]);
    this.#rules.call(act);
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
    const options = this.#options(kind);
    const task = kind === "promise" ? this.#promise(index, options) : this.#job({ index, kind, options });
    this.#tasks.push(task);
    if (options.internal === true) this.#rules.watchTask(task);
    if (options.timeoutMs !== undefined) this.#rules.allow(task, "failed timeout");
    if (kind === "group" || (depth < 2 && random.chance(0.1))) this.#addParts(task, depth);
    if (random.chance(0.3)) task.on(() => this.#maybeReact());
    return task;
  }

  #options(kind: string): TaskOptions<unknown> {
    const random = this.#random;
    const some = (): Task[] => this.#tasks.filter(() => random.chance(0.15));
    const tasks = random.chance(0.25) ? some() : [];
    const layers = random.chance(0.1) ? [random.pick(LAYERS)] : [];
    return {
      priority: random.below(4) - 1,
      weight: 1 + random.below(3),
      dependsOn: { tasks, layers },
      hold: random.chance(0.1),
      hidden: random.chance(0.1),
      internal: kind === "internal",
      retryWhenLost: random.chance(0.3),
      ...(random.chance(0.1) && { timeoutMs: 1 + random.below(500) }),
      ...(random.chance(0.1) && {
        map: (answer: unknown) => {
          this.#maybeReact();
          return answer;
        },
      }),
      finished: () => {
        this.#maybeReact();
        if (random.chance(0.05)) throw new Error("finished throws");
      },
    };
  }

  #promise(index: number, options: TaskOptions<unknown>): Task {
    const start = (ctx: TaskContext): Promise<void> => {
      if (this.#random.chance(0.1)) throw new Error("does not even start");
      this.#maybeReact();
      return new Promise<void>((resolve, reject) => this.#followed.push({ ctx, resolve, reject }));
    };
    const task = Task.fromPromise<unknown>(start, { ...options, description: `${index} promise` });
    this.#rules.allow(task, "complete", "failed error");
    return task;
  }

  #job({ index, kind, options }: { index: number; kind: string; options: TaskOptions<unknown> }): Task {
    const random = this.#random;
    const description = `${index} ${kind}`;
    if (kind === "group" && random.chance(0.5)) return this.#withFates(new Task(description, options), ["complete"]);
    const fates: (Fate | undefined)[] = [];
    const stages = Array.from({ length: 1 + random.below(2) }, (_, stage) => {
      const units = Array.from({ length: random.below(10) === 0 ? 0 : 1 + random.below(3) }, (_unused, place) => {
        const [end, fate] = random.pick(ENDS);
        fates.push(fate);
        const acts = Array.from({ length: random.below(4) }, () => random.pick(HARMLESS));
        return this.#unit(index, [...acts, end], `${stage}/${place}`, options.retryWhenLost);
      });
      const isBroken = random.chance(0.02);
      if (isBroken) fates.push("failed error");
      return () => {
        if (isBroken) throw new Error("the stage can't be made");
        return units;
      };
    });
    const lanes = kind === "io" ? stages.map(() => random.pick(["io", "io", "compute"] as const)) : [];
    const task = new Task(description, { ...options, job: { stages, ...(kind === "io" && { lanes }) } });
    return this.#withFates(task, fates);
  }

  /** It completes only if all of it does. */
  #withFates(task: Task, fates: readonly (Fate | undefined)[]): Task {
    const isSound = fates.every((fate) => fate === "complete");
    this.#rules.allow(task, ...(isSound ? ["complete" as const] : fates.filter(isFailure)));
    return task;
  }

  #unit(task: number, acts: readonly Act[], place = "0/0", isRetried = false): Unit {
    const key = `${task}/${place}`;
    const repeatable = this.#random.chance(0.2);
    if (repeatable || isRetried) this.#repeatable.add(key);
    const payload: ActsPayload = { key, acts, yields: this.#random.chance(0.5) };
    return { kind: "acts", payload, repeatable, weight: 1 + this.#random.below(3) };
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

  #taskOf(key: string): Task {
    return this.#tasks[Number.parseInt(key, 10)]!;
  }
}

function isFailure(fate: Fate | undefined): fate is Fate {
  return fate !== undefined && fate !== "complete";
}
