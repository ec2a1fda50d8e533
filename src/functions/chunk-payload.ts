import type { ThreadChannel } from "../tasks/thread-channel.ts";
import type { FunctionAnswer, FunctionPayload } from "./function-payload.ts";

/**
 * What a unit of kind "chunks" takes: its own chunk of the first layer and as many of those after it as nobody has taken
 * when there is time for them. Where chunks begin depends on the layer alone, who does them on the time they take.
 */
export interface ChunkPayload<L, P> {
  readonly work: FunctionPayload<L, P>;
  /** Number of its own chunk. */
  readonly unit: number;
  /** Chunk i is the features bounds[i] to bounds[i + 1]. */
  readonly bounds: Uint32Array;
  /** By chunk: 0, or one more than the number of the unit that does it. */
  readonly claims: ThreadChannel<Int32Array<SharedArrayBuffer>>;
}

/** A unit answers with a list of these. */
export interface ChunkAnswer<L, P> {
  readonly chunk: number;
  readonly answer: FunctionAnswer<L, P>;
}

/** What chunks that are layers become. */
export interface Joined<L> {
  readonly data: L;
  /** What a filter left out. */
  readonly rest?: L;
}
