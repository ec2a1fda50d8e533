import type { MessagePort } from "node:worker_threads";
import type { ConnectionInfo } from "../../src/wire/connection.ts";
import type { Header, WireMessage } from "../../src/wire/message.ts";

export type OutChannel = "shell" | "control" | "stdin" | "iopub";

/** A message towards a front end. Content and metadata are JSON text, so that what can't be sent fails where it was made. */
export interface OutMessage {
  readonly channel: OutChannel;
  readonly type: string;
  readonly content: string;
  readonly metadata?: string;
  readonly parent?: Header;
  /** Where a reply goes: the request's identities. */
  readonly identities?: readonly Uint8Array[];
  readonly buffers?: readonly Uint8Array[];
}

export type StreamName = "stdout" | "stderr";

/** What the main thread asks of the IO thread. */
export type ToIo =
  | { readonly kind: "send"; readonly message: OutMessage }
  | { readonly kind: "stream"; readonly name: StreamName; readonly text: string; readonly parent?: Header }
  /** `cell`: the parent is the request of the cell that runs from now, or ran until now. */
  | { readonly kind: "status"; readonly state: "busy" | "idle"; readonly parent: Header; readonly cell: boolean }
  /** Answered in `SYNCED`, once every signal has been counted that reached the process before. */
  | { readonly kind: "sync"; readonly sync: number }
  /** Nothing follows; answered by `closed`. */
  | { readonly kind: "close" };

/** What the IO thread tells the main thread. */
export type FromIo =
  | { readonly kind: "bound" }
  | { readonly kind: "request"; readonly channel: "shell" | "control" | "stdin"; readonly message: WireMessage }
  | { readonly kind: "interrupt"; readonly interrupt: number }
  | { readonly kind: "shutdown" }
  /** Everything has been sent and the sockets are closed. */
  | { readonly kind: "closed" };

/** Shared counters: interrupts so far; characters printed that the IO thread has not taken yet. */
export const INTERRUPTS = 0;
export const UNREAD = 1;
/** The latest interrupt whose message the main thread has taken. */
export const SEEN = 2;
/** The latest `sync` that the IO thread has answered. */
export const SYNCED = 3;
/** State of the `SignalGate`. */
export const GATE = 4;
/** Counts up while tasks are at work and the main loop turns; 0 while none is at work. */
export const PULSE = 5;
export const COUNTERS = 6;

export interface IoThreadData {
  readonly connection: ConnectionInfo;
  readonly port: MessagePort;
  readonly counters: Int32Array;
}
