import type { Clock } from "./clock.ts";
import { Flight, type FlightListener } from "./flight.ts";
import type { Unit } from "./job.ts";
import { LaneCells } from "./lane-cells.ts";
import type { Lane, LaneLoss } from "./lane.ts";
import type { LaneReply } from "./messages.ts";
import { unpackError } from "./wire-error.ts";

/** A spare lane is started this long after the first one, so that it doesn't slow the first task down. */
const SPARE_DELAY_MS = 500;
/** Units that wait for a server or a disk at the same time, on one lane. */
const IO_UNITS = 256;

/**
 * Units of the map's own jobs have a lane for themselves, so that a busy session still draws; units that wait share
 * one, so that they keep nobody from computing.
 */
export type LaneClass = "compute" | "internal" | "io";

export interface LanesOptions {
  readonly open: () => Lane;
  readonly clock: Clock;
  /** Compute lanes; two more are for internal and for waiting units. */
  readonly count: number;
  readonly graceMs: number;
  /** A lane has become free. */
  readonly onFree: () => void;
  /** Something left over from an ended unit threw. */
  readonly onLate: (label: string, error: Error) => void;
}

/** A lane at work, with the units in it by run. */
interface Crew {
  readonly lane: Lane;
  readonly flights: Map<number, Flight>;
  /** Why it is given up, if that is known before its thread ends. */
  loss?: LaneLoss;
}

/** A place for a lane. It outlives the lane in it. */
interface Slot {
  readonly index: number;
  readonly capacity: number;
  crew: Crew | undefined;
}

/** The lanes of one engine: opened when first needed, replaced when lost, killed when deaf. Knows units, not tasks. */
export class Lanes {
  readonly #options: LanesOptions;
  readonly #slots: Readonly<Record<LaneClass, readonly Slot[]>>;
  readonly #crews = new Map<Lane, Crew>();
  readonly #alive = new Set<Lane>();
  readonly #dying = new Set<Promise<void>>();
  #spare: Lane | undefined;
  #dropSpareTimer: (() => void) | undefined;
  #nextRun = 1;
  #closed = false;

  constructor(options: LanesOptions) {
    this.#options = options;
    const { count } = options;
    this.#slots = {
      compute: Array.from({ length: count }, (_, index) => emptySlot(index, 1)),
      internal: [emptySlot(count, 1)],
      io: [emptySlot(count + 1, IO_UNITS)],
    };
  }

  /** Number of threads that exist now, busy or idle. */
  get threads(): number {
    return this.#alive.size;
  }

  /** Lanes with units in them. */
  busy(): readonly Lane[] {
    return [...this.#crews.values()].flatMap(({ lane, flights }) => (flights.size > 0 ? [lane] : []));
  }

  /** Gives a lane up that holds too much memory, with the units in it. */
  exhaust(lane: Lane, bytes: number): void {
    const crew = this.#crews.get(lane);
    if (crew === undefined) return;
    const held = new Error(`its thread held ${(bytes / 2 ** 20).toFixed(0)} MB when the memory was used up`);
    crew.loss = { reason: "memory", exitCode: 0, error: held };
    this.#discard(crew);
  }

  /** Whether units are in any lane of the class. */
  isAtWork(which: LaneClass): boolean {
    return this.#slots[which].some(({ crew }) => crew !== undefined && crew.flights.size > 0);
  }

  hasFree(which: LaneClass): boolean {
    return this.#freeSlot(which) !== undefined;
  }

  /** Throws a DataCloneError if the payload can't be cloned. Call only when a lane is free. */
  start(which: LaneClass, unit: Unit & { readonly label: string }, listener: FlightListener): Flight {
    const slot = this.#freeSlot(which);
    if (slot === undefined || this.#closed) throw new Error(`No ${which} lane is free.`);
    const crew = (slot.crew ??= this.#newCrew());
    const { lane } = crew;
    const isShared = slot.capacity > 1;
    const run = this.#nextRun++;
    const cells = isShared ? new LaneCells() : lane.cells;
    cells.reset();
    const { label, kind, payload } = unit;
    lane.post({ type: "run", run, label, kind, payload, ...(isShared && { cells: cells.buffer }) });
    const flight = new Flight({
      lane,
      cells,
      post: (request) => lane.post(request),
      isShared,
      laneIndex: slot.index,
      run,
      listener,
      clock: this.#options.clock,
      graceMs: this.#options.graceMs,
      kill: () => this.#discard(crew),
      abandon: () => this.#end(crew, run),
      onStop: () => this.#prepareSpare(),
    });
    crew.flights.set(run, flight);
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
    return this.#slots[which].find(({ crew, capacity }) => crew === undefined || crew.flights.size < capacity);
  }

  #newCrew(): Crew {
    const crew: Crew = { lane: this.#takeLane(), flights: new Map() };
    this.#crews.set(crew.lane, crew);
    return crew;
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
    if (this.#closed || this.#spare !== undefined) return;
    try {
      this.#spare = this.#openLane();
      this.#spare.post({ type: "warmUp" });
    } catch {
      // no thread to be had now: the task that needs one tells
    }
  }

  #receive(lane: Lane, reply: LaneReply): void {
    const crew = this.#crews.get(lane);
    if (reply.type === "late") {
      this.#options.onLate(reply.label, unpackError(reply.error));
      // A busy lane asks for its replacement with its next answer.
      if (crew === undefined) this.#kill(lane);
      else if (crew.flights.size === 0) this.#discard(crew);
      return;
    }
    if (crew?.flights.get(reply.run)?.receive(reply) !== true) return;
    if ((reply.type === "done" || reply.type === "failed") && reply.recycle) this.#detach(crew);
    this.#end(crew, reply.run);
  }

  /** A unit has left its lane. A lane without a place ends with its last unit. */
  #end(crew: Crew, run: number): void {
    crew.flights.delete(run);
    if (crew.flights.size === 0) {
      crew.lane.hold(false);
      if (this.#slotOf(crew) === undefined) this.#kill(crew.lane);
    }
    this.#options.onFree();
  }

  #lose(lane: Lane, loss: LaneLoss): void {
    this.#alive.delete(lane);
    if (this.#spare === lane) this.#spare = undefined;
    const crew = this.#crews.get(lane);
    this.#crews.delete(lane);
    if (crew === undefined) return;
    // first of all, so that nothing new comes to it
    this.#detach(crew);
    const flights = [...crew.flights.values()];
    crew.flights.clear();
    for (const flight of flights) flight.lose(crew.loss ?? loss);
    this.#options.onFree();
  }

  /** Kills a lane whose state is unknown or which doesn't listen. Its slot is free at once, for a fresh one. */
  #discard(crew: Crew): void {
    this.#detach(crew);
    this.#kill(crew.lane);
    this.#options.onFree();
  }

  #detach(crew: Crew): void {
    const slot = this.#slotOf(crew);
    if (slot !== undefined) slot.crew = undefined;
  }

  #kill(lane: Lane): void {
    const death = lane.kill().finally(() => this.#dying.delete(death));
    this.#dying.add(death);
  }

  #slotOf(crew: Crew): Slot | undefined {
    return Object.values(this.#slots)
      .flat()
      .find((slot) => slot.crew === crew);
  }
}

function emptySlot(index: number, capacity: number): Slot {
  return { index, capacity, crew: undefined };
}
