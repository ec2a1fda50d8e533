import type { LogEntry } from "../feedback.ts";
import type { Dataset } from "../layers/dataset.ts";
import type { Digest } from "../layers/layer-digest.ts";
import type { StorePlace } from "./result-store.ts";

/** What a task answered, with what follows from it. */
export interface KeptResult {
  readonly answer: unknown;
  /** Of the layers in it, in an order that whoever asks for it knows. */
  readonly digests: readonly Digest[];
  /** What the task said. */
  readonly logs: readonly LogEntry[];
}

/** What a unit of kind "recall" takes; it answers with a KeptResult, or nothing. */
export interface RecallPayload {
  readonly place: StorePlace;
  readonly key: string;
}

/** What a unit of kind "keep" takes; it answers with the digests of the layers. */
export interface KeepPayload extends RecallPayload {
  /** What made it, for people. */
  readonly what: string;
  readonly answer: unknown;
  readonly layers: readonly Dataset[];
  readonly logs: readonly LogEntry[];
}

/** What a unit of kind "fingerprint" takes; it answers with a hash, or nothing. */
export interface FingerprintPayload {
  readonly path: string;
  readonly baseDir: string;
}
