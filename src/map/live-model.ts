import type { MapAssets } from "./assets.ts";
import type { Comm, OpenComm } from "./comm.ts";
import type { BrowserMessage, KernelMessage } from "./protocol.ts";
import { parseBrowserMessage } from "./protocol.ts";

/** What the state of every model has. */
export interface ModelState {
  /** The companion output carries it too, so that a live view can hide it. Empty until the model is open. */
  readonly modelId: string;
}

export type Reply = (content: KernelMessage, buffers?: readonly Uint8Array[]) => void;

export interface LiveModelOptions<State extends ModelState> {
  /** One style sheet and one name in logs for all models of this kind, e.g. "mapcell.Map". */
  readonly name: string;
  readonly openComm: OpenComm;
  readonly assets: Pick<MapAssets, "loader" | "files">;
  /** One update in this time at most, in milliseconds. */
  readonly gapMs: number;
  /** What browsers should have now. */
  state(): Omit<State, "modelId">;
  /** What a browser has changed in the state. */
  changed?(state: Readonly<Record<string, unknown>>): void;
  /** A message that is not about the model itself. */
  answer(message: BrowserMessage, reply: Reply): void;
  /** The last view, or the model itself, was closed in the front end. */
  unwatched?(): void;
}

/**
 * What every front end must find in the state of an anywidget model. "*" and not a version range: JupyterLab takes the
 * newest anywidget there is.
 */
const WIDGET = {
  _model_module: "anywidget",
  _model_name: "AnyModel",
  _model_module_version: "*",
  _view_module: "anywidget",
  _view_name: "AnyView",
  _view_module_version: "*",
  _view_count: null,
};

/**
 * The kernel's side of a widget: one model that all its views share. Keeps the synced state in browsers as `state` tells,
 * by updates of what differs; hands out the files that browsers pull; counts the views.
 */
export class LiveModel<State extends ModelState> {
  readonly #options: LiveModelOptions<State>;
  readonly #views = new Set<string>();
  /** What browsers have: updates carry the difference. */
  #sent: Readonly<Record<string, unknown>> = {};
  #comm: Comm | undefined;
  #timer: NodeJS.Timeout | undefined;
  #updatedAt = 0;

  constructor(options: LiveModelOptions<State>) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#comm !== undefined;
  }

  /** Whether some page shows it. */
  get isWatched(): boolean {
    return this.#views.size > 0;
  }

  /** The output that shows a view; opens the model if the front end has none. */
  open(): { readonly modelId: string; readonly bundle: Readonly<Record<string, unknown>> } {
    this.#comm ??= this.#openComm();
    const view = { version_major: 2, version_minor: 1, model_id: this.#comm.id };
    return { modelId: this.#comm.id, bundle: { "application/vnd.jupyter.widget-view+json": view } };
  }

  /** The whole state as the front end must find it after a reload; undefined when no model is open. */
  state(): { readonly modelId: string; readonly state: Readonly<Record<string, unknown>> } | undefined {
    return this.#comm && { modelId: this.#comm.id, state: this.#fullState(this.#comm.id) };
  }

  /** Sends what differs soon, together with what changes until then. */
  schedule(): void {
    if (this.#comm === undefined || this.#timer !== undefined) return;
    const wait = Math.max(0, this.#updatedAt + this.#options.gapMs - performance.now());
    this.#timer = setTimeout(() => this.flush(), wait);
    this.#timer.unref();
  }

  /** Sends what differs now, in one update: browsers see all of it or nothing. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#updatedAt = performance.now();
    const state = this.#state(this.#comm?.id ?? "");
    const changed = Object.entries(state).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(this.#sent[key]),
    );
    this.#sent = state;
    if (changed.length > 0)
      this.#comm?.send({ method: "update", state: Object.fromEntries(changed), buffer_paths: [] });
  }

  /** Browsers have this already, because one of them wrote it. */
  confirm(part: Partial<State>): void {
    this.#sent = { ...this.#sent, ...part };
  }

  /** Closes the model in the front end. */
  close(): void {
    clearTimeout(this.#timer);
    this.#comm?.close();
    this.#comm = undefined;
  }

  #state(modelId: string): Readonly<Record<string, unknown>> {
    return { modelId, ...this.#options.state() };
  }

  #fullState(modelId: string): Readonly<Record<string, unknown>> {
    const { name, assets } = this.#options;
    return { ...WIDGET, _anywidget_id: name, _esm: assets.loader, ...this.#state(modelId) };
  }

  #openComm(): Comm {
    const comm = this.#options.openComm({
      targetName: "jupyter.widget",
      data: { state: this.#fullState(""), buffer_paths: [] },
      metadata: { version: "2.1.0" },
    });
    // the id is known only now
    comm.send({ method: "update", state: { modelId: comm.id }, buffer_paths: [] });
    this.#sent = this.#state(comm.id);
    comm.onMessage((content) => this.#receive(comm, content));
    comm.onClose(() => {
      if (this.#comm !== comm) return;
      this.#comm = undefined;
      this.#views.clear();
      this.#options.unwatched?.();
    });
    return comm;
  }

  #receive(comm: Comm, content: Readonly<Record<string, unknown>>): void {
    switch (content["method"]) {
      case "request_state":
        comm.send({ method: "update", state: this.#fullState(comm.id), buffer_paths: [] });
        break;
      case "update": {
        const { state } = content;
        if (typeof state === "object" && state !== null) this.#options.changed?.(state as Record<string, unknown>);
        break;
      }
      case "custom": {
        const message = parseBrowserMessage(content["content"]);
        if (message !== undefined) this.#answer(comm, message);
        break;
      }
      default: // other methods of the widget protocol are the front end's own business
    }
  }

  #answer(comm: Comm, message: BrowserMessage): void {
    const reply: Reply = (content, buffers = []) => {
      if (this.#comm === comm) comm.send({ method: "custom", content }, buffers);
    };
    if (message.t === "asset") {
      const bytes = this.#options.assets.files.get(message.hash);
      if (bytes !== undefined) reply({ t: "asset", hash: message.hash }, [bytes]);
    } else if (message.t === "view") {
      this.#countView(message.view, message.open);
    } else {
      this.#options.answer(message, reply);
    }
  }

  #countView(view: string, open: boolean): void {
    if (open) {
      this.#views.add(view);
      this.schedule(); // what it found in the state may be older than it looks
    } else if (this.#views.delete(view) && this.#views.size === 0) this.#options.unwatched?.();
  }
}
