import type { LaneLoss } from "../../../src/tasks/lane.ts";
import type { Task } from "../../../src/tasks/task.ts";
import type { Count, Fate } from "../invariants.ts";
import type { WatchedUnit } from "../lane-watch.ts";

export interface PlannedUnit {
  /** Unique in the program. */
  readonly key: string;
  readonly weight: number;
  /** May be done twice. */
  readonly isRepeatable: boolean;
}

interface Unit extends PlannedUnit {
  readonly task: Task;
  posted: number;
  begun: number;
  /** While it is in a lane. */
  inLane: WatchedUnit | undefined;
  /** What of it was done when its lane ended; a task may have told that between two looks at it. */
  lostFraction: number;
  isAnswered: boolean;
  isRepeated: boolean;
}

/** A stage after the first weighs as much as this share of it. */
const LATER_STAGE = 0.05;
/** Units whose lane died before they began are sent again, for one task this often. */
const FREE_REPEATS = 2;

/** What becomes of the units of a program, as seen from its lanes; and what must become of their tasks because of it. */
export class UnitLog {
  readonly #report: (what: string, task: Task) => void;
  readonly #stages = new Map<Task, readonly (readonly Unit[])[]>();
  readonly #units = new Map<string, Unit>();
  readonly #freeRepeats = new Map<Task, number>();

  constructor(report: (what: string, task: Task) => void) {
    this.#report = report;
  }

  plan(task: Task, stages: readonly (readonly PlannedUnit[])[]): void {
    const units = stages.map((stage) =>
      stage.map((unit) => {
        const known = {
          ...unit,
          task,
          posted: 0,
          begun: 0,
          inLane: undefined,
          lostFraction: 0,
          isAnswered: false,
          isRepeated: false,
        };
        this.#units.set(unit.key, known);
        return known;
      }),
    );
    this.#stages.set(task, units);
  }

  taskOf(key: string): Task {
    return this.#unitOf(key).task;
  }

  /** It goes to a lane. */
  post(key: string, inLane: WatchedUnit): void {
    const unit = this.#unitOf(key);
    unit.posted++;
    unit.inLane = inLane;
    if (unit.isAnswered) this.#report(`unit ${key} starts after its answer`, unit.task);
    const stage = this.#stages.get(unit.task)!.find((units) => units.includes(unit))!;
    const first = stage.find(({ posted }) => posted === 0);
    if (first !== undefined && stage.indexOf(first) < stage.indexOf(unit))
      this.#report(`unit ${key} starts before ${first.key}`, unit.task);
  }

  /** It has been told that the unit is in a lane. */
  told(key: string, task: Task): void {
    if ((this.#units.get(key)?.posted ?? 0) === 0) this.#report(`unit ${key} is told, but in no lane`, task);
  }

  /** Its lane has taken it up. Returns how often by now. */
  begin(key: string): number {
    const unit = this.#unitOf(key);
    unit.begun++;
    if (unit.begun > (unit.isRepeated ? 2 : 1)) this.#report(`unit ${key} begins ${unit.begun} times`, unit.task);
    return unit.begun;
  }

  answer(key: string): void {
    const unit = this.#unitOf(key);
    unit.isAnswered = true;
    unit.inLane = undefined;
  }

  /** Its lane has ended. Returns how its task may end because of it, if it may. */
  lose(key: string, hasBegun: boolean, reason: LaneLoss["reason"]): Fate | undefined {
    const unit = this.#unitOf(key);
    unit.lostFraction = Math.max(unit.lostFraction, doneIn(unit.inLane));
    unit.inLane = undefined;
    if (!hasBegun) {
      const repeats = this.#freeRepeats.get(unit.task) ?? 0;
      this.#freeRepeats.set(unit.task, repeats + 1);
      return repeats < FREE_REPEATS ? undefined : `failed ${reason}`;
    }
    if (reason !== "lost" || !unit.isRepeatable || unit.isRepeated) return `failed ${reason}`;
    unit.isRepeated = true;
    return undefined;
  }

  /** Share of the task's own work that is done. @param evenLost what lanes have taken with them counts, too */
  fractionOf(task: Task, evenLost = false): number {
    const stages = this.#stages.get(task) ?? [];
    const shares = stages.map((_, stage) => (stage === 0 ? 1 : LATER_STAGE));
    const current = stages.findIndex((units) => units.some(({ isAnswered }) => !isAnswered));
    if (current === -1) return 1;
    const weights = stages[current]!.map(({ weight }) => weight);
    const done = stages[current]!.map(
      ({ weight, isAnswered, inLane, lostFraction }) =>
        weight * (isAnswered ? 1 : Math.max(doneIn(inLane), evenLost ? lostFraction : 0)),
    );
    const before = sum(shares.slice(0, current));
    return (before + (shares[current]! * sum(done)) / sum(weights)) / sum(shares);
  }

  /** Whether its end is decided, though it has units in lanes. */
  isStopping(task: Task): boolean {
    return (this.#stages.get(task) ?? []).flat().some(({ inLane }) => inLane?.isCanceled === true);
  }

  /** What a stage is given: the answers of the one before, in the order of its units. */
  checkAnswers(task: Task, stage: number, answers: unknown): void {
    const expected = (this.#stages.get(task)?.[stage] ?? []).map(({ key }) => key);
    const given = [answers].flat().map((answer) => (answer as Count).key.replace(/#.*$/, ""));
    if (given.join() !== expected.join()) this.#report(`answers ${given.join()} instead of ${expected.join()}`, task);
  }

  /** Its result, before the task's own `map`. */
  checkResult(task: Task, result: unknown): void {
    const stages = this.#stages.get(task);
    if (stages !== undefined) this.checkAnswers(task, stages.length - 1, result);
  }

  #unitOf(key: string): Unit {
    return this.#units.get(key)!;
  }
}

function doneIn(inLane: WatchedUnit | undefined): number {
  return inLane?.hasBegun === true ? Math.min(1, inLane.signals.fraction) : 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
