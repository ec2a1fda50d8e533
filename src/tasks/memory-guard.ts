import type { Lane } from "./lane.ts";

/** What the guard knows of the machine; handed in, so that a test can play it. */
export interface MemoryProbe {
  /** What the process may hold in all, in bytes. */
  readonly budgetBytes: number;
  /** What it holds now. */
  held(): number;
  /** What lanes hold for themselves. Those that do not tell are left out. */
  measure(lanes: readonly Lane[]): Promise<ReadonlyMap<Lane, number>>;
}

/** From this share of the budget on, nothing starts beside what runs. */
const TIGHT = 0.8;
/** A lane that holds less is not what fills the memory. */
const WORTH_BYTES = 64 * 2 ** 20;
/** How often lanes are asked what they hold while nothing is wrong, in checks. */
const MEASURE_EVERY = 10;

export interface MemoryGuardOptions {
  readonly probe: MemoryProbe;
  readonly busyLanes: () => readonly Lane[];
  /** The lane holds the most of a memory that is used up. */
  readonly onExhausted: (lane: Lane, bytes: number) => void;
}

/**
 * Keeps the process within its memory: when it gets tight nothing new is started, and when it is used up the lane that
 * holds the most is given up. V8's own limit of a thread's heap doesn't count array buffers and wasm memories.
 */
export class MemoryGuard {
  readonly #options: MemoryGuardOptions;
  #measured: ReadonlyMap<Lane, number> = new Map();
  #isMeasuring = false;
  #isTight = false;
  #checks = 0;

  constructor(options: MemoryGuardOptions) {
    this.#options = options;
  }

  /** Whether to start nothing more beside what runs, as of the last check. */
  get isTight(): boolean {
    return this.#isTight;
  }

  /** As last measured. */
  bytesOf(lane: Lane): number | undefined {
    return this.#measured.get(lane);
  }

  /** To be called some times a second while lanes are at work. */
  check(): void {
    const { probe } = this.#options;
    const held = probe.held();
    this.#isTight = held > probe.budgetBytes * TIGHT;
    const isDue = ++this.#checks % MEASURE_EVERY === 0;
    if ((isDue || held > probe.budgetBytes) && !this.#isMeasuring) void this.#measure();
  }

  async #measure(): Promise<void> {
    const { probe, busyLanes, onExhausted } = this.#options;
    this.#isMeasuring = true;
    try {
      const lanes = busyLanes();
      this.#measured = await probe.measure(lanes);
      if (probe.held() <= probe.budgetBytes) return;
      const busy = new Set(busyLanes());
      const [largest] = [...this.#measured].filter(([lane]) => busy.has(lane)).toSorted(([, a], [, b]) => b - a);
      if (largest !== undefined && largest[1] >= WORTH_BYTES) onExhausted(...largest);
    } finally {
      this.#isMeasuring = false;
    }
  }
}
