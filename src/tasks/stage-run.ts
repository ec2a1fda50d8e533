import type { LogEntry } from "../feedback.ts";
import type { Job, Unit } from "./job.ts";

/** Where a job says nothing, stages after the first join what it made, which is little work: this share of the first. */
const LATER_STAGE_WEIGHT = 0.05;

/** Walks one task through the stages of its job: hands units out, collects answers, adds up progress. */
export class StageRun {
  readonly #job: Job;
  #stage = -1;
  #units: readonly Unit[] = [];
  /** Indices still to be handed out, the last one first. */
  #waiting: number[] = [];
  #answers: unknown[] = [];
  #missing = 0;
  #answeredWeight = 0;
  #stageWeight = 1;

  constructor(job: Job) {
    this.#job = job;
  }

  /** Number of the current stage; -1 before `advance` was first called. */
  get stage(): number {
    return this.#stage;
  }

  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** True when all units of the stage have answered. */
  get stageComplete(): boolean {
    return this.#missing === 0;
  }

  get finished(): boolean {
    return this.#stage >= this.#job.stages.length;
  }

  /** The answer of the last stage's only unit; of several units the list of their answers. */
  get result(): unknown {
    return this.#units.length === 1 ? this.#answers[0] : this.#answers;
  }

  /**
   * Makes the next stage, and the ones after it as long as they have no units. Throws what the job throws.
   * @param logs what the task has said so far
   */
  advance(logs: readonly LogEntry[] = []): void {
    do {
      const make = this.#job.stages[this.#stage + 1];
      this.#stage++;
      if (make === undefined) return;
      const results = this.#stage === 0 ? [] : this.#answers;
      this.#units = make(results, logs);
      this.#answers = Array.from({ length: this.#units.length });
      this.#waiting = this.#units.map((_, index) => index).toReversed();
      this.#missing = this.#units.length;
      this.#answeredWeight = 0;
      this.#stageWeight = this.#units.reduce((sum, unit) => sum + weightOf(unit), 0);
    } while (this.#missing === 0);
  }

  /** The next unit that waits for a lane. */
  take(): { readonly index: number; readonly unit: Unit } | undefined {
    const index = this.#waiting.pop();
    return index === undefined ? undefined : { index, unit: this.#units[index]! };
  }

  /** Whether the unit may be done twice. */
  isRepeatable(index: number): boolean {
    return this.#units[index]?.repeatable === true;
  }

  putBack(index: number): void {
    this.#waiting.push(index);
  }

  answer(index: number, value: unknown): void {
    this.#answers[index] = value;
    this.#missing--;
    this.#answeredWeight += weightOf(this.#units[index]!);
  }

  /** Share of the whole task done, 0 to 1. @param running index and fraction of every unit that is in a lane. */
  fraction(running: Iterable<readonly [number, number]>): number {
    if (this.finished) return 1;
    if (this.#stage < 0) return 0;
    let done = this.#answeredWeight;
    for (const [index, fraction] of running) done += weightOf(this.#units[index]!) * fraction;
    const own = this.#costOf(this.#stage) * Math.min(1, done / (this.#stageWeight || 1));
    return (this.#costBefore(this.#stage) + own) / this.#costBefore(this.#job.stages.length);
  }

  #costBefore(stage: number): number {
    let cost = 0;
    for (let before = 0; before < stage; before++) cost += this.#costOf(before);
    return cost;
  }

  #costOf(stage: number): number {
    return this.#job.weights?.[stage] ?? (stage === 0 ? 1 : LATER_STAGE_WEIGHT);
  }
}

function weightOf(unit: Unit): number {
  return unit.weight ?? 1;
}
