import { Dealer, Subscriber } from "zeromq";
import { randomUUID } from "node:crypto";
import { WireCodec } from "../wire/codec.ts";
import { endpointOf, type ConnectionInfo } from "../wire/connection.ts";
import { newRequest, type JsonObject, type WireMessage } from "../wire/message.ts";
import { SendChain } from "../wire/send-chain.ts";

/** Called for each message of the kernel's output channel that a request caused, `status` among them. */
export type OnOutput = (message: WireMessage) => void;

interface Pending {
  readonly resolve: (content: JsonObject) => void;
  reply?: JsonObject;
  idle: boolean;
}

type Channel = "shell" | "control";

/** The client's side of a kernel's sockets. */
export class WireClient {
  readonly #codec: WireCodec;
  readonly #sender = { session: randomUUID(), username: "mapcell" };
  readonly #sockets: Readonly<Record<Channel, Dealer>>;
  readonly #chains: Readonly<Record<Channel, SendChain>>;
  readonly #output = new Subscriber({ receiveHighWaterMark: 0 });
  readonly #pending = new Map<string, Pending>();
  /** Also for output that comes after the reply. */
  readonly #listeners = new Map<string, OnOutput>();
  readonly #onError: (error: unknown) => void;

  /** @param onError a message that could not be sent or read; the connection goes on */
  constructor(connection: ConnectionInfo, onError: (error: unknown) => void) {
    this.#codec = new WireCodec(connection);
    this.#onError = onError;
    this.#sockets = { shell: new Dealer({ linger: 0 }), control: new Dealer({ linger: 0 }) };
    this.#chains = {
      shell: new SendChain(this.#sockets.shell, onError),
      control: new SendChain(this.#sockets.control, onError),
    };
    for (const channel of ["shell", "control"] as const) {
      this.#sockets[channel].connect(endpointOf(connection, channel));
      this.#receive(this.#sockets[channel], (message) => this.#onReply(message)).catch(onError);
    }
    this.#output.connect(endpointOf(connection, "iopub"));
    this.#output.subscribe();
    this.#receive(this.#output, (message) => this.#onOutput(message)).catch(onError);
  }

  /** Settles with the reply's content once the kernel has also reported `idle` for this request, so after all outputs. */
  request(channel: Channel, [type, content]: readonly [string, JsonObject], onOutput?: OnOutput) {
    const message = newRequest(type, content, this.#sender);
    return new Promise<JsonObject>((resolve) => {
      const { msg_id: id } = message.header;
      this.#pending.set(id, { resolve, idle: false });
      if (onOutput !== undefined) this.#listeners.set(id, onOutput);
      void this.#chains[channel].send(this.#codec.encode(message));
    });
  }

  /** Asks for what the kernel is until its output channel is heard too: a subscription takes a moment to stand. */
  kernelInfo(): Promise<JsonObject> {
    let again: NodeJS.Timeout | undefined;
    const heard = new Promise<JsonObject>((resolve) => {
      const ask = () => void this.request("shell", ["kernel_info_request", {}]).then(resolve);
      ask();
      again = setInterval(ask, 250);
    });
    return heard.finally(() => clearInterval(again));
  }

  close(): void {
    for (const socket of [this.#sockets.shell, this.#sockets.control, this.#output]) socket.close();
  }

  async #receive(socket: AsyncIterable<Buffer[]>, handle: (message: WireMessage) => void): Promise<void> {
    for await (const frames of socket) {
      const message = this.#decode(frames);
      if (message) handle(message);
    }
  }

  #decode(frames: readonly Uint8Array[]): WireMessage | undefined {
    try {
      return this.#codec.decode(frames);
    } catch (error) {
      this.#onError(error);
      return undefined;
    }
  }

  #onReply({ parent, content }: WireMessage): void {
    const pending = this.#pending.get(parent?.msg_id ?? "");
    if (!pending) return;
    pending.reply = content;
    this.#settle(parent?.msg_id ?? "", pending);
  }

  #onOutput(message: WireMessage): void {
    const id = message.parent?.msg_id ?? "";
    this.#listeners.get(id)?.(message);
    const pending = this.#pending.get(id);
    if (!pending) return;
    if (message.header.msg_type !== "status" || message.content["execution_state"] !== "idle") return;
    pending.idle = true;
    this.#settle(id, pending);
  }

  #settle(id: string, { reply, idle, resolve }: Pending): void {
    if (!idle || !reply) return;
    this.#pending.delete(id);
    resolve(reply);
  }
}
