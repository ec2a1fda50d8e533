import { AsyncResource } from "node:async_hooks";
import { fileURLToPath } from "node:url";
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  type Worker,
  type WorkerOptions,
} from "node:worker_threads";
import { StaticPool } from "node-worker-threads-pool";
import { PoolWorker } from "node-worker-threads-pool/dist/poolWorker.js";
import type { Lane, LaneLoss, LaneOptions } from "./lane.ts";
import { LaneCells, toThread } from "./lane-cells.ts";
import type { LaneOpening, LaneReply, LaneRequest } from "./messages.ts";

/**
 * A lane on node-worker-threads-pool: a pool of one thread that is given one task for life, serving our port. So the
 * pool's own queue, answers and timeouts, which swap results and lose promises, are never used. A thread that ends is
 * not replaced by the pool: the engine decides.
 */
export function openPoolLane(options: LaneOptions): Lane {
  return nobody.runInAsyncScope(() => new PoolLane(options));
}

/** A thread outlives the code that happens to need it first, and is not of its doing. */
const nobody = new AsyncResource("mapcell.Lane");

/** A thread misses that it is to end when it is just then telling the inspector what memory it holds. */
const FIRST_REMINDER_MS = 10;

/** A thread has the flags of the process, but it runs a file, and with one for a program given as text it would not start. */
const FLAGS: WorkerOptions = process.execArgv.some((flag) => flag.startsWith("--input-type")) ? { execArgv: [] } : {};

class OneThreadPool extends StaticPool<(opening: LaneOpening) => never> {
  readonly thread: Worker;

  constructor(file: string, options: WorkerOptions) {
    super({ size: 1, task: file });
    const worker = new PoolWorker(file, options);
    worker.once("exit", () => void this.destroy()); // heard first, so that the pool is gone before it would replace it
    super.fill(() => worker);
    this.thread = worker;
  }

  /** The pool's seam for making threads: it would make them with fewer options than Node has. */
  protected override fill(): void {}
}

class PoolLane implements Lane {
  readonly signals = new LaneCells();
  readonly threadId: number;
  readonly #pool: OneThreadPool;
  readonly #port: MessagePort;
  readonly #ended: Promise<unknown>;
  #error: Error | undefined;
  #isHeld = false;
  #reminder: NodeJS.Timeout | undefined;
  #isDying = false;
  #onMessage: (reply: LaneReply) => void = () => undefined;
  #onLost: (loss: LaneLoss) => void = () => undefined;

  constructor({ workerUrl, heapMb }: LaneOptions) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#pool = new OneThreadPool(fileURLToPath(workerUrl), {
      ...FLAGS,
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    });
    const thread = this.#pool.thread;
    this.threadId = thread.threadId;
    thread.setMaxListeners(0); // each reminder listens for the end
    // Stays for the thread's life: without a listener an error of an idle thread would end the process.
    thread.on("error", (error: Error) => (this.#error ??= error));
    const exited = new Promise<void>((resolve) => {
      thread.once("exit", (exitCode) => {
        this.#lose(exitCode);
        port2.close(); // still here if the thread ended before it came up, and nothing else would close it
        resolve();
      });
    });
    const closed = new Promise<void>((resolve) => port1.once("close", resolve));
    this.#ended = Promise.all([exited, closed]);
    port1.on("message", (reply: LaneReply) => this.#onMessage(reply));
    // A port that closes on a living thread means that task code closed it: nothing can be heard from there any more.
    port1.once("close", () => void this.kill());
    this.hold(false);
    // the pool posts the opening once the thread is up, and that would keep an idle process alive
    thread.once("online", () => this.hold(this.#isHeld));
    const opening: LaneOpening = { port: port2, cells: this.signals.buffer };
    this.#pool
      .createExecutor()
      .setTransferList([port2])
      .exec(opening)
      // Answered only by task code that posts to its parent itself; rejected with what "error" has told already.
      .then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof Error) this.#error ??= error;
        },
      );
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
    this.#isHeld = alive || this.#isDying;
    if (this.#isHeld) {
      this.#pool.thread.ref();
      this.#port.ref();
    } else {
      this.#pool.thread.unref();
      this.#port.unref();
    }
  }

  stop(): void {
    void this.#pool.thread.terminate();
  }

  async kill(): Promise<void> {
    this.#isDying = true; // whoever waits for its end must not see the process end first
    this.hold(true);
    this.#remind(FIRST_REMINDER_MS);
    await this.#pool.destroy();
    await this.#ended;
  }

  /** Asks the thread again to end, at ever longer intervals, until it has. */
  #remind(afterMs: number): void {
    clearTimeout(this.#reminder);
    if (this.#pool.thread.threadId < 0) return; // it has ended
    this.#reminder = setTimeout(() => {
      void this.#pool.thread.terminate();
      this.#remind(2 * afterMs);
    }, afterMs);
  }

  #lose(exitCode: number): void {
    clearTimeout(this.#reminder);
    for (let last = receiveMessageOnPort(this.#port); last !== undefined; last = receiveMessageOnPort(this.#port)) {
      this.#onMessage(last.message as LaneReply);
    }
    this.#port.close();
    const error = this.#error;
    const outOfMemory = error !== undefined && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
    this.#onLost({ reason: outOfMemory ? "memory" : "lost", exitCode, ...(error !== undefined && { error }) });
  }
}
