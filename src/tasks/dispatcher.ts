import type { Announcer } from "./announcer.ts";
import type { Clock } from "./clock.ts";
import type { Entry } from "./engine-entry.ts";
import { failed, failedToStart } from "./failures.ts";
import { type LaneClass, Lanes, type LanesOptions } from "./lanes.ts";
import { goesBefore, type Ranked, ReadyQueue } from "./ready-queue.ts";
import { MemoryGuard, type MemoryProbe } from "./memory-guard.ts";
import type { Outcome } from "./task-state.ts";
import { type Desk, type Life, UnitFlight } from "./unit-flight.ts";

/** Memory is looked at this often, progress half as often. */
const SAMPLE_MS = 50;

export interface DispatcherOptions extends Omit<LanesOptions, "onFree" | "during"> {
  readonly clock: Clock;
  readonly tell: Announcer;
  readonly life: Life;
  readonly memory: MemoryProbe;
  /** What one lane may hold of JavaScript heap. */
  readonly heapBytes: number;
  /**
   * Told 20 times a second while tasks are at work, and once when none is any more. If it is not, the main loop is kept
   * from looking at the memory: whoever can get in there may do so.
   */
  readonly onPulse: (isAtWork: boolean) => void;
}

/** Brings tasks that are ready to free lanes, unit by unit, and their answers back. */
export class Dispatcher {
  readonly #clock: Clock;
  readonly #tell: Announcer;
  readonly #life: Life;
  readonly #lanes: Lanes;
  readonly #guard: MemoryGuard;
  readonly #onPulse: (isAtWork: boolean) => void;
  readonly #desk: Desk;
  readonly #ready: Readonly<Record<LaneClass, ReadyQueue<Entry>>> = {
    compute: new ReadyQueue(),
    internal: new ReadyQueue(),
    io: new ReadyQueue(),
  };
  /** Where in the order that was which was handed to a lane last. Not the task itself, which must not be kept. */
  readonly #lastHanded: Record<LaneClass, Ranked | undefined> = {
    compute: undefined,
    internal: undefined,
    io: undefined,
  };
  /** Those that may have made progress by themselves. */
  readonly #flying = new Set<Entry>();
  #sampling: (() => void) | undefined;
  #samples = 0;
  #pumping = false;
  #closed = false;

  constructor({ tell, life, memory, heapBytes, onPulse, ...lanes }: DispatcherOptions) {
    this.#onPulse = onPulse;
    this.#clock = lanes.clock;
    this.#tell = tell;
    this.#life = life;
    this.#desk = {
      tell,
      life,
      boarded: ({ addedAt, priority, seq }, laneClass) =>
        void (this.#lastHanded[laneClass] = { addedAt, priority, seq }),
      watch: (entry) => this.watch(entry),
      unwatch: (entry) => this.unwatch(entry),
      enqueue: (entry) => this.enqueue(entry),
      advance: (entry) => this.advance(entry),
    };
    this.#lanes = new Lanes({ ...lanes, onFree: () => this.pump(), during: (change) => tell.during(change) });
    this.#guard = new MemoryGuard({
      probe: memory,
      heapBytes,
      busyLanes: () => this.#lanes.busy(),
      onExhausted: (lane, bytes) => this.#lanes.stop(lane, bytes),
      onGivenUp: (lane) => this.#lanes.giveUp(lane),
    });
  }

  /** Threads that exist now, busy or idle. */
  get threads(): number {
    return this.#lanes.threads;
  }

  /** What the lanes that work for a task hold, as last measured. */
  memoryOf({ flights }: Entry): number | undefined {
    const flying = [...flights.values()].filter(({ isAhead }) => !isAhead);
    const held = [...new Set(flying.map(({ lane }) => lane))].flatMap((lane) => this.#guard.bytesOf(lane) ?? []);
    return held.length === 0 ? undefined : held.reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Ends all threads, and with them what is still in them. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#sampling?.();
    this.#rest();
    await this.#lanes.close();
  }

  /** Puts it where its next units are taken from, unless it is to stand still. */
  enqueue(entry: Entry): void {
    if (entry.wantsHold) return;
    const { record, job, run } = entry;
    entry.queuedIn = record.internal ? "internal" : (job.lanes?.[Math.max(0, run.stage)] ?? "compute");
    this.#ready[entry.queuedIn].add(entry);
    this.#letGoFirst(entry, entry.queuedIn);
  }

  /** Lanes have not begun what is ahead in them: what goes before it must not wait for it. */
  #letGoFirst(entry: Entry, laneClass: LaneClass): void {
    const last = this.#lastHanded[laneClass];
    if (last === undefined || !goesBefore(entry, last)) return;
    this.#lastHanded[laneClass] = undefined;
    this.#lanes.takeBackAhead(laneClass);
  }

  /** Nothing more of it begins. */
  dequeue(entry: Entry): void {
    for (const flight of [...entry.flights.values()].toReversed()) if (flight.isAhead) flight.takeBack();
    this.#leaveQueue(entry);
  }

  #leaveQueue(entry: Entry): void {
    if (entry.queuedIn !== undefined) this.#ready[entry.queuedIn].delete(entry);
    entry.queuedIn = undefined;
  }

  /** Hands work to free lanes until one of both runs out. */
  pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    this.#tell.during(() => {
      try {
        // again, since what waits for one kind of lane may turn out to need another
        while (this.#fill("compute") || this.#fill("io") || this.#fill("internal"));
      } finally {
        this.#pumping = false; // before listeners hear of it, who may bring more
      }
    });
  }

  /** Returns false if there was nothing to hand out or no lane for it. */
  #fill(laneClass: LaneClass): boolean {
    for (let isAny = false; ; isAny = true) {
      const entry = this.#next(laneClass);
      if (entry === undefined) return isAny;
      if (entry.run.stage < 0) this.advance(entry);
      else this.#launch(entry, laneClass);
    }
  }

  /** What a lane takes up now. */
  #next(laneClass: LaneClass): Entry | undefined {
    if (this.#closed) return undefined;
    if (this.#guard.isTight && this.#lanes.isAtWork(laneClass)) {
      // when memory is short, one unit of a class at a time: it frees some in the end, unless it only waits
      this.#lanes.takeBackAhead(laneClass);
      return undefined;
    }
    const queue = this.#ready[laneClass];
    const first = queue.peek();
    const isLikeAhead = first?.priority === this.#lastHanded[laneClass]?.priority;
    if (this.#lanes.hasFree(laneClass)) {
      // what is ahead elsewhere starts in a moment: only its equals may start before it
      if (!isLikeAhead) this.#lanes.takeBackAhead(laneClass);
      return queue.peek();
    }
    const mayGoAhead = isLikeAhead || !this.#lanes.hasAhead(laneClass);
    return mayGoAhead && this.#lanes.hasRoom(laneClass) ? first : undefined;
  }

  /** Goes to the next stage, or to the end after the last. */
  advance(entry: Entry): void {
    this.#leaveQueue(entry);
    try {
      entry.run.advance(entry.record.logs);
    } catch (error) {
      return this.#endAtOnce(entry, failed("error", error));
    }
    if (entry.run.finished) this.#endAtOnce(entry, { status: "complete", result: entry.run.result });
    else this.enqueue(entry);
  }

  #launch(entry: Entry, laneClass: LaneClass): void {
    const { run, record } = entry;
    const next = run.take();
    if (!run.hasWaiting) this.#leaveQueue(entry);
    if (next === undefined) return;
    const { index, unit } = next;
    try {
      this.#lanes.start(
        laneClass,
        { ...unit, label: record.description },
        new UnitFlight(entry, index, laneClass, this.#desk),
      );
    } catch (error) {
      this.#endAtOnce(entry, failedToStart(record, unit.payload, error));
    }
  }

  /** Without, or with no more, work for a lane. */
  #endAtOnce(entry: Entry, verdict: Outcome<unknown>): void {
    this.#life.start(entry);
    this.#life.decide(entry, verdict);
  }

  /** Looks at its progress ten times a second. */
  watch(entry: Entry): void {
    this.#flying.add(entry);
    this.#sampleSoon();
  }

  unwatch(entry: Entry): void {
    this.#flying.delete(entry);
  }

  /** What of it can be done in the midst of a cell that keeps the main loop from it. */
  lookAtMemory(): void {
    if (!this.#closed) this.#guard.look();
  }

  /** What has been asked is not answered any more. */
  askNoMemory(): void {
    this.#guard.pause();
  }

  #sampleSoon(): void {
    if (this.#sampling !== undefined) return;
    this.#sampling = this.#clock.after(SAMPLE_MS, () => this.#sample());
    this.#onPulse(true);
  }

  #rest(): void {
    this.#guard.rest();
    this.#onPulse(false);
  }

  #sample(): void {
    this.#sampling = undefined;
    if (++this.#samples % 2 === 0) for (const entry of Array.from(this.#flying)) this.#tell.report(entry);
    const wasTight = this.#guard.isTight;
    this.#guard.check();
    this.#lanes.replaceStuck();
    if (wasTight && !this.#guard.isTight) this.pump();
    // a listener may have set it going, or closed the engine
    if (this.#flying.size === 0) this.#rest();
    else if (!this.#closed) this.#sampleSoon();
  }
}
