const CANCEL = 0;
const STARTED = 1;
const ENGINE = 2;

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
    this.#ints = new Int32Array(buffer, 0, 3);
    this.#fraction = new Float64Array(buffer, 16, 1);
  }

  /** Main loop, before a unit is posted. */
  reset(): void {
    this.#fraction[0] = 0;
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

  /** Called on entering and on leaving an engine call (outermost only). */
  toggleEngine(): void {
    Atomics.add(this.#ints, ENGINE, 1);
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
