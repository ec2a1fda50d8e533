import type { LaneSignals } from "./lane-signals.ts";
import type { LaneMessage, LaneRequest } from "./messages.ts";

const CANCEL = 0;
const ENGINE = 1;
const UNREAD = 2;
const PLACES = 4; // even, so that the fraction is where a double may be

/** In place of the number of an engine call that the lane may not leave. */
const KEPT = -1;
const LAST_CALL = 0x7fff_ffff;

/** Units a lane can hold at once: the one it is in, and those it goes on with at once. */
export const PLACES_IN_LANE = 16;
/** Values a lane may be ahead of the main loop. */
const MAX_UNREAD = 1000;
/** How often a lane that waits for the main loop looks for a cancel. */
const TURN_MS = 20;

/** A request as it goes to a thread: signals are their memory there. */
export function toThread(request: LaneRequest): LaneMessage {
  if (request.type !== "run") return request;
  const { signals, ...others } = request;
  if (signals === undefined) return others;
  if (!(signals instanceof LaneCells)) throw new Error("These signals are no thread's.");
  return { ...others, cells: signals.buffer };
}

/**
 * The few numbers that main loop and lane share for the units in that lane. Reading or writing one costs nanoseconds and
 * needs no event loop, so a cancel reaches a synchronous loop and progress costs nothing until it is sampled.
 */
export class LaneCells implements LaneSignals {
  readonly buffer: SharedArrayBuffer;
  readonly #ints: Int32Array;
  readonly #fraction: Float64Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(4 * (PLACES + PLACES_IN_LANE) + 8)) {
    this.buffer = buffer;
    this.#ints = new Int32Array(buffer, 0, PLACES + PLACES_IN_LANE);
    this.#fraction = new Float64Array(buffer, this.#ints.byteLength, 1);
  }

  offer(place: number, run: number): void {
    Atomics.store(this.#ints, PLACES + place, run);
  }

  /** Lane: begins the unit. Returns false if it was taken back. */
  claim(place: number, run: number): boolean {
    this.#fraction[0] = 0; // first, so that nobody takes what the last unit has done for this one's
    return Atomics.compareExchange(this.#ints, PLACES + place, run, -run) === run;
  }

  takeBack(place: number, run: number): boolean {
    return Atomics.compareExchange(this.#ints, PLACES + place, run, 0) === run;
  }

  isClaimed(place: number, run: number): boolean {
    return Atomics.load(this.#ints, PLACES + place) === -run;
  }

  requestCancel(run: number): void {
    Atomics.store(this.#ints, CANCEL, run);
  }

  isCanceled(run: number): boolean {
    return Atomics.load(this.#ints, CANCEL) === run;
  }

  get engineCall(): number {
    return Atomics.load(this.#ints, ENGINE);
  }

  /** Called on entering and on leaving an engine call (outermost only). Does not return from one that is kept. */
  toggleEngine(): void {
    const call = this.engineCall;
    const next = call === LAST_CALL ? 0 : call + 1;
    if (call !== KEPT && Atomics.compareExchange(this.#ints, ENGINE, call, next) === call) return;
    for (;;) Atomics.wait(this.#ints, ENGINE, KEPT);
  }

  keepInEngine(call: number): boolean {
    return Atomics.compareExchange(this.#ints, ENGINE, call, KEPT) === call;
  }

  /**
   * Lane, before it sends a value: waits while the main loop is too far behind, so that a flood of them fills neither the
   * memory nor the loop. @param onTurn called while it waits; may throw
   */
  waitForReader(onTurn: () => void): void {
    for (;;) {
      const unread = Atomics.load(this.#ints, UNREAD);
      if (unread < MAX_UNREAD) break;
      onTurn();
      Atomics.wait(this.#ints, UNREAD, unread, TURN_MS);
    }
    Atomics.add(this.#ints, UNREAD, 1);
  }

  taken(): void {
    Atomics.sub(this.#ints, UNREAD, 1);
    Atomics.notify(this.#ints, UNREAD);
  }

  get fraction(): number {
    return this.#fraction[0] ?? 0;
  }

  /** Lane: NaN and lower values than before are ignored. */
  raiseFraction(value: number): void {
    if (value > this.#fraction[0]!) this.#fraction[0] = value;
  }
}
