import type { LogLevel } from "../feedback.ts";
import type { Lane, LaneLoss } from "./lane.ts";
import type { LaneSignals } from "./lane-signals.ts";
import type { LaneReply } from "./messages.ts";
import { unpackError } from "./wire-error.ts";

/** Time a lane may stay in one engine call after a cancel; and how often that is looked at. */
const ENGINE_GRACE_MS = 25;

/** What becomes of a unit in a lane. Ends with exactly one of `returned`, `done`, `failed` and `lost`. */
export interface FlightListener {
  /** It is in a lane's list. */
  boarded(flight: Flight): void;
  /** The lane is in it, or comes to it now. */
  begun(flight: Flight): void;
  /** It was taken back before it began. */
  returned(): void;
  text(text: string): void;
  log(level: LogLevel, text: string): void;
  emitted(name: string, value: unknown): void;
  done(value: unknown): void;
  failed(error: Error): void;
  /** @param loss.untouched the lane died before it began: another one can take the unit. */
  lost(loss: LaneLoss & { readonly untouched: boolean }): void;
}

/** The lane and what is around it, as a flight needs it. */
export interface FlightLane {
  readonly lane: Lane;
  readonly laneIndex: number;
  /** Other units are in the lane, which must not end with this one as long as it listens. */
  readonly isShared: boolean;
  /** Time user code gets to notice a cancel. */
  readonly graceMs: number;
  /** Calls once after `ms`, as one change; the returned function takes it back. */
  after(ms: number, call: () => void): () => void;
  /** Ends the lane, because the unit doesn't. */
  kill(): void;
  /** Leaves the unit alone in its lane: it waits for something and can't be ended, but does no harm. */
  abandon(flight: Flight): void;
  /** The unit has begun to be stopped. */
  onStop(): void;
  /** Whether the lane has gone on to another unit, so that this one's answer is on its way. */
  isPast(flight: Flight): boolean;
  /** The unit is not in the lane any more, and never was. */
  onTakenBack(flight: Flight): void;
}

export interface Boarding {
  readonly run: number;
  /** Where the lane claims it. */
  readonly place: number;
  readonly signals: LaneSignals;
}

/**
 * A unit of work in a lane, from its posting to its end. As long as the lane has others before it, it is "ahead": the lane
 * goes on with it at once, without a word from the main loop, but until then it can be taken back.
 */
export class Flight {
  readonly run: number;
  readonly place: number;
  readonly #signals: LaneSignals;
  readonly #around: FlightLane;
  readonly #listener: FlightListener;
  #phase: "ahead" | "flying" | "stopping" | "killed" | "ended" = "ahead";
  /** Only one that is to stop has timers. */
  #dropGrace: (() => void) | undefined;
  #dropWatch: (() => void) | undefined;
  /** The lane has taken the cancel up, so it is not stuck. */
  #isHeard = false;
  /** It never begins, and is in the lane only until that has shown that it is not stuck. */
  #isReturned = false;

  constructor({ run, place, signals }: Boarding, around: FlightLane, listener: FlightListener) {
    this.run = run;
    this.place = place;
    this.#signals = signals;
    this.#around = around;
    this.#listener = listener;
  }

  get lane(): Lane {
    return this.#around.lane;
  }

  get laneIndex(): number {
    return this.#around.laneIndex;
  }

  /** Share of the unit done, 0 to 1, as of now. */
  get fraction(): number {
    return this.isClaimed ? Math.min(1, this.#signals.fraction) : 0;
  }

  get isAhead(): boolean {
    return this.#phase === "ahead";
  }

  get isStopping(): boolean {
    return this.#phase === "stopping";
  }

  /** The lane has begun it. */
  get isClaimed(): boolean {
    return this.#signals.isClaimed(this.place, this.run);
  }

  /** Nothing is before it in its lane any more. */
  begin(): void {
    if (this.#phase !== "ahead") return;
    this.#phase = "flying";
    this.#listener.begun(this);
  }

  /**
   * If the lane has not begun it, it never will. Returns whether that is so. What was posted of it stays in the lane's port
   * until the lane gets there.
   */
  takeBack(): boolean {
    const wasReturned = this.#isReturned;
    if (this.#phase === "ended" || !(wasReturned || this.#signals.takeBack(this.place, this.run))) {
      this.begin();
      return false;
    }
    this.#end();
    this.#around.onTakenBack(this);
    if (!wasReturned) this.#listener.returned();
    return true;
  }

  /**
   * Asks the unit to stop; its lane is ended after the grace period, or as soon as it has been inside one engine call for
   * 25 ms. A unit that shares its lane is then left alone, if the lane still listens. One that has not begun is taken back.
   * Safe to call again.
   */
  stop(): void {
    if (this.#phase === "ahead" && this.takeBack()) return;
    if (this.#phase !== "flying") return;
    this.#phase = "stopping";
    const { lane, graceMs, isShared } = this.#around;
    // what the lane does may be another unit's already, which must neither be ended for this one nor miss its own cancel
    if (this.#around.isPast(this)) return;
    this.#signals.requestCancel(this.run);
    lane.post({ type: "cancel", run: this.run });
    this.#around.onStop();
    if (this.#around.isPast(this)) return;
    this.#dropGrace = this.#around.after(graceMs, () => this.#giveUp());
    this.#isReturned = this.#signals.takeBack(this.place, this.run);
    if (this.#isReturned) this.#listener.returned();
    else if (!isShared) this.#watchEngine(this.#signals.engineCall);
  }

  /** A message of the lane while this unit is in it. Returns true if the unit has ended with it. */
  receive(reply: Exclude<LaneReply, { type: "late" }>): boolean {
    const listener = this.#listener;
    if (this.#phase === "ended" || reply.run !== this.run) return false;
    switch (reply.type) {
      case "heard":
        this.#isHeard = true;
        if (this.#isReturned) this.#end();
        return this.#isReturned;
      case "text":
        listener.text(reply.text);
        return false;
      case "log":
        listener.log(reply.level, reply.text);
        return false;
      case "emit":
        listener.emitted(reply.name, reply.value);
        this.#signals.taken();
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
    if (!this.#isReturned) this.#listener.lost({ ...loss, untouched: !this.isClaimed });
  }

  #watchEngine(callBefore: number): void {
    this.#dropWatch = this.#around.after(ENGINE_GRACE_MS, () => {
      if (this.#around.isPast(this)) return;
      const call = this.#signals.engineCall;
      const inside = call % 2 !== 0;
      if (inside && call === callBefore && this.#signals.keepInEngine(call)) this.#strand();
      else this.#watchEngine(call);
    });
  }

  /** Nothing the unit does can be seen any more, so it ends now and not with its thread, which may take its time. */
  #strand(): void {
    this.#kill();
    this.lose({ reason: "lost", exitCode: 0 });
  }

  /** The grace period is over. A shared lane is asked once more whether it listens, since the unit may block it by now. */
  #giveUp(): void {
    const { isShared, graceMs, lane } = this.#around;
    if (this.#around.isPast(this)) return;
    if (!isShared) return this.#kill();
    this.#isHeard = false;
    lane.post({ type: "cancel", run: this.run });
    this.#dropGrace = this.#around.after(graceMs, () => (this.#isHeard ? this.#leave() : this.#kill()));
  }

  #leave(): void {
    this.#end();
    this.#listener.lost({ reason: "lost", exitCode: 0, untouched: false });
    this.#around.abandon(this);
  }

  #kill(): void {
    if (this.#phase === "killed" || this.#phase === "ended") return;
    this.#phase = "killed";
    this.#clearTimers();
    this.#around.kill();
  }

  #end(): void {
    this.#phase = "ended";
    this.#clearTimers();
  }

  #clearTimers(): void {
    this.#dropGrace?.();
    this.#dropWatch?.();
  }
}
