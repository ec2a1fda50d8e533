import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { Lane, LaneLoss, LaneOptions } from "../../../src/tasks/lane.ts";
import { LaneCells, toThread } from "../../../src/tasks/lane-cells.ts";
import type { LaneOpening, LaneReply, LaneRequest } from "../../../src/tasks/messages.ts";

/**
 * A lane on nothing but node:worker_threads. The product doesn't need a second one; it is here to show that the engine
 * knows of lanes only what `Lane` says, and nothing of the pool behind the product's.
 */
export function openThreadLane(options: LaneOptions): Lane {
  return new ThreadLane(options);
}

class ThreadLane implements Lane {
  readonly signals = new LaneCells();
  readonly threadId: number;
  readonly #thread: Worker;
  readonly #port: MessagePort;
  readonly #ended: Promise<unknown>;
  #error: Error | undefined;
  #isDying = false;
  #onMessage: (reply: LaneReply) => void = () => undefined;
  #onLost: (loss: LaneLoss) => void = () => undefined;

  constructor({ workerUrl, heapMb }: LaneOptions) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#thread = new Worker(workerUrl, { resourceLimits: { maxOldGenerationSizeMb: heapMb } });
    this.threadId = this.#thread.threadId;
    this.#thread.on("error", (error: Error) => (this.#error ??= error));
    const exited = new Promise<void>((resolve) => {
      this.#thread.once("exit", (exitCode) => {
        this.#lose(exitCode);
        resolve();
      });
    });
    const closed = new Promise<void>((resolve) => port1.once("close", resolve));
    this.#ended = Promise.all([exited, closed]);
    port1.on("message", (reply: LaneReply) => this.#onMessage(reply));
    port1.once("close", () => void this.#thread.terminate());
    this.#thread.postMessage({ port: port2, cells: this.signals.buffer } satisfies LaneOpening, [port2]);
    this.hold(false);
  }

  // oxlint-disable-next-line class-methods-use-this -- of a lane of threads
  newSignals(): LaneCells {
    return new LaneCells();
  }

  post(message: LaneRequest): void {
    this.#port.postMessage(toThread(message));
  }

  onMessage(listener: (reply: LaneReply) => void): void {
    this.#onMessage = listener;
  }

  onLost(listener: (loss: LaneLoss) => void): void {
    this.#onLost = listener;
  }

  hold(alive: boolean): void {
    const method = alive || this.#isDying ? "ref" : "unref";
    for (const part of [this.#thread, this.#port]) part[method]();
  }

  stop(): void {
    void this.#thread.terminate();
  }

  async kill(): Promise<void> {
    this.#isDying = true;
    this.hold(true);
    await this.#thread.terminate();
    await this.#ended;
  }

  #lose(exitCode: number): void {
    for (let last = receiveMessageOnPort(this.#port); last !== undefined; last = receiveMessageOnPort(this.#port))
      this.#onMessage(last.message as LaneReply);
    this.#port.close();
    const error = this.#error;
    const outOfMemory = error !== undefined && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
    this.#onLost({ reason: outOfMemory ? "memory" : "lost", exitCode, ...(error !== undefined && { error }) });
  }
}
