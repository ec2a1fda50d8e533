/** A ZeroMQ socket as far as sending goes. */
interface Sending {
  send(frames: Uint8Array[]): Promise<void>;
}

/**
 * Sends on one socket, one message at a time: zeromq refuses overlapping sends with EBUSY, so that output would be lost.
 * A message that cannot be sent (its peer is gone, the socket is closed) does not hold up the next one.
 */
export class SendChain {
  readonly #socket: Sending;
  readonly #onError: (error: unknown) => void;
  #last: Promise<void> = Promise.resolve();

  constructor(socket: Sending, onError: (error: unknown) => void) {
    this.#socket = socket;
    this.#onError = onError;
  }

  /** Settles when this message has been handed to ZeroMQ, or could not be; never rejects. */
  send(frames: Uint8Array[]): Promise<void> {
    this.#last = this.#last.then(() => this.#socket.send(frames)).catch((error: unknown) => this.#onError(error));
    return this.#last;
  }

  /** Settles when everything handed in so far has been sent. */
  drained(): Promise<void> {
    return this.#last;
  }
}
