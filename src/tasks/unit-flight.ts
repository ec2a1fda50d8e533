import type { LogLevel } from "../feedback.ts";
import { withoutEscapes } from "../shown-text.ts";
import type { Announcer } from "./announcer.ts";
import type { Entry } from "./engine-entry.ts";
import { failedByLoss, failedWith } from "./failures.ts";
import type { Flight, FlightListener } from "./flight.ts";
import type { LaneLoss } from "./lane.ts";
import type { LaneClass } from "./lanes.ts";
import type { MainRunListener } from "./main-run.ts";
import type { Outcome } from "./task-state.ts";

const MAX_LOGS = 10_000;

/** What becomes of tasks is the engine's business. */
export interface Life {
  /** It runs now, if it did not yet. */
  start(entry: Entry): void;
  /** The task will end like this. */
  decide(entry: Entry, verdict: Outcome<unknown>): void;
  /** A unit of a task has ended whose end is decided. */
  settleIfClear(entry: Entry): void;
  /** A unit has ended, or the task has just begun to be held. */
  standStill(entry: Entry): void;
}

/** Where units come from and their answers go to. */
export interface Desk {
  readonly tell: Announcer;
  readonly life: Life;
  boarded(entry: Entry, laneClass: LaneClass): void;
  watch(entry: Entry): void;
  unwatch(entry: Entry): void;
  enqueue(entry: Entry): void;
  advance(entry: Entry): void;
}

/** What work says on its way. */
export function hear(entry: Entry, tell: Announcer): MainRunListener {
  const { task, record } = entry;
  return {
    text: (text) => void (record.text = withoutEscapes(text)),
    log: (level, text) => {
      if (record.logs.length >= MAX_LOGS) return;
      const logged = { level, text: withoutEscapes(text) };
      record.logs.push(logged);
      tell.send(entry, () => ({ type: "log", task, entry: logged }));
    },
    emitted: (name, value) => tell.send(entry, () => ({ type: "emit", task, name, value })),
  };
}

/** What the flight of one of a task's units means for the task. */
export class UnitFlight implements FlightListener {
  readonly #entry: Entry;
  readonly #index: number;
  readonly #laneClass: LaneClass;
  readonly #desk: Desk;
  /** Most units say nothing. */
  #ear: MainRunListener | undefined;

  constructor(entry: Entry, index: number, laneClass: LaneClass, desk: Desk) {
    this.#entry = entry;
    this.#index = index;
    this.#laneClass = laneClass;
    this.#desk = desk;
  }

  boarded(flight: Flight): void {
    this.#entry.flights.set(this.#index, flight);
    this.#desk.boarded(this.#entry, this.#laneClass);
  }

  begun({ laneIndex: lane }: Flight): void {
    const { tell, life } = this.#desk;
    const entry = this.#entry;
    if (entry.verdict !== undefined) return;
    tell.during(() => {
      life.start(entry);
      this.#desk.watch(entry);
      const index = this.#index;
      tell.send(entry, () => ({ type: "unit", task: entry.task, stage: entry.run.stage, index, lane }));
    });
  }

  text(text: string): void {
    this.#heard.text(text);
  }

  log(level: LogLevel, text: string): void {
    this.#heard.log(level, text);
  }

  emitted(name: string, value: unknown): void {
    this.#heard.emitted(name, value);
  }

  returned(): void {
    this.#land(() => this.#putBack());
  }

  done(value: unknown): void {
    const { run } = this.#entry;
    this.#land(() => {
      run.answer(this.#index, value);
      if (run.stageComplete) this.#desk.advance(this.#entry);
    });
  }

  failed(error: Error): void {
    this.#land(() => this.#desk.life.decide(this.#entry, failedWith(error)));
  }

  lost(loss: LaneLoss & { readonly untouched: boolean }): void {
    this.#land(() => {
      if (mayRetry(this.#entry, this.#index, loss)) this.#putBack();
      else this.#desk.life.decide(this.#entry, failedByLoss(this.#entry.record, loss));
    });
  }

  get #heard(): MainRunListener {
    return (this.#ear ??= hear(this.#entry, this.#desk.tell));
  }

  #putBack(): void {
    this.#entry.run.putBack(this.#index);
    this.#desk.enqueue(this.#entry);
  }

  /** The unit has left its lane. What that means counts only while the task's end is open. */
  #land(consequence: () => void): void {
    const { tell, life } = this.#desk;
    const entry = this.#entry;
    tell.during(() => {
      tell.report(entry);
      entry.flights.delete(this.#index);
      if (entry.flights.size === 0) this.#desk.unwatch(entry);
      if (entry.verdict !== undefined) return life.settleIfClear(entry);
      consequence();
      life.standStill(entry);
    });
  }
}

/** A lane that died before the unit began costs nobody anything; else the task must allow it, once for each unit. */
function mayRetry(entry: Entry, index: number, { untouched, reason }: LaneLoss & { untouched: boolean }): boolean {
  if (untouched) return entry.retries++ < 2;
  const unit = `${entry.run.stage}:${index}`;
  const isAllowed = entry.record.retryWhenLost || entry.run.isRepeatable(index);
  if (reason !== "lost" || !isAllowed || entry.retried?.has(unit) === true) return false;
  entry.retried ??= new Set();
  entry.retried.add(unit);
  return true;
}
