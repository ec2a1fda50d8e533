import type { LogLevel } from "../feedback.ts";
import type { Clock } from "./clock.ts";
import type { Lane, LaneLoss } from "./lane.ts";
import type { LaneReply } from "./messages.ts";
import { unpackError } from "./wire-error.ts";

/** Time a lane may stay in one engine call after a cancel; and how often that is looked at. */
const ENGINE_GRACE_MS = 25;

/** What becomes of a unit in a lane. Ends with exactly one of `done`, `failed` and `lost`. */
export interface FlightListener {
  text(text: string): void;
  log(level: LogLevel, text: string): void;
  emitted(name: string, value: unknown): void;
  done(value: unknown): void;
  failed(error: Error): void;
  /** @param loss.untouched the lane died before it began: another one can take the unit. */
  lost(loss: LaneLoss & { readonly untouched: boolean }): void;
}

export interface FlightOptions {
  readonly lane: Lane;
  readonly laneIndex: number;
  readonly run: number;
  readonly listener: FlightListener;
  readonly clock: Clock;
  /** Time user code gets to notice a cancel. */
  readonly graceMs: number;
  /** Ends the lane, because the unit doesn't. */
  readonly kill: () => void;
  /** The unit has begun to be stopped. */
  readonly onStop: () => void;
}

/** A unit of work in a lane, from its posting to its end. */
export class Flight {
  readonly laneIndex: number;
  readonly #options: FlightOptions;
  #phase: "flying" | "stopping" | "killed" | "ended" = "flying";
  #dropTimers: (() => void)[] = [];

  constructor(options: FlightOptions) {
    this.laneIndex = options.laneIndex;
    this.#options = options;
  }

  /** Share of the unit done, 0 to 1, as of now. */
  get fraction(): number {
    return Math.min(1, this.#options.lane.cells.fraction);
  }

  /**
   * Asks the unit to stop; its lane is ended after the grace period, or as soon as it has been inside one engine call for
   * 25 ms. Safe to call again; with `now` there is no grace.
   */
  stop(now?: "now"): void {
    if (this.#phase === "flying") {
      this.#phase = "stopping";
      const { lane, run, clock, graceMs, onStop } = this.#options;
      lane.cells.requestCancel(run);
      lane.post({ type: "cancel", run });
      onStop();
      this.#dropTimers.push(clock.after(graceMs, () => this.#kill()));
      this.#watchEngine(lane.cells.engineCall);
    }
    if (now === "now") this.#kill();
  }

  /** A message of the lane while this unit is in it. Returns true if the unit has ended with it. */
  receive(reply: Exclude<LaneReply, { type: "late" }>): boolean {
    const { listener, run } = this.#options;
    if (this.#phase === "ended" || reply.run !== run) return false;
    switch (reply.type) {
      case "text":
        listener.text(reply.text);
        return false;
      case "log":
        listener.log(reply.level, reply.text);
        return false;
      case "emit":
        listener.emitted(reply.name, reply.value);
        return false;
      case "done":
        this.#end();
        listener.done(reply.value);
        return true;
      case "failed":
        this.#end();
        listener.failed(unpackError(reply.error));
        return true;
    }
  }

  lose(loss: LaneLoss): void {
    if (this.#phase === "ended") return;
    this.#end();
    this.#options.listener.lost({ ...loss, untouched: !this.#options.lane.cells.hasStarted(this.#options.run) });
  }

  #watchEngine(callBefore: number): void {
    const stopWatching = this.#options.clock.after(ENGINE_GRACE_MS, () => {
      const call = this.#options.lane.cells.engineCall;
      const inside = call % 2 !== 0;
      if (inside && call === callBefore) this.#kill();
      else this.#watchEngine(call);
    });
    this.#dropTimers[1] = stopWatching;
  }

  #kill(): void {
    if (this.#phase === "killed" || this.#phase === "ended") return;
    this.#phase = "killed";
    this.#clearTimers();
    this.#options.kill();
  }

  #end(): void {
    this.#phase = "ended";
    this.#clearTimers();
  }

  #clearTimers(): void {
    for (const drop of this.#dropTimers) drop();
    this.#dropTimers = [];
  }
}
