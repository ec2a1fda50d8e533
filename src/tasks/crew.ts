import type { Flight, FlightLane } from "./flight.ts";
import { PLACES_IN_LANE } from "./lane-cells.ts";
import type { Lane, LaneLoss } from "./lane.ts";

/** Units that wait for a server or a disk at the same time, on one lane. */
const IO_UNITS = 256;
/**
 * A lane whose last two answers were heard in less is handed many units at once: waking it for each would take longer than
 * the unit. Where they were heard late, that may be wrong, and what is ahead is taken back a little later.
 */
const BRIEF_MS = 1;
/** No more units are handed to a lane before so few are in it, so that it is woken for many at once. */
const FEW = PLACES_IN_LANE / 2;

/** A lane at work, with the units in it in the order of their posting. */
export class Crew {
  readonly around: FlightLane;
  /** Why it is given up, if that is known before its thread ends. */
  loss: LaneLoss | undefined;
  /** Its thread is being ended, for a reason that stays what it is. */
  isGivenUp = false;
  readonly #flights = new Map<number, Flight>();
  /** Which places in the lane's cells are taken. */
  readonly #places = Array.from({ length: PLACES_IN_LANE }, () => false);
  /** When the lane came to the unit that it is in. */
  #since = 0;
  /** How many units may be in it. */
  #room = 1;
  /** It is up. */
  #hasAnswered = false;

  constructor(around: FlightLane) {
    this.around = around;
  }

  get lane(): Lane {
    return this.around.lane;
  }

  /** Its units wait side by side; else all but the first are ahead. */
  get isShared(): boolean {
    return this.around.isShared;
  }

  /** Number of units in the lane. */
  get size(): number {
    return this.#flights.size;
  }

  get hasRoom(): boolean {
    return this.loss === undefined && this.size < (this.isShared ? IO_UNITS : this.#room);
  }

  get hasAhead(): boolean {
    return !this.isShared && this.#flights.size > 1;
  }

  /** Shared lanes have cells for each unit. */
  freePlace(): number {
    return this.isShared ? 0 : this.#places.indexOf(false);
  }

  flight(run: number): Flight | undefined {
    return this.#flights.get(run);
  }

  lastFirst(): readonly Flight[] {
    return [...this.#flights.values()].toReversed();
  }

  board(flight: Flight, now: number): void {
    this.#flights.set(flight.run, flight);
    this.#places[flight.place] = true;
    if (this.size === 1) this.#since = now;
    if (this.size === PLACES_IN_LANE) this.#room = FEW;
    if (this.size === 1 || this.isShared) flight.begin();
  }

  /** A unit is not in the lane any more. */
  leave({ run, place }: Flight): void {
    this.#flights.delete(run);
    this.#places[place] = false;
  }

  /** The lane is done with its first unit and comes to the next. */
  moveOn(now: number): void {
    const [next] = this.#flights.values();
    if (!this.#isBriefAt(now) || next?.isStopping === true) this.#room = 1;
    else if (this.size <= FEW) this.#room = PLACES_IN_LANE;
    this.#since = now;
    this.#hasAnswered = true;
    next?.begin();
  }

  /** Whether the lane has gone on to a unit after this one, whose answer is then on its way. */
  isPast(flight: Flight): boolean {
    if (this.isShared) return false;
    const all = this.lastFirst();
    return all.slice(0, all.indexOf(flight)).some(({ isClaimed }) => isClaimed);
  }

  takeBackAhead(): void {
    if (this.hasAhead) for (const flight of this.lastFirst()) if (flight.isAhead) flight.takeBack();
  }

  /** Nothing waits for the unit that the lane is in, until that has ended. */
  stopAhead(): void {
    this.#room = 1;
    this.takeBackAhead();
  }

  /** Nothing waits for a unit that is not brief. @returns whether that is so */
  stopAheadIfLate(now: number): boolean {
    const isLate = !this.#isBriefAt(now);
    if (isLate) this.stopAhead();
    return isLate;
  }

  /** Whether what an ended unit left behind keeps the lane from beginning the next one. @param patienceMs it has for that */
  isStuck(now: number, patienceMs: number): boolean {
    const [first] = this.#flights.values();
    const isLate = this.#hasAnswered && !this.isShared && now - this.#since >= patienceMs;
    return isLate && first !== undefined && !first.isClaimed && !first.isStopping;
  }

  #isBriefAt(now: number): boolean {
    return now - this.#since < BRIEF_MS;
  }
}
