import type { Clock } from "./clock.ts";
import { Crew } from "./crew.ts";
import { Flight, type FlightListener } from "./flight.ts";
import type { Unit } from "./job.ts";
import type { Lane, LaneLoss } from "./lane.ts";
import type { LaneReply } from "./messages.ts";
import { unpackError } from "./wire-error.ts";

/** A spare lane is started this long after the first one, so that it doesn't slow the first task down. */
const SPARE_DELAY_MS = 500;
/** What is ahead in a lane waits at most about this long for a unit that turns out not to be brief. */
const AHEAD_MS = 2;
/** Cells hold the number of a run, or its negative. */
const MAX_RUN = 0x7fff_ffff;

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
  /** A lane may have become free, or what was in one is to go to another. */
  readonly onFree: () => void;
  /** Makes a change as a whole: what others do because of it comes after it, so that nothing new comes to a lane in between. */
  readonly during: (change: () => void) => void;
  /** Something left over from an ended unit threw. */
  readonly onLate: (label: string, error: Error) => void;
}

/** A place for a lane. It outlives the lane in it. */
interface Slot {
  readonly index: number;
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
  #dropAheadTimer: (() => void) | undefined;
  #nextRun = 1;
  #closed = false;

  constructor(options: LanesOptions) {
    this.#options = options;
    const { count } = options;
    this.#slots = {
      compute: Array.from({ length: count }, (_, index) => emptySlot(index)),
      internal: [emptySlot(count)],
      io: [emptySlot(count + 1)],
    };
  }

  /** Number of threads that exist now, busy or idle. */
  get threads(): number {
    return this.#alive.size;
  }

  /** Lanes with units in them. */
  busy(): readonly Lane[] {
    return [...this.#crews.values()].flatMap(({ lane, size }) => (size > 0 ? [lane] : []));
  }

  /** Ends the thread of a lane that holds too much memory. Nothing else comes of it yet: see `giveUp`. */
  stop(lane: Lane, bytes: number): void {
    const crew = this.#crews.get(lane);
    if (crew === undefined || crew.isGivenUp) return;
    const held = new Error(`its thread held ${(bytes / 2 ** 20).toFixed(0)} MB when the memory was used up`);
    crew.loss = { reason: "memory", exitCode: 0, error: held };
    lane.stop();
  }

  /** Gives a lane up that was stopped, with the units in it. Settles when it has ended. */
  async giveUp(lane: Lane): Promise<void> {
    const crew = this.#crews.get(lane);
    if (crew === undefined || crew.isGivenUp) return;
    let death: Promise<void> | undefined;
    this.#options.during(() => {
      death = this.#discard(crew);
    });
    await death;
  }

  /** Gives up lanes that what an ended unit left behind keeps from beginning the next one, which goes to another. */
  replaceStuck(): void {
    const { clock, graceMs, during } = this.#options;
    for (const crew of this.#crews.values()) if (crew.isStuck(clock.now(), graceMs)) during(() => this.#retire(crew));
  }

  /** Whether units are in any lane of the class. */
  isAtWork(which: LaneClass): boolean {
    return this.#slots[which].some(({ crew }) => crew !== undefined && crew.size > 0);
  }

  /** Whether a lane has nothing to do, or is for many units at once. */
  hasFree(which: LaneClass): boolean {
    return this.#slots[which].some(
      ({ crew }) => crew === undefined || (crew.hasRoom && (crew.size === 0 || crew.isShared)),
    );
  }

  /** Whether a lane is free, or takes one more ahead. */
  hasRoom(which: LaneClass): boolean {
    return this.#roomiest(which) !== undefined;
  }

  /** Whether something is ahead in any lane of the class. */
  hasAhead(which: LaneClass): boolean {
    return this.#slots[which].some(({ crew }) => crew?.hasAhead === true);
  }

  /** Takes back what is ahead, unless its lane has come to it. */
  takeBackAhead(which: LaneClass): void {
    for (const { crew } of this.#slots[which]) crew?.takeBackAhead();
  }

  /** Throws a DataCloneError if the payload can't be cloned. Call only when there is room. */
  start(which: LaneClass, unit: Unit & { readonly label: string }, listener: FlightListener): void {
    const slot = this.#roomiest(which);
    if (slot === undefined || this.#closed) throw new Error(`No ${which} lane has room.`);
    const crew = (slot.crew ??= this.#newCrew(slot.index, which === "io"));
    const { lane, isShared } = crew;
    const { clock } = this.#options;
    const run = this.#nextRun;
    this.#nextRun = run === MAX_RUN ? 1 : run + 1;
    const place = crew.freePlace();
    const signals = isShared ? lane.newSignals() : lane.signals;
    signals.offer(place, run);
    const { label, kind, payload } = unit;
    lane.post({ type: "run", run, place, label, kind, payload, ...(isShared && { signals }) });
    const flight = new Flight({ run, place, signals }, crew.around, listener);
    if (crew.size === 0) lane.hold(true);
    listener.boarded(flight);
    crew.board(flight, clock.now());
    if (crew.hasAhead) this.#dropAheadTimer ??= this.#after(AHEAD_MS, () => this.#lookAhead());
  }

  /** Ends all threads, and with them what still flies. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#dropSpareTimer?.();
    this.#dropAheadTimer?.();
    for (const lane of this.#alive) void this.#kill(lane);
    while (this.#dying.size > 0) await Promise.all(this.#dying);
  }

  /** Of those with room the one with the fewest units. */
  #roomiest(which: LaneClass): Slot | undefined {
    let best: Slot | undefined;
    let fewest = Infinity;
    for (const slot of this.#slots[which]) {
      const size = slot.crew?.size ?? 0;
      if (slot.crew?.hasRoom === false || size >= fewest) continue;
      best = slot;
      fewest = size;
    }
    return best;
  }

  /** What waits in a lane for a unit that is not brief goes to whichever lane is free first. */
  #lookAhead(): void {
    this.#dropAheadTimer = undefined;
    const now = this.#options.clock.now();
    const ahead = [...this.#crews.values()].filter((crew) => crew.hasAhead);
    const late = ahead.filter((crew) => crew.stopAheadIfLate(now));
    if (late.length > 0) this.#options.onFree();
    if (ahead.length > late.length && !this.#closed)
      this.#dropAheadTimer ??= this.#after(AHEAD_MS, () => this.#lookAhead());
  }

  #newCrew(laneIndex: number, isShared: boolean): Crew {
    const { graceMs } = this.#options;
    const crew: Crew = new Crew({
      lane: this.#takeLane(),
      laneIndex,
      isShared,
      graceMs,
      after: (ms, call) => this.#after(ms, call),
      kill: () => void this.#discard(crew),
      abandon: (flight) => this.#end(crew, flight),
      onStop: () => {
        crew.stopAhead();
        this.#prepareSpare();
      },
      isPast: (flight) => crew.isPast(flight),
      onTakenBack: (flight) => this.#leave(crew, flight),
    });
    this.#crews.set(crew.lane, crew);
    return crew;
  }

  #after(ms: number, call: () => void): () => void {
    return this.#options.clock.after(ms, () => this.#options.during(call));
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
    const { open, during } = this.#options;
    const lane = open();
    this.#alive.add(lane);
    lane.onMessage((reply) => during(() => this.#receive(lane, reply)));
    lane.onLost((loss) => during(() => this.#lose(lane, loss)));
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
      if (crew === undefined) void this.#kill(lane);
      else this.#retire(crew);
      return;
    }
    if (crew === undefined) return;
    const isSpoilt = (reply.type === "done" || reply.type === "failed") && reply.recycle;
    if (isSpoilt) {
      crew.takeBackAhead();
      this.#detach(crew);
    }
    const flight = crew.flight(reply.run);
    if (flight?.receive(reply) === true) this.#end(crew, flight);
    else if (isSpoilt && crew.size === 0) void this.#discard(crew); // of a unit that was left alone in its lane
  }

  /**
   * A lane whose state is unknown does what it has begun and begins nothing any more; with its answer it asks for its
   * replacement. One that many units share goes on until then.
   */
  #retire(crew: Crew): void {
    if (!crew.isShared) for (const flight of crew.lastFirst()) flight.takeBack();
    if (crew.size === 0) void this.#discard(crew);
    else this.#options.onFree();
  }

  /** A unit is done with. */
  #end(crew: Crew, flight: Flight): void {
    this.#leave(crew, flight);
    crew.moveOn(this.#options.clock.now());
    this.#options.onFree();
  }

  /** A unit has left its lane. A lane without a place ends with its last unit. */
  #leave(crew: Crew, flight: Flight): void {
    crew.leave(flight);
    if (crew.size > 0 || !this.#crews.has(crew.lane)) return;
    crew.lane.hold(false);
    if (this.#slotOf(crew) === undefined) void this.#kill(crew.lane);
  }

  #lose(lane: Lane, loss: LaneLoss): void {
    this.#alive.delete(lane);
    if (this.#spare === lane) this.#spare = undefined;
    const crew = this.#crews.get(lane);
    this.#crews.delete(lane);
    if (crew === undefined) return;
    // first of all, so that nothing new comes to it
    this.#detach(crew);
    for (const flight of crew.lastFirst()) if (!flight.isAhead || !flight.takeBack()) flight.lose(crew.loss ?? loss);
    this.#options.onFree();
  }

  /** Kills a lane whose state is unknown or which doesn't listen. Its slot is free at once, for a fresh one. */
  #discard(crew: Crew): Promise<void> {
    crew.isGivenUp = true;
    this.#detach(crew);
    crew.takeBackAhead();
    const death = this.#kill(crew.lane);
    this.#options.onFree();
    return death;
  }

  #detach(crew: Crew): void {
    const slot = this.#slotOf(crew);
    if (slot !== undefined) slot.crew = undefined;
  }

  #kill(lane: Lane): Promise<void> {
    const death = lane.kill().finally(() => this.#dying.delete(death));
    this.#dying.add(death);
    return death;
  }

  #slotOf(crew: Crew): Slot | undefined {
    return Object.values(this.#slots)
      .flat()
      .find((slot) => slot.crew === crew);
  }
}

function emptySlot(index: number): Slot {
  return { index, crew: undefined };
}
