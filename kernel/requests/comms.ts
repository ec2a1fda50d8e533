import type { Comm, OpenComm } from "../../src/map/comm.ts";
import { textIn, type JsonObject, type WireMessage } from "../../src/wire/message.ts";
import type { Ids } from "../protocol/ids.ts";
import type { IoLink } from "../protocol/io-link.ts";
import type { KernelOutput } from "../protocol/output.ts";
import { WidgetStates } from "./widget-states.ts";

const WIDGET = "jupyter.widget";
const WIDGET_CONTROL = "jupyter.widget.control";

/** Told of a comm that a front end has opened towards the kernel. */
export type OnOpen = (comm: Comm, data: JsonObject, buffers: readonly Uint8Array[]) => void;

interface CommsParts {
  readonly io: Pick<IoLink, "publish">;
  readonly output: Pick<KernelOutput, "commParent">;
  readonly ids: Pick<Ids, "next">;
}

/** The open comms: two-way channels between objects of the kernel and of a front end, as widgets use them. */
export class Comms {
  readonly #parts: CommsParts;
  readonly #open = new Map<string, OpenedComm>();
  readonly #targets = new Map<string, OnOpen>();
  readonly #states = new WidgetStates();

  constructor(parts: CommsParts) {
    this.#parts = parts;
    this.#targets.set(WIDGET_CONTROL, (comm) => {
      comm.onMessage(({ method }) => {
        if (method !== "request_states") return;
        const { data, buffers } = this.#states.all();
        comm.send(data, buffers);
      });
    });
  }

  /** Opens a comm towards the front ends. */
  readonly open: OpenComm = ({ targetName, data, metadata, buffers = [] }) => {
    const comm = this.#add(this.#parts.ids.next("comm"), targetName);
    this.#publish("comm_open", { comm_id: comm.id, target_name: targetName, data }, { metadata, buffers });
    if (targetName === WIDGET) this.#states.note(comm.id, data, buffers);
    return comm;
  };

  /** Accepts comms that a front end opens under this name; others are refused at once. */
  onTarget(targetName: string, onOpen: OnOpen): void {
    this.#targets.set(targetName, onOpen);
  }

  /** Handles `comm_open`, `comm_msg` or `comm_close`. */
  take({ header, content, buffers }: WireMessage): void {
    const id = textIn(content, "comm_id");
    const data = (content["data"] ?? {}) as JsonObject;
    switch (header.msg_type) {
      case "comm_open":
        this.#accept(id, textIn(content, "target_name"), { data, buffers });
        return;
      case "comm_msg":
        if (this.#open.get(id)?.target === WIDGET) this.#states.note(id, data, buffers);
        this.#open.get(id)?.receive({ ...data }, buffers);
        return;
      case "comm_close":
        this.#forget(id)?.closed();
        return;
      default: // not about comms
    }
  }

  /** Content of `comm_info_reply`. @param targetName only comms of this target; empty for all */
  info(targetName = ""): JsonObject {
    const wanted = [...this.#open.values()].filter(({ target }) => targetName === "" || target === targetName);
    return { status: "ok", comms: Object.fromEntries(wanted.map(({ id, target }) => [id, { target_name: target }])) };
  }

  #accept(
    id: string,
    targetName: string,
    { data, buffers }: { data: JsonObject; buffers: readonly Uint8Array[] },
  ): void {
    const onOpen = this.#targets.get(targetName);
    if (onOpen) onOpen(this.#add(id, targetName), data, buffers);
    else this.#publish("comm_close", { comm_id: id, data: {} }, {}); // else the front end waits for an answer
  }

  #add(id: string, target: string): OpenedComm {
    const comm = new OpenedComm(id, target, {
      send: (data, buffers) => {
        this.#publish("comm_msg", { comm_id: id, data }, { buffers });
        if (target === WIDGET) this.#states.note(id, data, buffers);
      },
      close: () => {
        if (this.#forget(id)) this.#publish("comm_close", { comm_id: id, data: {} }, {});
      },
    });
    this.#open.set(id, comm);
    return comm;
  }

  #forget(id: string): OpenedComm | undefined {
    const comm = this.#open.get(id);
    this.#open.delete(id);
    this.#states.forget(id);
    return comm;
  }

  #publish(
    type: string,
    content: JsonObject,
    { metadata, buffers }: { readonly metadata?: JsonObject; readonly buffers?: readonly Uint8Array[] },
  ): void {
    this.#parts.io.publish(type, content, { parent: this.#parts.output.commParent(), metadata, buffers });
  }
}

interface CommWire {
  send(data: JsonObject, buffers: readonly Uint8Array[]): void;
  close(): void;
}

class OpenedComm implements Comm {
  readonly id: string;
  readonly target: string;
  readonly #wire: CommWire;
  #listener: Parameters<Comm["onMessage"]>[0] | undefined;
  #onClose: () => void = () => undefined;
  /** Messages that came before anybody listened. */
  #early: Parameters<Parameters<Comm["onMessage"]>[0]>[] = [];

  constructor(id: string, target: string, wire: CommWire) {
    this.id = id;
    this.target = target;
    this.#wire = wire;
  }

  send(content: JsonObject, buffers: readonly Uint8Array[] = []): void {
    this.#wire.send(content, buffers);
  }

  onMessage(listener: Parameters<Comm["onMessage"]>[0]): void {
    this.#listener = listener;
    for (const [content, buffers] of this.#early.splice(0)) listener(content, buffers);
  }

  onClose(listener: () => void): void {
    this.#onClose = listener;
  }

  close(): void {
    this.#wire.close();
  }

  receive(content: Record<string, unknown>, buffers: readonly Uint8Array[]): void {
    if (this.#listener) this.#listener(content, buffers);
    else this.#early.push([content, buffers]);
  }

  /** The front end has closed it. */
  closed(): void {
    this.#onClose();
  }
}
