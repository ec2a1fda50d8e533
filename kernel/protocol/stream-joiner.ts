import type { Header } from "../../src/wire/message.ts";
import type { StreamName } from "./io-messages.ts";

export interface StreamText {
  readonly name: StreamName;
  readonly text: string;
  readonly parent: Header | undefined;
}

/** How long printed text waits for more of the same stream, in ms. */
const JOIN_MS = 40;
/** Joined text beyond this length is sent at once, so that no message grows without bound. */
const JOIN_LENGTH = 1_000_000;

/**
 * Joins what is printed in quick succession into one message: a front end copes with few large messages, and a server
 * drops messages above 1000 a second.
 */
export class StreamJoiner {
  readonly #send: (stream: StreamText) => void;
  #pending: { readonly name: StreamName; readonly parent: Header | undefined; readonly pieces: string[] } | undefined;
  #length = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (stream: StreamText) => void) {
    this.#send = send;
  }

  add({ name, text, parent }: StreamText): void {
    if (this.#pending && (this.#pending.name !== name || this.#pending.parent?.msg_id !== parent?.msg_id)) this.flush();
    this.#pending ??= { name, parent, pieces: [] };
    this.#pending.pieces.push(text);
    this.#length += text.length;
    if (this.#length >= JOIN_LENGTH) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), JOIN_MS);
  }

  /** Sends what is held; call it before any other output, so that the order stays. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const pending = this.#pending;
    this.#pending = undefined;
    this.#length = 0;
    if (pending) this.#send({ name: pending.name, text: pending.pieces.join(""), parent: pending.parent });
  }
}
