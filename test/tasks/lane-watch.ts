import { LaneCells } from "../../src/tasks/lane-cells.ts";
import type { Lane, LaneLoss, LaneOptions } from "../../src/tasks/lane.ts";
import type { LaneReply, LaneRequest } from "../../src/tasks/messages.ts";

export interface LaneWatchOptions {
  /** A rule is broken. */
  readonly report: (what: string) => void;
  /** A lane has ended with units in it, of these payloads. */
  readonly onLost: (payloads: readonly unknown[], loss: LaneLoss) => void;
}

/** What the engine must keep to with any lane, looked at from between the two. */
export class LaneWatch {
  readonly #options: LaneWatchOptions;
  readonly #lanes = new Set<WatchedLane>();

  constructor(options: LaneWatchOptions) {
    this.#options = options;
  }

  /** The same lanes, watched. */
  over(open: (options: LaneOptions) => Lane): (options: LaneOptions) => Lane {
    return (options) => {
      const lane = new WatchedLane(open(options), this.#options, () => this.#lanes.delete(lane));
      this.#lanes.add(lane);
      return lane;
    };
  }

  /** Payloads of all units in lanes. */
  get payloads(): readonly unknown[] {
    return [...this.#lanes].flatMap((lane) => lane.payloads);
  }

  /** Threads that have not ended. */
  get alive(): number {
    return this.#lanes.size;
  }

  /** Whether a lane is still to show that it listens, after a unit was taken back that it should have begun. */
  get isAsking(): boolean {
    return [...this.#lanes].some((lane) => lane.isAsked);
  }

  /** Between macrotasks: a lane keeps the process alive while there are units in it, and no longer. */
  atRest(): void {
    for (const lane of this.#lanes) lane.atRest();
  }
}

type UnitRequest = Extract<LaneRequest, { readonly type: "run" }>;

class WatchedCells extends LaneCells {
  readonly #onTakenBack: (run: number) => void;

  constructor({ buffer }: LaneCells, onTakenBack: (run: number) => void) {
    super(buffer);
    this.#onTakenBack = onTakenBack;
  }

  override takeBack(place: number, run: number): boolean {
    const isBack = super.takeBack(place, run);
    if (isBack) this.#onTakenBack(run);
    return isBack;
  }
}

class WatchedLane implements Lane {
  readonly cells: Lane["cells"];
  readonly threadId: number | undefined;
  readonly #lane: Lane;
  readonly #options: LaneWatchOptions;
  readonly #onEnd: () => void;
  /** The units in it, by run. */
  readonly #open = new Map<number, UnitRequest>();
  /** Those that somebody waits for. */
  readonly #awaited = new Set<number>();
  /** Those that were asked to stop. */
  readonly #asked = new Set<number>();
  #isHeld = false;
  #isShared = false;
  #status: "alive" | "killed" | "lost" = "alive";

  constructor(lane: Lane, options: LaneWatchOptions, onEnd: () => void) {
    this.cells = new WatchedCells(lane.cells, (run) => this.#takeBack(run));
    this.threadId = lane.threadId;
    this.#lane = lane;
    this.#options = options;
    this.#onEnd = onEnd;
  }

  get payloads(): readonly unknown[] {
    return Array.from(this.#open.values(), ({ payload }) => payload);
  }

  get isAsked(): boolean {
    return this.#status === "alive" && [...this.#awaited].some((run) => !this.#open.has(run));
  }

  post(message: LaneRequest): void {
    if (message.type === "run") {
      this.#isShared = message.cells !== undefined;
      const isTaken = [...this.#open.values()].some(({ place }) => place === message.place);
      if (!this.#isShared && isTaken) this.#options.report("two units are in one place of a lane at once");
      if (this.#status !== "alive") this.#options.report(`a unit is sent to a lane that is ${this.#status}`);
    }
    this.#lane.post(message);
    if (message.type === "run") {
      this.#open.set(message.run, message);
      this.#awaited.add(message.run);
    }
    // nobody waits for one that was asked to stop, where others are beside it
    if (message.type === "cancel" && this.#isShared) this.#awaited.delete(message.run);
    if (message.type === "cancel") this.#asked.add(message.run);
  }

  onMessage(listener: (reply: LaneReply) => void): void {
    this.#lane.onMessage((reply) => {
      if (reply.type === "done" || reply.type === "failed") this.#end(reply.run);
      if (reply.type === "heard" && !this.#open.has(reply.run)) this.#awaited.delete(reply.run);
      listener(reply);
    });
  }

  onLost(listener: (loss: LaneLoss) => void): void {
    this.#lane.onLost((loss) => {
      this.#status = "lost";
      this.#onEnd();
      this.#options.onLost(this.#lost(), loss);
      listener(loss);
    });
  }

  hold(alive: boolean): void {
    this.#isHeld = alive;
    this.#lane.hold(alive);
  }

  kill(): Promise<void> {
    if (this.#status === "alive") this.#status = "killed";
    return this.#lane.kill();
  }

  /** It never begins, but if it was asked to stop, the lane must show first that it listens. */
  #takeBack(run: number): void {
    this.#open.delete(run);
    if (!this.#asked.has(run)) this.#awaited.delete(run);
  }

  #end(run: number): void {
    this.#open.delete(run);
    this.#awaited.delete(run);
  }

  /** What ends with the lane: others that it has not begun are none of its affair. */
  #lost(): readonly unknown[] {
    const units = [...this.#open.values()];
    const inside = units.filter(({ place, run }, i) => this.#isShared || i === 0 || this.cells.isClaimed(place, run));
    return inside.map(({ payload }) => payload);
  }

  atRest(): void {
    if (this.#status !== "alive") return;
    const { report } = this.#options;
    if (this.#awaited.size > 0 && !this.#isHeld) report("a lane at work does not keep the process alive");
    if (this.#awaited.size === 0 && this.#isHeld && !this.#isShared) report("an idle lane keeps the process alive");
  }
}
