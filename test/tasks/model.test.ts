// Random programs over real threads: whatever users submit, cancel, hold and resume, the rules of the engine hold.
import fc from "fast-check";
import { expect, test } from "vitest";
import { TaskEngine } from "../../src/tasks/engine.ts";
import type { TaskEvent } from "../../src/tasks/events.ts";
import { Task } from "../../src/tasks/task.ts";
import { job, type Script, toyWorker } from "./toy-engine.ts";

declare const process: { exit(code: number): never };

const behaviours = {
  fine: () => 1,
  works: (_, ctx) => {
    const end = performance.now() + 15;
    for (let i = 0; performance.now() < end; i++) {
      ctx.progress((i % 5000) / 5000);
      ctx.throwIfCanceled();
    }
    return 1;
  },
  waits: async (_, ctx) => {
    for (let i = 0; i < 4; i++) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      ctx.log("info", `step ${i}`);
      ctx.throwIfCanceled();
    }
    return 1;
  },
  throws: () => {
    throw new RangeError("broken");
  },
  exits: () => process.exit(0),
  deaf: () => {
    const end = performance.now() + 150;
    while (performance.now() < end);
    return 1;
  },
  late: () => {
    setTimeout(() => {
      throw new Error("too late");
    }, 1);
    return 1;
  },
  unclonable: () => () => 1,
} satisfies Record<string, Script>;
type Behaviour = keyof typeof behaviours;
const GUILTY: ReadonlySet<string> = new Set<Behaviour>(["throws", "exits", "unclonable"]);

const command = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("submit" as const),
      behaviour: fc.constantFrom(...(Object.keys(behaviours) as Behaviour[])),
      priority: fc.integer({ min: -1, max: 2 }),
      after: fc.option(fc.nat(6), { nil: undefined }),
      hold: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("cancel" as const, "hold" as const, "resume" as const),
      which: fc.nat(12),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wait" as const), turns: fc.integer({ min: 1, max: 20 }) }) },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

interface Submitted {
  readonly task: Task;
  readonly behaviour: Behaviour;
  readonly dependency: Task | undefined;
  finished: number;
}

async function play(engine: TaskEngine, commands: readonly Command[]): Promise<Submitted[]> {
  const submitted: Submitted[] = [];
  for (const step of commands) {
    if (step.do === "submit") {
      const dependency = step.after === undefined ? undefined : submitted[step.after]?.task;
      const task = new Task(step.behaviour, {
        job: job(behaviours[step.behaviour]),
        priority: step.priority,
        hold: step.hold,
        dependsOn: dependency === undefined ? [] : [dependency],
        finished: () => void entry.finished++,
      });
      const entry: Submitted = { task, behaviour: step.behaviour, dependency, finished: 0 };
      submitted.push(entry);
      engine.add(task);
    } else if (step.do === "wait") {
      for (let turn = 0; turn < step.turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    } else if (submitted.length > 0) {
      submitted[step.which % submitted.length]?.task[step.do]();
    }
  }
  return submitted;
}

function check({ task, behaviour, dependency, finished }: Submitted, events: readonly TaskEvent[]): void {
  const own = events.filter((event) => "task" in event && event.task === task);
  const { state } = task;
  expect(finished).toBe(1);
  expect(own.filter(({ type }) => type === "settled")).toHaveLength(1);
  expect(own.at(-1)?.type).toBe("settled");
  const fractions = own.flatMap((event) => (event.type === "progress" ? [event.fraction] : []));
  expect(fractions).toEqual([...new Set(fractions)].toSorted((a, b) => a - b));
  expect(fractions.includes(1)).toBe(state.status === "complete");
  expect([GUILTY.has(behaviour) ? "failed" : "complete", "canceled"]).toContain(state.status);
  const ran = own.some(({ type }) => type === "unit");
  expect(ran && dependency !== undefined && dependency.status !== "complete").toBe(false);
  expect(state.status === "complete" && !ran).toBe(false);
}

test("the rules hold for random programs", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 14 }), async (commands) => {
      const engine = new TaskEngine({ workerUrl: toyWorker, lanes: 2, graceMs: 40 });
      const events: TaskEvent[] = [];
      engine.on((event) => events.push(event));
      const submitted = await play(engine, commands);
      for (const { task } of submitted) task.resume();
      await Promise.all(submitted.map(({ task }) => task.settled));
      for (const entry of submitted) check(entry, events);
      expect(await engine.add(new Task("afterwards", { job: job(behaviours.fine) }))).toBe(1);
      await engine.close();
      expect(engine.threads).toBe(0);
    }),
    { numRuns: 15, interruptAfterTimeLimit: 10_000 },
  );
});
