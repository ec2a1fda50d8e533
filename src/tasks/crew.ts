import type { Field, Flight } from "./flight.ts";
import { PLACES_IN_LANE } from "./lane-cells.ts";
import type { Lane, LaneLoss } from "./lane.ts";

/** Units that wait for a server or a disk at the same time, on one lane. */
const IO_UNITS = 256;
/** A lane whose last unit took less is handed many at once: waking it for each would take longer than the unit. */
const BRIEF_MS = 1;
/** No more units are handed to a lane before so few are in it, so that it is woken for many at once. */
const FEW = PLACES_IN_LANE / 2;

/** A lane at work, with the units in it in the order of their posting. */
export class Crew {
  readonly field: Field;
  /** Why it is given up, if that is known before its thread ends. */
  loss: LaneLoss | undefined;
  readonly #flights = new Map<number, Flight>();
  /** Which places in the lane's cells are taken. */
  readonly #places = Array.from({ length: PLACES_IN_LANE }, () => false);
  /** When the lane came to the unit that it is in. */
  #since = 0;
  /** How many units may be in it. */
  #room = 1;

  constructor(field: Field) {
    this.field = field;
  }

  get lane(): Lane {
    return this.field.lane;
  }

  /** Its units wait side by side; else all but the first are ahead. */
  get isShared(): boolean {
    return this.field.isShared;
  }

  /** Number of units in the lane. */
  get size(): number {
    return this.#flights.size;
  }

  get hasRoom(): boolean {
    return this.size < (this.isShared ? IO_UNITS : this.#room);
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

  /** From the last to the first. */
  flights(): readonly Flight[] {
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
    if (!this.#isBriefAt(now)) this.#room = 1;
    else if (this.size <= FEW) this.#room = PLACES_IN_LANE;
    this.#since = now;
    for (const flight of this.#flights.values()) return flight.begin();
  }

  /** Whether the lane has gone on to a unit after this one, whose answer is then on its way. */
  isPast({ run }: Flight): boolean {
    return !this.isShared && this.flights().some((other) => other.run > run && other.isClaimed);
  }

  takeBackAhead(): void {
    if (this.hasAhead) for (const flight of this.flights()) if (flight.isAhead) flight.takeBack();
  }

  /** Nothing waits for a unit that is to be stopped. */
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

  #isBriefAt(now: number): boolean {
    return now - this.#since < BRIEF_MS;
  }
}
