import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import type { ConnectionInfo } from "../../src/wire/connection.ts";
import type { Header, JsonObject, WireMessage } from "../../src/wire/message.ts";
import { guardGroup } from "./group-guard.ts";
import { MainInterrupter } from "./interrupt-main.ts";
import { SYNCED, UNREAD, type FromIo, type IoThreadData, type ToIo } from "./io-messages.ts";
import { kernelInfo } from "./kernel-info.ts";
import { lookWhenDeaf } from "./look-when-deaf.ts";
import { MainInspector } from "./main-inspector.ts";
import { watchParent } from "./parent-watch.ts";
import { listenForSigint } from "./signal-handle.ts";
import { KernelSockets, type Request } from "./sockets.ts";
import { StreamJoiner } from "./stream-joiner.ts";

/** How long the main thread may take to close its workers at a shutdown, in ms. */
const CLOSE_MS = 1000;

/**
 * The thread that owns the sockets. It answers what must be answered while the main thread is blocked by a cell
 * (heartbeat, kernel_info, interrupt, shutdown) and passes everything else on.
 */
class IoThread {
  readonly #port = (workerData as IoThreadData).port;
  readonly #connection = (workerData as IoThreadData).connection;
  readonly #counters = (workerData as IoThreadData).counters;
  readonly #sockets = new KernelSockets(this.#connection, log);
  readonly #inspector = new MainInspector(this.#counters);
  readonly #interrupter = new MainInterrupter(this.#counters, this.#inspector, (interrupt) =>
    this.#tell({ kind: "interrupt", interrupt }),
  );
  readonly #joiner = new StreamJoiner(({ name, text, parent }) => this.#publish("stream", { name, text }, parent));
  readonly #guard = guardGroup();
  /** Header of the request whose cell runs now. */
  #running: Header | undefined;

  async start(): Promise<void> {
    this.#port.on("message", (message: ToIo) => this.#obey(message));
    const deafness = listenForSigint(() => this.#interrupter.takeSignal());
    if (deafness !== undefined)
      log(`SIGINT does nothing in this version of Node.js; use the stop button (${deafness})`);
    // no status "starting": before this nobody can hear it, and after it a subscriber would before its welcome
    await this.#sockets.bind(this.#connection);
    watchParent(exitNow);
    lookWhenDeaf(this.#counters, this.#inspector);
    this.#tell({ kind: "bound" });
    await this.#sockets.serve((request) => this.#take(request));
  }

  #take({ channel, message }: Request): void {
    switch (message.header.msg_type) {
      case "kernel_info_request":
        this.#answer(channel, message, { status: "ok", ...kernelInfo() });
        return;
      case "connect_request":
        this.#answer(channel, message, { status: "ok", ...connectInfo(this.#connection) });
        return;
      case "interrupt_request":
        this.#answer(channel, message, { status: "ok" });
        this.#interrupter.request();
        return;
      case "shutdown_request":
        this.#answer(channel, message, { status: "ok", restart: message.content["restart"] === true });
        this.#tell({ kind: "shutdown" });
        setTimeout(exitNow, CLOSE_MS); // also when user code keeps the main thread from closing
        return;
      default:
        this.#tell({ kind: "request", channel, message });
    }
  }

  #answer(channel: Request["channel"], request: WireMessage, content: JsonObject): void {
    this.#status("busy", request.header);
    void this.#sockets.send({
      channel,
      type: request.header.msg_type.replace("_request", "_reply"),
      content: JSON.stringify(content),
      parent: request.header,
      identities: request.identities,
    });
    this.#status("idle", request.header);
  }

  #obey(message: ToIo): void {
    switch (message.kind) {
      case "stream":
        Atomics.sub(this.#counters, UNREAD, message.text.length);
        Atomics.notify(this.#counters, UNREAD);
        this.#joiner.add({ name: message.name, text: message.text, parent: message.parent });
        return;
      case "send":
        if (message.message.channel === "iopub") this.#joiner.flush();
        void this.#sockets.send(message.message);
        return;
      case "status":
        if (message.cell) this.#running = message.state === "busy" ? message.parent : undefined;
        this.#status(message.state, message.parent);
        return;
      case "sync":
        // the first macrotask may be of a turn that has polled before
        setImmediate(() => setImmediate(() => this.#answerSync(message.sync)));
        return;
      case "close":
        this.#joiner.flush();
        this.#guard.ending();
        void this.#sockets.close().then(() => this.#tell({ kind: "closed" }));
        return;
    }
  }

  #answerSync(sync: number): void {
    Atomics.store(this.#counters, SYNCED, sync);
    Atomics.notify(this.#counters, SYNCED);
  }

  #status(state: "busy" | "idle", parent: Header): void {
    this.#publish("status", { execution_state: state }, parent);
    const running = this.#running;
    // front ends show the last status they got: a cell that awaits would look finished
    if (state === "idle" && running) this.#publish("status", { execution_state: "busy" }, running);
  }

  #publish(type: string, content: JsonObject, parent: Header | undefined): void {
    if (type !== "stream") this.#joiner.flush();
    const message = { channel: "iopub", type, content: JSON.stringify(content) } as const;
    void this.#sockets.send(parent ? { ...message, parent } : message);
  }

  #tell(message: FromIo): void {
    this.#port.postMessage(message);
  }
}

/** Content of `connect_reply`. */
function connectInfo({ ports }: ConnectionInfo): JsonObject {
  return Object.fromEntries(Object.entries(ports).map(([channel, port]) => [`${channel}_port`, port]));
}

/** Past `process.stderr`, which in a kernel is the output of a cell. */
function log(text: string): void {
  try {
    writeSync(2, `mapcell: ${text}\n`);
  } catch {
    return; // whoever read it is gone
  }
}

function exitNow(): void {
  process.kill(process.pid, "SIGKILL");
}

await new IoThread().start();
