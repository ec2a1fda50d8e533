import { MessageChannel, Worker, receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import type { ConnectionInfo } from "../../src/wire/connection.ts";
import type { Header, JsonObject, WireMessage } from "../../src/wire/message.ts";
import { COUNTERS, PULSE, UNREAD, type FromIo, type IoThreadData, type StreamName, type ToIo } from "./io-messages.ts";
import { Interrupts } from "./interrupts.ts";
import { SignalGate } from "./signal-gate.ts";
import { SIGNAL_OPTIONS } from "./signal-handle.ts";
import type { CellScope } from "./scope.ts";

/** Printed characters the IO thread may lag behind before printing waits for it. */
const MAX_UNREAD = 8_000_000;

export interface Incoming {
  readonly channel: "shell" | "control" | "stdin";
  readonly message: WireMessage;
}

export interface IoListeners {
  request(request: Incoming): void;
  interrupt(): void;
  shutdown(): void;
}

export interface SendOptions {
  readonly parent?: Header | undefined;
  readonly metadata?: JsonObject | undefined;
  readonly buffers?: readonly Uint8Array[] | undefined;
}

/** The main thread's side of the IO thread. */
export class IoLink {
  readonly #port: MessagePort;
  readonly #counters = new Int32Array(new SharedArrayBuffer(4 * COUNTERS));
  readonly #listeners: IoListeners;
  readonly interrupts: Interrupts;
  readonly gate = new SignalGate(this.#counters);
  /** Settles when the sockets are bound. */
  readonly bound: Promise<void>;
  #settleBound: () => void = () => undefined;
  #settleClosed: () => void = () => undefined;

  constructor(connection: ConnectionInfo, listeners: IoListeners) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#listeners = listeners;
    this.interrupts = new Interrupts(this.#counters, {
      interrupt: () => listeners.interrupt(),
      sync: (sync) => this.#send({ kind: "sync", sync }),
      takeArrived: () => this.takeArrived(),
    });
    const workerData: IoThreadData = { connection, port: port2, counters: this.#counters };
    const options = { workerData, transferList: [port2], execArgv: [...SIGNAL_OPTIONS] };
    const worker = new Worker(new URL("./io-thread.js", import.meta.url), options);
    this.bound = new Promise((resolve, reject) => {
      this.#settleBound = resolve;
      worker.once("error", reject);
    });
    port1.on("message", (message: FromIo) => this.#take(message));
  }

  /** Tasks are at work and the main loop turns, or none is at work; see `lookWhenDeaf`. */
  pulse(isAtWork: boolean): void {
    if (isAtWork) Atomics.add(this.#counters, PULSE, 1);
    else Atomics.store(this.#counters, PULSE, 0);
  }

  /** Takes up what has arrived but not been delivered yet, so that a decision counts everything sent before it. */
  takeArrived(): void {
    for (let next = receiveMessageOnPort(this.#port); next; next = receiveMessageOnPort(this.#port)) {
      this.#take(next.message as FromIo);
    }
  }

  /** Sends on iopub. @throws TypeError for content that JSON cannot hold, such as a bigint */
  publish(type: string, content: JsonObject, { parent, metadata, buffers }: SendOptions): void {
    this.#send({
      kind: "send",
      message: {
        channel: "iopub",
        type,
        content: JSON.stringify(content),
        ...(parent ? { parent } : {}),
        ...(metadata ? { metadata: JSON.stringify(metadata) } : {}),
        ...(buffers ? { buffers } : {}),
      },
    });
  }

  /** Asks the user, through the front end that sent the cell. */
  ask({ header, identities }: Pick<CellScope, "header" | "identities">, question: JsonObject): void {
    const content = JSON.stringify(question);
    this.#send({
      kind: "send",
      message: { channel: "stdin", type: "input_request", content, parent: header, identities },
    });
  }

  /** Answers the front end that made the request, on the channel it came by. */
  reply({ channel, message }: Incoming, type: string, content: JsonObject): void {
    const { identities, header } = message;
    this.#send({
      kind: "send",
      message: { channel, type, content: JSON.stringify(content), parent: header, identities },
    });
  }

  stream(name: StreamName, text: string, parent: Header | undefined): void {
    Atomics.add(this.#counters, UNREAD, text.length);
    this.#send({ kind: "stream", name, text, ...(parent ? { parent } : {}) });
    this.#waitForReader();
  }

  status(state: "busy" | "idle", parent: Header, of: "cell" | "request"): void {
    this.#send({ kind: "status", state, parent, cell: of === "cell" });
  }

  /** Settles when everything has been sent and the sockets are closed. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#settleClosed = resolve;
      this.#send({ kind: "close" });
    });
  }

  #take(message: FromIo): void {
    switch (message.kind) {
      case "bound":
        this.#settleBound();
        return;
      case "request":
        this.#listeners.request(message);
        return;
      case "interrupt":
        this.interrupts.takeMessage(message.interrupt);
        return;
      case "shutdown":
        this.#listeners.shutdown();
        return;
      case "closed":
        this.#settleClosed();
        return;
    }
  }

  #send(message: ToIo): void {
    this.#port.postMessage(message);
  }

  /** An endless loop that prints must not fill the memory; like a pipe to a slow reader, printing blocks instead. */
  #waitForReader(): void {
    for (;;) {
      const unread = Atomics.load(this.#counters, UNREAD);
      if (unread < MAX_UNREAD) return;
      Atomics.wait(this.#counters, UNREAD, unread, 100);
    }
  }
}
