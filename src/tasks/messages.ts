import type { MessagePort } from "node:worker_threads";
import type { LogLevel } from "../feedback.ts";
import type { LaneSignals } from "./lane-signals.ts";
import type { WireError } from "./wire-error.ts";

/** The one message that goes through the pool; from then on everything goes over `port`, in order. */
export interface LaneOpening {
  readonly port: MessagePort;
  /** Memory of LaneCells. */
  readonly cells: SharedArrayBuffer;
}

/** Main loop to lane. `run` numbers the units of one engine; `label` is the task's description, for late errors. */
export type LaneRequest =
  /** To a spare lane: load what most units need, so that the first one starts at once. Not answered. */
  | { readonly type: "warmUp" }
  | {
      readonly type: "run";
      readonly run: number;
      /** Where in the cells the lane claims it; if it can't, it was taken back and is nothing to the lane. */
      readonly place: number;
      readonly label: string;
      readonly kind: string;
      readonly payload: unknown;
      /** For this unit alone, where it shares the lane with others. */
      readonly signals?: LaneSignals;
    }
  /** For code that awaits; a synchronous loop sees the cell instead. */
  | { readonly type: "cancel"; readonly run: number };

/** The same as a thread hears it. */
export type LaneMessage =
  | Exclude<LaneRequest, { readonly type: "run" }>
  /** Memory of LaneCells for this unit alone. */
  | (Omit<Extract<LaneRequest, { readonly type: "run" }>, "signals"> & { readonly cells?: SharedArrayBuffer });

/** Lane to main loop. Each run that was claimed ends with exactly one `done` or `failed`, unless the lane dies. */
export type LaneReply =
  /** The lane's event loop turns and has taken up a cancel. */
  | { readonly type: "heard"; readonly run: number }
  | { readonly type: "text"; readonly run: number; readonly text: string }
  | { readonly type: "log"; readonly run: number; readonly level: LogLevel; readonly text: string }
  | { readonly type: "emit"; readonly run: number; readonly name: string; readonly value: unknown }
  | { readonly type: "done"; readonly run: number; readonly value: unknown; readonly recycle: boolean }
  | {
      readonly type: "failed";
      readonly run: number;
      readonly error: WireError;
      /** The lane's state is unknown: replace it before the next unit. */
      readonly recycle: boolean;
    }
  /** Something left over from an ended run threw. */
  | { readonly type: "late"; readonly label: string; readonly error: WireError };
