import type { TaskEngine } from "../../src/tasks/engine.ts";
import type { Task } from "../../src/tasks/task.ts";
import type { Random } from "./simulation/random.ts";
import { type Script, toy } from "./toy-engine.ts";

const works: Script = async (ms: number, ctx) => {
  await new Promise((done) => setTimeout(done, ms));
  ctx.throwIfCanceled();
  return ms;
};

/** Cancels, holds and resumes tasks at random while they run. Returns how many ended how, once all have. */
export async function taskStorm(engine: TaskEngine, random: Random, count: number): Promise<Record<string, number>> {
  const tasks = Array.from({ length: count }, (_, i) =>
    engine.add(toy(`t${i}`, works, { input: random.below(4), priority: random.below(3), hold: random.chance(0.2) })),
  );
  for (let i = 0; i < 3 * count; i++) {
    act(random, random.pick(tasks));
    if (i % 50 === 0) await new Promise((resume) => setImmediate(resume));
  }
  for (const task of tasks) task.resume();
  const fates: Record<string, number> = {};
  for (const task of tasks) {
    const { status } = await task.settled;
    fates[status] = (fates[status] ?? 0) + 1;
  }
  return fates;
}

function act(random: Random, task: Task): void {
  switch (random.below(4)) {
    case 0:
      return task.cancel();
    case 1:
      return task.hold();
    default:
      return task.resume();
  }
}
