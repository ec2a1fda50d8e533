import type { LaneSignals } from "./lane-signals.ts";
import type { LaneReply, LaneRequest } from "./messages.ts";

/** Why a lane's thread ended. */
export interface LaneLoss {
  readonly reason: "memory" | "lost";
  /** What the thread died of, where it told. */
  readonly error?: Error;
  readonly exitCode: number;
}

/** One thread that answers units of work in the order of their posting, one at a time where they bring no signals. */
export interface Lane {
  readonly signals: LaneSignals;
  /** For one unit alone, which brings them, so that it can wait beside others. */
  newSignals(): LaneSignals;
  /** As Node numbers threads; undefined for a lane without one. */
  readonly threadId: number | undefined;
  /** Throws a DataCloneError if the message can't be cloned; the lane is unharmed then. */
  post(message: LaneRequest): void;
  /** Everything the lane sent arrives here, in order, before `onLost`. */
  onMessage(listener: (reply: LaneReply) => void): void;
  /** Called once, when the thread has ended, for whatever reason. */
  onLost(listener: (loss: LaneLoss) => void): void;
  /** Whether the lane keeps the process alive. A new lane does not; one that is being killed does until it has ended. */
  hold(alive: boolean): void;
  /** Asks the thread to end, and no more: it may be called in the midst of anything. */
  stop(): void;
  /** Ends the thread, even inside an endless loop. Settles when it has ended. */
  kill(): Promise<void>;
}

export interface LaneOptions {
  /** File of the worker bundle. */
  readonly workerUrl: URL;
  /** Limit of the thread's JavaScript heap in MB; array buffers and wasm memory are outside it. */
  readonly heapMb: number;
}
