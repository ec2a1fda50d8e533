import type { MapState } from "../map-state.ts";
import type { FieldSpread } from "../../tables/table-query.ts";
import type { BrowserMessage, KernelMessage, RowsAnswer, RowsRequest, TileAddress } from "../protocol.ts";
import { PAGE, ViewLink } from "./view-link.ts";
import type { WidgetModel } from "./widget-model.ts";

type Reply = Extract<KernelMessage, { req: string }>;
type Answer = (reply: Reply, buffer: DataView | undefined) => void;

let requests = 0;

/** One view's questions to the kernel. */
export class CommChannel {
  readonly #model: WidgetModel<MapState>;
  readonly #link: ViewLink;
  readonly #open = new Map<string, Answer>();

  constructor(model: WidgetModel<MapState>) {
    this.#model = model;
    model.on("msg:custom", this.#receive);
    this.#link = new ViewLink(model);
  }

  /** Unique over all pages. */
  get view(): string {
    return this.#link.view;
  }

  close(): void {
    this.#link.close();
    this.#model.off("msg:custom", this.#receive);
    this.#open.clear();
  }

  tell(message: BrowserMessage): void {
    this.#link.tell(message);
  }

  /** The tile's bytes; undefined when that revision is gone. Rejects when the kernel can't make it. */
  tile(address: TileAddress, signal: AbortSignal): Promise<ArrayBuffer | undefined> {
    return new Promise((resolve, reject) => {
      const req = this.#ask((reply, buffer) => {
        if (reply.t !== "tile") return;
        if (reply.status === "failed") reject(new Error(reply.message));
        else resolve(reply.status === "found" ? exactBytes(buffer) : undefined);
      });
      signal.addEventListener("abort", () => {
        if (!this.#open.delete(req)) return;
        this.tell({ t: "drop", req });
        reject(new DOMException("no longer wanted", "AbortError"));
      });
      this.tell({ t: "tile", req, ...address });
    });
  }

  /** Names and values of one feature's attributes; null when that revision is gone. */
  attributes(layer: string, rev: number, feature: number): Promise<readonly (readonly [string, unknown])[] | null> {
    return new Promise((resolve) => {
      const req = this.#ask((reply) => {
        if (reply.t === "props") resolve(reply.values);
      });
      this.tell({ t: "props", req, layer, rev, feature });
    });
  }

  /** null when that revision is gone; so below. */
  spreads(layer: string, rev: number): Promise<readonly FieldSpread[] | null> {
    return new Promise((resolve) => {
      const req = this.#ask((reply) => {
        if (reply.t === "spreads") resolve(reply.fields);
      });
      this.tell({ t: "spreads", req, layer, rev });
    });
  }

  rows(request: RowsRequest & { readonly layer: string; readonly rev: number }): Promise<RowsAnswer | null> {
    return new Promise((resolve) => {
      const req = this.#ask((reply) => {
        if (reply.t === "rows") resolve(reply.answer);
      });
      this.tell({ t: "rows", req, ...request });
    });
  }

  #ask(answer: Answer): string {
    const req = `${PAGE}.${++requests}`;
    this.#open.set(req, answer);
    return req;
  }

  readonly #receive = (content: unknown, buffers: readonly DataView[]): void => {
    const reply = content as KernelMessage;
    if (!("req" in reply)) return;
    const answer = this.#open.get(reply.req);
    this.#open.delete(reply.req);
    answer?.(reply, buffers[0]);
  };
}

/** JupyterLab gives every buffer an ArrayBuffer of its own; other front ends may hand out a window on a larger one. */
function exactBytes(view: DataView | undefined): ArrayBuffer {
  if (view === undefined) return new ArrayBuffer(0);
  const { buffer, byteOffset, byteLength } = view;
  const whole = byteOffset === 0 && byteLength === buffer.byteLength;
  return (whole ? buffer : buffer.slice(byteOffset, byteOffset + byteLength)) as ArrayBuffer;
}
