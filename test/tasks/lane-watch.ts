import type { Lane, LaneLoss, LaneOptions } from "../../src/tasks/lane.ts";
import type { LaneReply, LaneRequest } from "../../src/tasks/messages.ts";

/** What the engine must keep to with any lane, looked at from between the two. */
export class LaneWatch {
  readonly #report: (what: string) => void;
  readonly #lanes = new Set<WatchedLane>();

  constructor(report: (what: string) => void) {
    this.#report = report;
  }

  /** The same lanes, watched. */
  over(open: (options: LaneOptions) => Lane): (options: LaneOptions) => Lane {
    return (options) => {
      const lane = new WatchedLane(open(options), this.#report, () => this.#lanes.delete(lane));
      this.#lanes.add(lane);
      return lane;
    };
  }

  /** Threads that have not ended. */
  get alive(): number {
    return this.#lanes.size;
  }

  /** Between macrotasks: a lane keeps the process alive while there are units in it, and no longer. */
  atRest(): void {
    for (const lane of this.#lanes) lane.atRest();
  }
}

class WatchedLane implements Lane {
  readonly cells: Lane["cells"];
  readonly threadId: number | undefined;
  readonly #lane: Lane;
  readonly #report: (what: string) => void;
  readonly #onEnd: () => void;
  readonly #open = new Set<number>();
  #isHeld = false;
  #isShared = false;
  #status: "alive" | "killed" | "lost" = "alive";

  constructor(lane: Lane, report: (what: string) => void, onEnd: () => void) {
    this.cells = lane.cells;
    this.threadId = lane.threadId;
    this.#lane = lane;
    this.#report = report;
    this.#onEnd = onEnd;
  }

  post(message: LaneRequest): void {
    if (message.type === "run") {
      this.#isShared = message.cells !== undefined;
      if (!this.#isShared && this.#open.size > 0) this.#report("two units are in one lane at once");
      if (this.#status !== "alive") this.#report(`a unit is sent to a lane that is ${this.#status}`);
    }
    this.#lane.post(message);
    if (message.type === "run") this.#open.add(message.run);
    // nobody waits for one that was asked to stop, where others are beside it
    if (message.type === "cancel" && this.#isShared) this.#open.delete(message.run);
  }

  onMessage(listener: (reply: LaneReply) => void): void {
    this.#lane.onMessage((reply) => {
      if (reply.type === "done" || reply.type === "failed") this.#open.delete(reply.run);
      listener(reply);
    });
  }

  onLost(listener: (loss: LaneLoss) => void): void {
    this.#lane.onLost((loss) => {
      this.#status = "lost";
      this.#onEnd();
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

  atRest(): void {
    if (this.#status !== "alive") return;
    if (this.#open.size > 0 && !this.#isHeld) this.#report("a lane at work does not keep the process alive");
    if (this.#open.size === 0 && this.#isHeld && !this.#isShared) this.#report("an idle lane keeps the process alive");
  }
}
