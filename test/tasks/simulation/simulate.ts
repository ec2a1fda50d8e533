import type { WatchedUnit } from "../lane-watch.ts";
import type { LaneLoss } from "../../../src/tasks/lane.ts";
import type { MemoryProbe } from "../../../src/tasks/memory-guard.ts";
import { TaskEngine } from "../../../src/tasks/engine.ts";
import { Invariants } from "../invariants.ts";
import { LaneWatch } from "../lane-watch.ts";
import { ManualClock } from "../../fixtures/manual-clock.ts";
import { Program } from "./program.ts";
import { Random } from "./random.ts";
import { ProgressRules } from "./progress-rules.ts";
import { type ActsPayload, SimLane } from "./sim-lane.ts";

const MB = 2 ** 20;
const LOST: LaneLoss = { reason: "lost", exitCode: 9 };
/** So that what waits gets older than what has more priority. */
const LONG_MS = 25_000;
/** While lanes are at work memory is looked at this often. */
const LOOK_MS = 100;
/** More than any program needs to come to rest. */
const MANY_STEPS = 5000;

export interface Played {
  readonly broken: readonly string[];
  /** What the program did and the engine told, in order. */
  readonly trace: readonly string[];
  readonly steps: number;
}

/** Plays one program in one of the orders in which its parts could happen. The same seed is the same play. */
export async function simulate(seed: number): Promise<Played> {
  const world = new World(new Random(seed));
  await world.play().catch((error: unknown) => world.rules.report(`throws ${String(error)}`));
  return { broken: world.rules.broken, trace: world.program.trace, steps: world.steps };
}

class World {
  readonly rules: Invariants;
  readonly program: Program;
  steps = 0;
  readonly #random: Random;
  readonly #clock = new ManualClock();
  readonly #engine: TaskEngine;
  readonly #count: number;
  readonly #watch: LaneWatch;
  readonly #progress: ProgressRules;
  #lanes: SimLane[] = [];
  /** Of the memory the process may hold. */
  #held = 0;
  /** As the engine knows it: from when it looks until it looks again. */
  #isTight = false;
  /** Since when lanes have been at work without that. */
  #unseenSince = 0;
  /** How often something goes wrong. */
  readonly #faults: number;
  #isFaulty = true;
  #isClosed = false;

  constructor(random: Random) {
    this.#random = random;
    this.#count = 1 + random.below(3);
    this.#faults = random.pick([0.02, 0.02, 0.02, 0.2]);
    this.rules = new Invariants(
      () => this.#clock.now(),
      (task) => this.program.isOf(task, this.#watch.payloads),
    );
    this.#watch = new LaneWatch({
      report: (what) => this.rules.report(what),
      onPost: (unit) => this.#post(unit),
      onAnswer: (payload) => this.program.units.answer((payload as ActsPayload).key),
      onLost: (units, reasons) => this.program.lose(units, reasons),
      isTight: () => this.#isTight,
    });
    this.#engine = new TaskEngine({
      workerUrl: new URL("file:///nowhere"),
      lanes: this.#count,
      graceMs: 50,
      heapMb: 64,
      clock: this.#clock,
      memory: this.#memory(),
      openLane: this.#watch.over(() => this.#open()),
    });
    this.rules.watch(this.#engine);
    this.program = new Program(random, this.#engine, this.rules);
    this.#progress = new ProgressRules({
      report: (what, task) => this.rules.report(what, task),
      ownFraction: (task, evenLost) => this.program.ownFraction(task, evenLost),
      isStopping: (task) => this.program.units.isStopping(task),
    });
  }

  async play(): Promise<void> {
    const commands = 1 + this.#random.below(15);
    for (let left = commands; left > 0;) {
      if (this.#random.chance(0.3)) {
        left--;
        this.program.command();
        await this.#rest();
        if (this.#random.chance(0.1)) await this.#pass(this.#random.below(LONG_MS));
      } else await this.#step();
    }
    if (this.#random.chance(0.8)) await this.#endWell();
    await this.#close();
  }

  /** All that can end ends, and the engine is still in service. */
  async #endWell(): Promise<void> {
    this.#isFaulty = false;
    this.#held = 0;
    this.program.resumeAll();
    for (let i = 0; i < 60; i++) await this.#step();
    this.program.cancelAll();
    await this.#until(() => this.rules.open.length === 0);
    const task = this.program.submitHarmless();
    await this.#until(() => !task.isActive);
  }

  async #close(): Promise<void> {
    this.program.trace.push("close");
    this.program.allowAll("canceled shutdown");
    this.#isClosed = true;
    let isClosed = false;
    this.#watch.close();
    const onClosed = (): void => {
      isClosed = true;
      if (this.rules.open.length > 0) this.rules.report("is closed before all tasks have ended");
    };
    void this.#engine.close().then(onClosed);
    await this.#until(() => isClosed && this.rules.open.length === 0);
    this.rules.atEnd();
    this.program.atEnd();
    this.program.checkTimes();
    if (this.#engine.threads + this.#watch.alive > 0) this.rules.report("threads are left after close");
    if (this.#clock.pending > 0) this.rules.report(`${this.#clock.pending} timers are left after close`);
  }

  /** Lanes do nothing for a while. */
  async #pass(ms: number): Promise<void> {
    const end = this.#clock.now() + ms;
    while (this.#clock.pending > 0 && this.#clock.now() < end) {
      this.#clock.callNext();
      await this.#rest();
    }
  }

  async #until(isOver: () => boolean): Promise<void> {
    for (let i = 0; !isOver(); i++) {
      if (i > MANY_STEPS) return this.rules.report("does not come to rest");
      await this.#step();
    }
  }

  /** One of the things that could happen now. */
  async #step(): Promise<void> {
    this.steps++;
    this.#lanes = this.#lanes.filter(({ isGone }) => !isGone);
    const moves = this.#lanes.flatMap((lane) => lane.moves());
    if (this.#clock.pending > 0) moves.push(() => this.#clock.callNext());
    if (this.#isFaulty && this.#random.chance(this.#faults)) moves.push(() => this.#fault());
    if (moves.length > 0) this.#random.pick(moves)();
    await this.#rest();
  }

  /** Lets promises go on, and looks at what is. */
  async #rest(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#watch.atRest();
    if (this.#isClosed) return;
    const isStill = !this.#clock.isDue;
    this.rules.atRest({ count: this.#count, isTight: this.#isTight, isAsking: this.#watch.isAsking, isStill });
    this.#progress.atRest(this.rules.open, this.#clock.now(), isStill);
    const isAtWork = this.rules.open.some(({ lanes }) => lanes.length > 0);
    if (!isAtWork) this.#unseenSince = this.#clock.now();
    if (isStill && this.#clock.now() - this.#unseenSince > LOOK_MS) this.rules.report("does not look at the memory");
    if (this.#watch.lasting > this.#count + 3) this.rules.report(`${this.#watch.lasting} lanes are kept`);
  }

  #fault(): void {
    if (this.#random.chance(0.3)) {
      this.#held = this.#random.pick([0, 0.9, 1.5]);
    } else if (this.#lanes.length > 0) this.#random.pick(this.#lanes).die(LOST);
  }

  #open(): SimLane {
    if (this.#isFaulty && this.#random.chance(0.02)) {
      this.program.allowAll("failed lost");
      throw new Error("no thread can be made");
    }
    const lane = new SimLane({ onBegin: (key) => this.program.units.begin(key) });
    this.#lanes.push(lane);
    return lane;
  }

  #post(unit: WatchedUnit): void {
    const { key } = unit.payload as ActsPayload;
    const isCompute = (payload: unknown): boolean => this.program.isCompute((payload as ActsPayload).key);
    if (this.#isTight && isCompute(unit.payload) && this.#watch.payloads.some(isCompute))
      this.rules.report(`unit ${key} starts beside others in short memory`);
    this.program.units.post(key, unit);
  }

  #memory(): MemoryProbe {
    return {
      budgetBytes: 1000 * MB,
      held: () => {
        this.#isTight = this.#held > 0.8;
        this.#unseenSince = this.#clock.now();
        return this.#held * 1000 * MB;
      },
      largeBytes: Infinity,
      allLargeBytes: Infinity,
      measure: (lanes, _, onAnswer) => {
        for (const lane of lanes) onAnswer(lane, { heap: 0, large: 0, buffers: this.#random.below(200) * MB });
      },
      rest: () => undefined,
    };
  }
}
