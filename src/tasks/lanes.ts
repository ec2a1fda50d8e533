import type { Clock } from "./clock.ts";
import { Flight, type FlightListener } from "./flight.ts";
import type { Unit } from "./job.ts";
import type { Lane, LaneLoss } from "./lane.ts";
import type { LaneReply } from "./messages.ts";
import { unpackError } from "./wire-error.ts";

/** A spare lane is started this long after the first one, so that it doesn't slow the first task down. */
const SPARE_DELAY_MS = 500;

/** Units of the map's own jobs have a lane for themselves, so that a busy session still draws. */
export type LaneClass = "compute" | "internal";

export interface LanesOptions {
  readonly open: () => Lane;
  readonly clock: Clock;
  /** Compute lanes; one more is for internal units. */
  readonly count: number;
  readonly graceMs: number;
  /** A lane has become free. */
  readonly onFree: () => void;
  /** Something left over from an ended unit threw. */
  readonly onLate: (label: string, error: Error) => void;
}

/** A place for a lane. It outlives the lane in it. */
interface Slot {
  readonly index: number;
  lane: Lane | undefined;
  busy: boolean;
}

/** The lanes of one engine: opened when first needed, replaced when lost, killed when deaf. Knows units, not tasks. */
export class Lanes {
  readonly #options: LanesOptions;
  readonly #slots: Readonly<Record<LaneClass, readonly Slot[]>>;
  readonly #flights = new Map<Lane, Flight>();
  readonly #alive = new Set<Lane>();
  readonly #dying = new Set<Promise<void>>();
  #spare: Lane | undefined;
  #dropSpareTimer: (() => void) | undefined;
  #nextRun = 1;
  #closed = false;

  constructor(options: LanesOptions) {
    this.#options = options;
    const compute = Array.from({ length: options.count }, (_, index) => emptySlot(index));
    this.#slots = { compute, internal: [emptySlot(options.count)] };
  }

  /** Number of threads that exist now, busy or idle. */
  get threads(): number {
    return this.#alive.size;
  }

  hasFree(which: LaneClass): boolean {
    return this.#freeSlot(which) !== undefined;
  }

  /** Throws a DataCloneError if the payload can't be cloned. Call only when a lane is free. */
  start(which: LaneClass, unit: Unit & { readonly label: string }, listener: FlightListener): Flight {
    const slot = this.#freeSlot(which);
    if (slot === undefined || this.#closed) throw new Error(`No ${which} lane is free.`);
    const lane = (slot.lane ??= this.#takeLane());
    const run = this.#nextRun++;
    lane.cells.reset();
    lane.post({ type: "run", run, label: unit.label, kind: unit.kind, payload: unit.payload });
    const flight = new Flight({
      lane,
      laneIndex: slot.index,
      run,
      listener,
      clock: this.#options.clock,
      graceMs: this.#options.graceMs,
      kill: () => this.#discard(lane),
      onStop: () => this.#prepareSpare(),
    });
    this.#flights.set(lane, flight);
    slot.busy = true;
    lane.hold(true);
    return flight;
  }

  /** Ends all threads, and with them what still flies. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#dropSpareTimer?.();
    for (const lane of this.#alive) this.#kill(lane);
    while (this.#dying.size > 0) await Promise.all(this.#dying);
  }

  #freeSlot(which: LaneClass): Slot | undefined {
    return this.#slots[which].find((slot) => !slot.busy);
  }

  #takeLane(): Lane {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare !== undefined) {
      this.#prepareSpare();
      return spare;
    }
    this.#dropSpareTimer ??= this.#options.clock.after(SPARE_DELAY_MS, () => this.#prepareSpare());
    return this.#openLane();
  }

  #openLane(): Lane {
    const lane = this.#options.open();
    this.#alive.add(lane);
    lane.onMessage((reply) => this.#receive(lane, reply));
    lane.onLost((loss) => this.#lose(lane, loss));
    return lane;
  }

  #prepareSpare(): void {
    this.#dropSpareTimer?.();
    this.#dropSpareTimer = undefined;
    if (!this.#closed) this.#spare ??= this.#openLane();
  }

  #receive(lane: Lane, reply: LaneReply): void {
    if (reply.type === "late") {
      this.#options.onLate(reply.label, unpackError(reply.error));
      // A busy lane asks for its replacement with its next answer.
      if (!this.#flights.has(lane)) this.#discard(lane);
      return;
    }
    if (this.#flights.get(lane)?.receive(reply) !== true) return;
    this.#flights.delete(lane);
    lane.hold(false);
    if ((reply.type === "done" || reply.type === "failed") && reply.recycle) this.#discard(lane);
    else this.#free(lane);
  }

  #lose(lane: Lane, loss: LaneLoss): void {
    this.#alive.delete(lane);
    if (this.#spare === lane) this.#spare = undefined;
    const flight = this.#flights.get(lane);
    this.#flights.delete(lane);
    flight?.lose(loss);
    const slot = this.#slotOf(lane);
    if (slot !== undefined) slot.lane = undefined;
    this.#free(lane, slot);
  }

  /** Kills a lane whose state is unknown or which doesn't listen. Its slot is free at once, for a fresh one. */
  #discard(lane: Lane): void {
    const slot = this.#slotOf(lane);
    if (slot !== undefined) slot.lane = undefined;
    this.#kill(lane);
    this.#free(lane, slot);
  }

  #free(lane: Lane, slot = this.#slotOf(lane)): void {
    if (slot !== undefined) slot.busy = false;
    this.#options.onFree();
  }

  #kill(lane: Lane): void {
    const death = lane.kill().finally(() => this.#dying.delete(death));
    this.#dying.add(death);
  }

  #slotOf(lane: Lane): Slot | undefined {
    return [...this.#slots.compute, ...this.#slots.internal].find((slot) => slot.lane === lane);
  }
}

function emptySlot(index: number): Slot {
  return { index, lane: undefined, busy: false };
}
