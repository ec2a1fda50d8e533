import { TaskEngine } from "../../src/tasks/engine.ts";
import { openPoolLane } from "../../src/tasks/pool-lane.ts";
import { Invariants } from "./invariants.ts";
import { LaneWatch } from "./lane-watch.ts";
import { Program } from "./simulation/program.ts";
import type { Random } from "./simulation/random.ts";
import type { ActsPayload } from "./simulation/sim-lane.ts";

const LANES = 2;
/** More than any program needs to end once it is canceled: grace, kills, new threads. */
const PATIENCE_MS = 30_000;

export interface PlayOptions {
  /** Of the worker that performs acts. */
  readonly workerUrl: URL;
  readonly random: Random;
  /** What the user does. */
  readonly commands: number;
}

export interface PlayedOnThreads {
  readonly broken: readonly string[];
  readonly trace: readonly string[];
  readonly tasks: number;
  /** Threads that ended before their engine was closed. */
  readonly lost: number;
}

/** Plays a random program over real threads, cancels what is left, closes the engine, and tells what broke the rules. */
export async function playOnThreads({ workerUrl, random, commands }: PlayOptions): Promise<PlayedOnThreads> {
  const rules = new Invariants(
    () => performance.now(),
    (task) => program.isOf(task, watch.payloads),
  );
  let lost = 0;
  const watch = new LaneWatch({
    report: (what) => rules.report(what),
    onPost: (unit) => program.units.post((unit.payload as ActsPayload).key, unit),
    onAnswer: (payload) => program.units.answer((payload as ActsPayload).key),
    onLost: (units, reasons) => {
      lost++;
      program.lose(units, reasons);
    },
  });
  const openLane = watch.over(openPoolLane);
  const engine = new TaskEngine({ workerUrl, lanes: LANES, graceMs: 40, heapMb: 32, openLane });
  rules.watch(engine);
  const program = new Program(random, engine, rules);
  const rest = async (turns: number): Promise<void> => {
    for (; turns >= 0; turns--) {
      await new Promise((resolve) => setImmediate(resolve));
      rules.atRest({ count: LANES, isAsking: watch.isAsking });
      watch.atRest();
    }
  };
  const until = async (isOver: () => boolean): Promise<void> => {
    const end = performance.now() + PATIENCE_MS;
    while (!isOver() && performance.now() < end) await rest(10);
  };
  for (let i = 0; i < commands; i++) {
    program.command();
    await rest(random.below(20));
  }
  program.resumeAll();
  await rest(200);
  program.cancelAll();
  await until(() => rules.open.length === 0);
  const last = program.submitHarmless();
  await until(() => !last.isActive);
  const whileOpen = lost;
  watch.close();
  program.allowAll("canceled shutdown");
  await engine.close();
  rules.atEnd();
  program.atEnd();
  if (engine.threads + watch.alive > 0) rules.report("threads are left after close");
  return { broken: rules.broken, trace: program.trace, tasks: program.countTasks, lost: whileOpen };
}
