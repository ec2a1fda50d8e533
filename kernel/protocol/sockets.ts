import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Router, XPublisher } from "zeromq";
import { SpatialError } from "../../src/errors.ts";
import { CHANNELS, endpointOf, type Channel, type ConnectionInfo } from "../../src/wire/connection.ts";
import { WireCodec } from "../../src/wire/codec.ts";
import { newHeader, type Header, type WireMessage } from "../../src/wire/message.ts";
import { SendChain } from "../../src/wire/send-chain.ts";
import type { OutMessage } from "./io-messages.ts";

/** ZeroMQ's own thread writes to the network a little after a send has settled. */
const LEAVE_MS = 30;
/** First byte of what a subscriber sends. */
const SUBSCRIBES = 1;

export interface Request {
  readonly channel: "shell" | "control" | "stdin";
  readonly message: WireMessage;
}

/** The kernel's five sockets, bound as a connection file says. */
export class KernelSockets {
  readonly #sockets = {
    shell: new Router(),
    control: new Router(),
    stdin: new Router(),
    // with a mark, output beyond 1000 messages is dropped
    iopub: new XPublisher({ sendHighWaterMark: 0, verbosity: "allSubs" }),
    hb: new Router(),
  };
  readonly #chains: Readonly<Record<Channel, SendChain>>;
  readonly #codec: WireCodec;
  readonly #sender = { session: randomUUID(), username: "kernel" };
  readonly #log: (text: string) => void;

  constructor(connection: ConnectionInfo, log: (text: string) => void) {
    this.#codec = new WireCodec(connection);
    this.#log = log;
    const chain = (name: Channel) =>
      new SendChain(this.#sockets[name], (error) => log(`A message on ${name} could not be sent: ${String(error)}`));
    this.#chains = {
      shell: chain("shell"),
      control: chain("control"),
      stdin: chain("stdin"),
      iopub: chain("iopub"),
      hb: chain("hb"),
    };
  }

  async bind(connection: ConnectionInfo): Promise<void> {
    await Promise.all(CHANNELS.map((channel) => this.#sockets[channel].bind(endpointOf(connection, channel))));
  }

  /** Answers heartbeats and hands every well-signed request to `take`, for as long as the process lives. */
  async serve(take: (request: Request) => void): Promise<void> {
    const channels = ["shell", "control", "stdin"] as const;
    await Promise.all([this.#beat(), this.#welcome(), ...channels.map((channel) => this.#receive(channel, take))]);
  }

  /** Settles when the message has been handed to ZeroMQ. */
  send({ channel, type, content, metadata = "{}", parent, identities, buffers = [] }: OutMessage): Promise<void> {
    const header: Header = newHeader(type, this.#sender);
    const frames = this.#codec.encodeParts({
      identities: identities ?? [type],
      header: JSON.stringify(header),
      parent: JSON.stringify(parent ?? {}),
      metadata,
      content,
      buffers,
    });
    return this.#chains[channel].send(frames);
  }

  /** Sends what is still to be sent, then closes: zeromq aborts a process that ends while a socket is open. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.#chains).map((chain) => chain.drained()));
    await delay(LEAVE_MS);
    for (const socket of Object.values(this.#sockets)) socket.close();
  }

  async #beat(): Promise<void> {
    for await (const frames of this.#sockets.hb) await this.#chains.hb.send(frames);
  }

  /** Tells every new subscriber that from now on it hears everything. */
  async #welcome(): Promise<void> {
    for await (const [frame] of this.#sockets.iopub) {
      if (frame?.[0] !== SUBSCRIBES) continue;
      const topic = frame.subarray(1);
      const content = JSON.stringify({ subscription: topic.toString() });
      await this.send({ channel: "iopub", type: "iopub_welcome", content, identities: [topic] });
    }
  }

  async #receive(channel: Request["channel"], take: (request: Request) => void): Promise<void> {
    for await (const frames of this.#sockets[channel]) {
      this.#takeSafely(frames, (message) => take({ channel, message }));
    }
  }

  /** A message that cannot be read or handed on is logged and dropped: whoever sent it must not be able to end the kernel. */
  #takeSafely(frames: Uint8Array[], take: (message: WireMessage) => void): void {
    try {
      take(this.#codec.decode(frames));
    } catch (error) {
      this.#log(error instanceof SpatialError ? error.message : `A message could not be taken: ${String(error)}`);
    }
  }
}
