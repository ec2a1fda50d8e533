import type { Lane } from "./lane.ts";
import type { ThreadMemory } from "./thread-memory.ts";

/** From when on a lane holds too much, in bytes. */
export interface LaneLimits {
  /** Of JavaScript heap. V8's own limit of it is twice as high: what reaches that one may end the process. */
  readonly heap: number;
  /** Of arrays, maps and texts of more than 128 KB: V8 ends the process over one that can't grow any more. */
  readonly large: number;
}

/** What the guard knows of the machine; handed in, so that a test can play it. */
export interface MemoryProbe {
  /** What the process may hold in all, in bytes. */
  readonly budgetBytes: number;
  /** What large arrays, maps and texts of one lane may take of it. */
  readonly largeBytes: number;
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
  /** The lane holds too much, or the most of a memory that is used up. Settles when it has ended. */
  readonly onExhausted: (lane: Lane, bytes: number) => Promise<void>;
}

interface Known {
  readonly bytes: number;
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
  readonly #limits: LaneLimits;
  #known = new Map<Lane, Known>();
  #isTight = false;
  #held = 0;
  #checks = 0;
  /** Until this check the memory of the lane that was given up last may still be in use. */
  #patientUntil = 0;

  constructor(options: MemoryGuardOptions) {
    this.#options = options;
    this.#limits = { heap: options.heapBytes, large: options.probe.largeBytes };
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
    const { probe, busyLanes } = this.#options;
    this.#checks++;
    this.#held = probe.held();
    this.#isTight = this.#held > probe.budgetBytes * TIGHT;
    const lanes = busyLanes();
    this.#known = new Map(lanes.map((lane) => [lane, this.#known.get(lane) ?? { bytes: 0, held: this.#held }]));
    if (this.#held > probe.budgetBytes && this.#checks >= this.#patientUntil) this.#giveUpLargest();
    if (lanes.length === 0) probe.rest();
    else probe.measure(busyLanes(), this.#limits, (lane, memory) => this.#hear(lane, memory));
  }

  /** To be called when no lane is at work any more. */
  rest(): void {
    this.#known.clear();
    this.#options.probe.rest();
  }

  #hear(lane: Lane, { heap, large, buffers }: ThreadMemory): void {
    if (!this.#known.has(lane)) return;
    this.#known.set(lane, { bytes: heap + buffers, held: this.#held });
    if (heap > this.#limits.heap || large > this.#limits.large) this.#giveUp(lane, heap + buffers);
  }

  #giveUpLargest(): void {
    // a lane that is silent, inside one long call, may have taken all that came since it last spoke
    const sizes = [...this.#known].map(
      ([lane, { bytes, held }]) => [lane, bytes + Math.max(0, this.#held - held)] as const,
    );
    const [largest] = sizes.toSorted(([, a], [, b]) => b - a);
    if (largest !== undefined && largest[1] >= WORTH_BYTES) this.#giveUp(...largest);
  }

  #giveUp(lane: Lane, bytes: number): void {
    const { busyLanes, onExhausted } = this.#options;
    if (!busyLanes().includes(lane)) return;
    this.#known.delete(lane);
    this.#patientUntil = this.#checks + PATIENCE;
    void onExhausted(lane, bytes).then(() => (this.#patientUntil = this.#checks + 2));
  }
}
