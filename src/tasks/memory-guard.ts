import type { Lane } from "./lane.ts";
import type { LaneLimits, ThreadMemory } from "./thread-memory.ts";

/** What the guard knows of the machine; handed in, so that a test can play it. */
export interface MemoryProbe {
  /** What the process may hold in all, in bytes. */
  readonly budgetBytes: number;
  /** What large arrays, maps and texts of one lane may take of it. */
  readonly largeBytes: number;
  /** What those of all lanes may take together: each may be about to grow. */
  readonly allLargeBytes: number;
  /** What it holds now. */
  held(): number;
  /**
   * Asks lanes what they hold for themselves. They answer soon, or when a long call is over; one that is above a limit
   * collects its garbage first.
   */
  measure(lanes: readonly Lane[], limits: LaneLimits, onAnswer: (lane: Lane, memory: ThreadMemory) => void): void;
  /** There is nothing to ask for now. */
  rest(): void;
}

/** From this share of the budget on, nothing starts beside what runs. */
const TIGHT = 0.8;
/** A lane that holds less is not what fills the memory. */
const WORTH_BYTES = 64 * 2 ** 20;
/** So many checks a lane that was given up has to end, before the memory it still holds is looked for in another. */
const PATIENCE = 20;

export interface MemoryGuardOptions {
  readonly probe: MemoryProbe;
  /** What one lane may hold of JavaScript heap. */
  readonly heapBytes: number;
  readonly busyLanes: () => readonly Lane[];
  /**
   * The lane holds too much, or the most of a memory that is used up: its thread is to end. Called in the midst of
   * whatever the main thread does, also of a cell, so that nothing else may come of it now.
   */
  readonly onExhausted: (lane: Lane, bytes: number) => void;
  /** Called later on the main loop, for whatever else is to come of it. Settles when the thread has ended. */
  readonly onGivenUp: (lane: Lane) => Promise<void>;
}

interface Known {
  readonly bytes: number;
  /** Of it, large objects of the heap. */
  readonly large: number;
  /** What the process held when that was said. */
  readonly held: number;
}

/**
 * Keeps the process within its memory: when it gets tight nothing new is started, and when it is used up the lane that
 * holds the most is given up. So is a lane whose heap alone is too large: V8 would end the whole process over it, and
 * does not count array buffers and wasm memories in its limit.
 */
export class MemoryGuard {
  readonly #options: MemoryGuardOptions;
  #known = new Map<Lane, Known>();
  /** Those asked last that have not answered yet. */
  #unheard = new Set<Lane>();
  /** Their threads are being ended. */
  #stopped = new Set<Lane>();
  #isTight = false;
  /** All lanes together held too much in large objects when they were asked last, so that they collected their garbage. */
  #isCrowded = false;
  #held = 0;
  #checks = 0;
  /** Until this check the memory of the lane that was given up last may still be in use. */
  #patientUntil = 0;

  constructor(options: MemoryGuardOptions) {
    this.#options = options;
  }

  /** Whether to start nothing more beside what runs, as of the last check. */
  get isTight(): boolean {
    return this.#isTight;
  }

  /** As last measured. */
  bytesOf(lane: Lane): number | undefined {
    return this.#known.get(lane)?.bytes || undefined;
  }

  /** To be called twenty times a second while lanes are at work: a heap grows by more than 1 GB a second. */
  check(): void {
    this.look();
    this.#isTight = this.#held > this.#options.probe.budgetBytes * TIGHT;
    this.#takeLeave();
  }

  /** What of a check may be done in the midst of a cell that keeps the main loop from it. */
  look(): void {
    const { probe, busyLanes } = this.#options;
    this.#checks++;
    this.#held = probe.held();
    const lanes = busyLanes();
    const nothing = { bytes: 0, large: 0, held: this.#held };
    this.#known = new Map(lanes.map((lane) => [lane, this.#known.get(lane) ?? nothing]));
    if (this.#held > probe.budgetBytes && this.#checks >= this.#patientUntil) this.#giveUpLargest();
    this.#thinOut();
    this.#isCrowded = this.#sumOfLarge() > probe.allLargeBytes;
    this.#unheard = new Set(this.#known.keys());
    if (lanes.length === 0) probe.rest();
    else probe.measure(lanes, this.#limits(lanes.length), (lane, memory) => this.#hear(lane, memory));
  }

  /** Asks for nothing until the next check, and blames no lane for answers that so don't come. */
  pause(): void {
    this.#unheard.clear();
    this.#options.probe.rest();
  }

  /** To be called when no lane is at work any more. */
  rest(): void {
    this.#takeLeave();
    this.#known.clear();
    this.#options.probe.rest();
  }

  /** Where all hold too much, at least one is above its share, and collects its garbage before it answers. */
  #limits(lanes: number): LaneLimits {
    const { probe, heapBytes } = this.#options;
    const share = this.#isCrowded ? probe.allLargeBytes / lanes : Infinity;
    return { heap: heapBytes, large: Math.min(probe.largeBytes, share) };
  }

  #hear(lane: Lane, { heap, large, buffers }: ThreadMemory): void {
    if (!this.#known.has(lane)) return;
    const { heapBytes, probe } = this.#options;
    this.#known.set(lane, { bytes: heap + buffers, large, held: this.#held });
    this.#unheard.delete(lane);
    if (heap > heapBytes || large > probe.largeBytes) this.#giveUp(lane, heap + buffers);
    else if (this.#unheard.size === 0) this.#thinOut();
  }

  #sumOfLarge(): number {
    return [...this.#known.values()].reduce((sum, { large }) => sum + large, 0);
  }

  /** Gives up the lane with the most in large objects if all hold too much of them without garbage. */
  #thinOut(): void {
    if (!this.#isCrowded || this.#sumOfLarge() <= this.#options.probe.allLargeBytes) return;
    const [largest] = [...this.#known].toSorted(([, a], [, b]) => b.large - a.large);
    if (largest !== undefined) this.#giveUp(largest[0], largest[1].bytes);
  }

  #giveUpLargest(): void {
    // a lane that is silent, inside one long call, may have taken all that came since it last spoke; another has not: what
    // is more may be garbage of lanes that have ended their work
    const sizes = [...this.#known].map(([lane, { bytes, held }]) => {
      const taken = this.#unheard.has(lane) ? Math.max(0, this.#held - held) : 0;
      return [lane, bytes + taken] as const;
    });
    const [largest] = sizes.toSorted(([, a], [, b]) => b - a);
    if (largest !== undefined && largest[1] >= WORTH_BYTES) this.#giveUp(...largest);
  }

  #giveUp(lane: Lane, bytes: number): void {
    const { busyLanes, onExhausted } = this.#options;
    if (!busyLanes().includes(lane)) return;
    this.#known.delete(lane);
    this.#patientUntil = this.#checks + PATIENCE;
    this.#stopped.add(lane);
    onExhausted(lane, bytes);
  }

  /** Of lanes whose threads have been ended since the last check. */
  #takeLeave(): void {
    const stopped = this.#stopped;
    this.#stopped = new Set();
    for (const lane of stopped) void this.#options.onGivenUp(lane).then(() => (this.#patientUntil = this.#checks + 2));
  }
}
