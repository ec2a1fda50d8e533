const CANCEL = 0;
const STARTED = 1;
const ENGINE = 2;
const UNREAD = 3;

/** In place of the number of an engine call that the lane may not leave. */
const KEPT = -1;
const LAST_CALL = 0x7fff_ffff;

/** Values a lane may be ahead of the main loop. */
const MAX_UNREAD = 1000;
/** How often a lane that waits for the main loop looks for a cancel. */
const TURN_MS = 20;

/**
 * The few numbers that main loop and lane share for the unit in that lane. Reading or writing one costs nanoseconds and
 * needs no event loop, so a cancel reaches a synchronous loop and progress costs nothing until it is sampled.
 */
export class LaneCells {
  readonly buffer: SharedArrayBuffer;
  readonly #ints: Int32Array;
  readonly #fraction: Float64Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(24)) {
    this.buffer = buffer;
    this.#ints = new Int32Array(buffer, 0, 4);
    this.#fraction = new Float64Array(buffer, 16, 1);
  }

  /** Main loop, before a unit is posted. */
  reset(): void {
    this.#fraction[0] = 0;
    Atomics.store(this.#ints, UNREAD, 0);
  }

  requestCancel(run: number): void {
    Atomics.store(this.#ints, CANCEL, run);
  }

  isCanceled(run: number): boolean {
    return Atomics.load(this.#ints, CANCEL) === run;
  }

  /** Lane: unit `run` has begun. A lane that dies before that can hand the unit to another one. */
  markStarted(run: number): void {
    Atomics.store(this.#ints, STARTED, run);
  }

  hasStarted(run: number): boolean {
    return Atomics.load(this.#ints, STARTED) === run;
  }

  /** Odd while the lane is inside a geometry engine; every call has a number of its own. */
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

  /**
   * Main loop, before it kills the lane: sees to it that nothing after this engine call is ever done. Returns false if the
   * lane has left it.
   */
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

  /** Main loop: has taken one of those values. */
  taken(): void {
    Atomics.sub(this.#ints, UNREAD, 1);
    Atomics.notify(this.#ints, UNREAD);
  }

  /** Share of the unit's work done, 0 to 1. */
  get fraction(): number {
    return this.#fraction[0] ?? 0;
  }

  /** Lane: NaN and lower values than before are ignored. */
  raiseFraction(value: number): void {
    if (value > this.#fraction[0]!) this.#fraction[0] = value;
  }
}
