import { afterEach } from "vitest";
import { TaskEngine, type TaskEngineOptions } from "../../src/tasks/engine.ts";
import type { TaskEvent } from "../../src/tasks/events.ts";
import type { Job, Unit, UnitContext } from "../../src/tasks/job.ts";
import { Task } from "../../src/tasks/task.ts";
import type { TaskOptions } from "../../src/tasks/task-options.ts";

export const toyWorker = new URL("../../dist/test/toy-lane.js", import.meta.url);

const open: TaskEngine[] = [];

/** An engine over toy lanes that is closed after the test. */
export function toyEngine(options: Partial<TaskEngineOptions> = {}): TaskEngine {
  const engine = new TaskEngine({ workerUrl: toyWorker, lanes: 2, graceMs: 100, ...options });
  open.push(engine);
  return engine;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close()));
});

export type Script = (input: never, ctx: UnitContext) => unknown;

/** The function's text runs in the lane: it may use its arguments only. */
export function unit(script: Script, input?: unknown, weight?: number): Unit {
  return { kind: "script", payload: { script: script.toString(), input }, ...(weight !== undefined && { weight }) };
}

export function job(script: Script, input?: unknown): Job {
  return { stages: [() => [unit(script, input)]] };
}

/** A task of one unit. */
export function toy(
  description: string,
  script: Script,
  options: TaskOptions<unknown> & { input?: unknown } = {},
): Task {
  return new Task(description, { ...options, job: job(script, options.input) });
}

/** Everything the engine says, in order. */
export function record(engine: TaskEngine): TaskEvent[] {
  const events: TaskEvent[] = [];
  engine.on((event) => events.push(event));
  return events;
}

/** Settles with the first event that fits. */
export function when(source: Pick<TaskEngine, "on">, fits: (event: TaskEvent) => boolean): Promise<TaskEvent> {
  return new Promise((resolve) => {
    const end = new AbortController();
    source.on(
      (event) => {
        if (!fits(event)) return;
        end.abort();
        resolve(event);
      },
      { signal: end.signal },
    );
  });
}
