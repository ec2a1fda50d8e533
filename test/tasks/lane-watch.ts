import { LaneCells } from "../../src/tasks/lane-cells.ts";
import type { LaneSignals } from "../../src/tasks/lane-signals.ts";
import type { Lane, LaneLoss, LaneOptions } from "../../src/tasks/lane.ts";
import type { LaneReply, LaneRequest } from "../../src/tasks/messages.ts";

/** A unit in a lane. */
export interface WatchedUnit {
  readonly payload: unknown;
  readonly signals: LaneSignals;
  /** The lane has taken it up. */
  readonly hasBegun: boolean;
  /** It has been asked to stop. */
  readonly isCanceled: boolean;
}

export interface LaneWatchOptions {
  /** A rule is broken. */
  readonly report: (what: string) => void;
  readonly onPost?: (unit: WatchedUnit) => void;
  readonly onAnswer?: (payload: unknown) => void;
  /** A lane has ended with units in it. @param reasons several, where it can't be told which of them counts */
  readonly onLost: (units: readonly WatchedUnit[], reasons: readonly LaneLoss["reason"][]) => void;
  /** Whether a lane may be given up now for the memory that it holds; always, where it can't be known. */
  readonly isTight?: () => boolean;
}

/** What the engine must keep to with any lane, looked at from between the two. */
export class LaneWatch {
  readonly #options: LaneWatchOptions;
  readonly #lanes = new Set<WatchedLane>();
  #isClosing = false;

  constructor(options: LaneWatchOptions) {
    this.#options = options;
  }

  /** The same lanes, watched. */
  over(open: (options: LaneOptions) => Lane): (options: LaneOptions) => Lane {
    const options = { ...this.#options, isTight: () => this.#isClosing || (this.#options.isTight?.() ?? true) };
    return (laneOptions) => {
      const lane = new WatchedLane(open(laneOptions), options, () => this.#lanes.delete(lane));
      this.#lanes.add(lane);
      return lane;
    };
  }

  /** Threads that have not ended. */
  get alive(): number {
    return this.#lanes.size;
  }

  /** Those of them that are to go on. */
  get lasting(): number {
    return [...this.#lanes].filter(({ isLasting }) => isLasting).length;
  }

  /** Whether a lane is still to show that it listens, after a unit was taken back that it should have begun. */
  get isAsking(): boolean {
    return [...this.#lanes].some((lane) => lane.isAsked);
  }

  /** Payloads of the units in them. */
  get payloads(): readonly unknown[] {
    return [...this.#lanes].flatMap((lane) => (lane.isLasting ? lane.payloads : []));
  }

  /** From now on all lanes may be ended. */
  close(): void {
    this.#isClosing = true;
  }

  /** Between macrotasks: a lane keeps the process alive while there are units in it, and no longer. */
  atRest(): void {
    for (const lane of this.#lanes) lane.atRest();
  }
}

type WatchedLaneOptions = LaneWatchOptions & Required<Pick<LaneWatchOptions, "isTight">>;

class WatchedCells extends LaneCells {
  readonly #onTakenBack: (run: number) => void;

  constructor(signals: LaneSignals, onTakenBack: (run: number) => void) {
    super((signals as LaneCells).buffer);
    this.#onTakenBack = onTakenBack;
  }

  override takeBack(place: number, run: number): boolean {
    const isBack = super.takeBack(place, run);
    if (isBack) this.#onTakenBack(run);
    return isBack;
  }
}

interface Posted extends WatchedUnit {
  readonly place: number;
  isCanceled: boolean;
  /** The lane has taken the last cancel up. */
  isHeard: boolean;
}

class WatchedLane implements Lane {
  readonly signals: LaneSignals;
  readonly threadId: number | undefined;
  readonly #lane: Lane;
  readonly #options: WatchedLaneOptions;
  readonly #onEnd: () => void;
  /** The units in it, by run. */
  readonly #open = new Map<number, Posted>();
  /** Those that were taken back after they had been asked to stop: the lane must show first that it listens. */
  readonly #asked = new Set<number>();
  #isHeld = false;
  #isShared = false;
  /** Its state is unknown: nothing more may come to it. */
  #isSpoilt = false;
  #status: "alive" | "killed" | "lost" = "alive";
  /** Whether it was killed for the memory that it holds. */
  #isTooLarge: "no" | "maybe" | "yes" = "no";

  constructor(lane: Lane, options: WatchedLaneOptions, onEnd: () => void) {
    this.signals = new WatchedCells(lane.signals, (run) => this.#takeBack(run));
    this.threadId = lane.threadId;
    this.#lane = lane;
    this.#options = options;
    this.#onEnd = onEnd;
  }

  get isLasting(): boolean {
    return this.#status === "alive" && !this.#isSpoilt;
  }

  get payloads(): readonly unknown[] {
    return Array.from(this.#open.values(), ({ payload }) => payload);
  }

  get isAsked(): boolean {
    // what was taken back from a shared lane is not told, only not begun
    const shared = [...this.#open.values()].some((unit) => unit.isCanceled && !unit.isHeard && !unit.hasBegun);
    return this.#status === "alive" && (this.#asked.size > 0 || shared);
  }

  newSignals(): LaneSignals {
    return this.#lane.newSignals();
  }

  post(message: LaneRequest): void {
    if (message.type === "run") this.#lookAtRun(message, message.place);
    const canceled = message.type === "cancel" ? this.#open.get(message.run) : undefined;
    if (canceled !== undefined && message.type === "cancel") {
      canceled.isCanceled = true;
      canceled.isHeard = false;
      if (!canceled.signals.isCanceled(message.run)) this.#options.report("a cancel is not in the cells");
    }
    this.#lane.post(message);
    if (message.type !== "run") return;
    const { run, place, payload } = message;
    const { signals = this.signals } = message;
    const unit = {
      payload,
      place,
      signals,
      get hasBegun() {
        return signals.isClaimed(place, run);
      },
      isCanceled: false,
      isHeard: false,
    };
    this.#options.onPost?.(unit);
    this.#open.set(run, unit);
  }

  onMessage(listener: (reply: LaneReply) => void): void {
    this.#lane.onMessage((reply) => {
      this.#hear(reply);
      listener(reply);
    });
  }

  onLost(listener: (loss: LaneLoss) => void): void {
    this.#lane.onLost((loss) => {
      this.#status = "lost";
      this.#onEnd();
      const own = this.#isTooLarge === "yes" ? [] : [loss.reason];
      const reasons = this.#isTooLarge === "no" ? own : [...own, "memory" as const];
      this.#options.onLost(this.#inside(), reasons);
      listener(loss);
    });
  }

  hold(alive: boolean): void {
    this.#isHeld = alive;
    this.#lane.hold(alive);
  }

  stop(): void {
    this.#noteKill();
    this.#lane.stop();
  }

  kill(): Promise<void> {
    this.#noteKill();
    return this.#lane.kill();
  }

  atRest(): void {
    if (this.#status !== "alive") return;
    const { report } = this.#options;
    // nobody waits for one that was asked to stop, where others are beside it
    const isAwaited = this.#isShared
      ? [...this.#open.values()].some(({ isCanceled }) => !isCanceled)
      : this.#open.size + this.#asked.size > 0;
    if (isAwaited && !this.#isHeld) report("a lane at work does not keep the process alive");
    if (!isAwaited && this.#isHeld && !this.#isShared) report("an idle lane keeps the process alive");
    if (this.#isSpoilt && this.#open.size + this.#asked.size === 0) report("a lane whose state is unknown goes on");
  }

  #takeBack(run: number): void {
    if (this.#open.get(run)?.isCanceled === true) this.#asked.add(run);
    this.#open.delete(run);
  }

  /** Its units, without those that are ahead. */
  #inside(): readonly Posted[] {
    return [...this.#open.values()].filter(({ hasBegun }, i) => this.#isShared || i === 0 || hasBegun);
  }

  #lookAtRun({ signals }: { readonly signals?: LaneSignals }, place: number): void {
    const { report } = this.#options;
    this.#isShared = signals !== undefined;
    const isTaken = [...this.#open.values()].some((unit) => unit.place === place);
    if (!this.#isShared && isTaken) report("two units are in one place of a lane at once");
    if (this.#status !== "alive") report(`a unit is sent to a lane that is ${this.#status}`);
    if (this.#isSpoilt) report("a unit is sent to a lane whose state is unknown");
  }

  #hear(reply: LaneReply): void {
    if (reply.type === "late") return this.#hearLate();
    const unit = this.#open.get(reply.run);
    if (reply.type === "heard") this.#asked.delete(reply.run);
    if (reply.type === "heard" && unit !== undefined) unit.isHeard = true;
    if (reply.type !== "done" && reply.type !== "failed") return;
    this.#open.delete(reply.run);
    if (reply.recycle) this.#isSpoilt = true;
    if (reply.type === "done" && unit !== undefined) this.#options.onAnswer?.(unit.payload);
  }

  /** Something that an ended unit has left behind has thrown. What has begun may end in the lane. */
  #hearLate(): void {
    const inside = this.#isShared ? [...this.payloads, ...this.#asked] : this.#inside().filter(isBegun);
    if (inside.length === 0) this.#isSpoilt = true;
  }

  /** Only what does not stop when asked, or holds too much memory, may cost others their lane. */
  #noteKill(): void {
    if (this.#status !== "alive") return;
    this.#status = "killed";
    const units = this.#inside();
    if (units.every(({ isCanceled }) => isCanceled)) return;
    const isDeaf = units.some(({ isCanceled, isHeard }) => isCanceled && !isHeard);
    const isTight = this.#options.isTight();
    if (!isDeaf && !isTight) this.#options.report("a lane is killed with units in it that nobody has canceled");
    if (isTight) this.#isTooLarge = isDeaf ? "maybe" : "yes";
  }
}

function isBegun({ hasBegun }: WatchedUnit): boolean {
  return hasBegun;
}
