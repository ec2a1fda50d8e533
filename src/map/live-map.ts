import type { LayerStore } from "../layers/layer-store.ts";
import { valueAt } from "../layers/attributes.ts";
import type { MapAssets } from "./assets.ts";
import type { Comm, OpenComm } from "./comm.ts";
import { describeMap } from "./companion.ts";
import { unionOf } from "./degrees.ts";
import { MapLayers } from "./map-layers.ts";
import type { MapState, MapTask } from "./map-state.ts";
import { PictureMaker } from "./picture-maker.ts";
import type { BrowserMessage, KernelMessage } from "./protocol.ts";
import { parseBrowserMessage, parseView } from "./protocol.ts";
import type { RunInternal, TileAnswer } from "./tile-server.ts";
import { TileServer } from "./tile-server.ts";

/** The tasks that have not ended, in the order they should be listed. */
export interface TaskFeed {
  list(): readonly MapTask[];
  /** Calls the listener whenever `list` may have changed. */
  on(listener: () => void, options: { readonly signal: AbortSignal }): void;
  cancel(id: number): void;
}

export interface LiveMapOptions {
  readonly openComm: OpenComm;
  readonly store: Pick<LayerStore, "list" | "on" | "setVisible">;
  readonly runInternal: RunInternal;
  readonly tasks: TaskFeed;
  readonly assets: MapAssets;
}

/** One update in this time at most, in milliseconds. */
const UPDATE_MS = 50;
const SHOWN_TASKS = 30;
const DESCRIPTION_LENGTH = 80;

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
  _anywidget_id: "mapcell.Map",
};

/**
 * The kernel's side of the map: follows the layer store and the tasks, tells browsers by one small update of the synced
 * state, and answers what they pull (the map itself, tiles, attributes). All views show the same map. Lives on the main
 * loop; tiles and pictures are made by runInternal.
 */
export class LiveMap {
  readonly #options: LiveMapOptions;
  readonly #layers = new MapLayers();
  readonly #tiles: TileServer;
  readonly #pictures: PictureMaker;
  readonly #end = new AbortController();
  readonly #views = new Set<string>();
  #state: MapState;
  /** What browsers have: updates carry the difference. */
  #sent: MapState;
  #comm: Comm | undefined;
  #timer: NodeJS.Timeout | undefined;
  #updatedAt = 0;
  /** Layers to fit once they are there: the first one to come, or those asked for, until somebody moves the map. */
  #fitting: "first" | ReadonlySet<string> | undefined = "first";
  #turn = 0;

  constructor(options: LiveMapOptions) {
    this.#options = options;
    this.#tiles = new TileServer(options.runInternal, (id, rev) => this.#layers.dataAt(id, rev));
    this.#pictures = new PictureMaker(options.runInternal, options.assets);
    const { hashes } = options.assets;
    this.#state = {
      mapId: "",
      assets: hashes,
      layers: [],
      tasks: [],
      view: { type: "world" },
      switched: {},
      snapshot: "",
      description: "",
    };
    this.#sent = this.#state;
    const { signal } = this.#end;
    options.store.on("change", () => this.#schedule(), { signal });
    options.tasks.on(() => this.#schedule(), { signal });
    this.#pictures.on(() => this.#schedule(), { signal });
    this.#follow();
  }

  /** The model all views share; opens it if the front end has none. */
  open(): { readonly modelId: string; readonly bundle: Readonly<Record<string, unknown>> } {
    this.#comm ??= this.#openComm();
    const bundle = {
      "application/vnd.jupyter.widget-view+json": { version_major: 2, version_minor: 1, model_id: this.#comm.id },
      "text/plain": describeMap(this.#state.layers),
    };
    return { modelId: this.#comm.id, bundle };
  }

  /** The widget's whole state as the front end must find it after a reload; undefined when no model is open. */
  widgetState(): { readonly modelId: string; readonly state: Readonly<Record<string, unknown>> } | undefined {
    return this.#comm && { modelId: this.#comm.id, state: this.#fullState() };
  }

  /** Makes the layers visible and fits the view to them, now or when they are there. */
  show(names: readonly string[]): void {
    this.#setVisible(names, true);
    this.fit(names);
  }

  hide(names: readonly string[]): void {
    this.#setVisible(names, false);
  }

  /** Moves the view to the layers, now or when they are there; later moves by hand are respected. */
  fit(names: readonly string[]): void {
    this.#fitting = new Set(names);
    this.#follow();
    this.#fitTo(this.#fitting);
    this.#flush();
  }

  /** West, south, east, north of what is visible, in degrees; undefined before a browser has shown the map. */
  get bounds(): readonly [number, number, number, number] | undefined {
    const { view } = this.#state;
    return view.type === "world" ? undefined : view.bounds;
  }

  /** Calls the listener with the companion output (a mime bundle) after each new picture of an open map. */
  onPicture(
    listener: (bundle: Readonly<Record<string, string>>) => void,
    options: { readonly signal?: AbortSignal } = {},
  ): void {
    this.#pictures.on(listener, options);
  }

  /** The companion output of the map as it is now; tells the listeners too if it is new. */
  async picture(): Promise<Readonly<Record<string, string>>> {
    this.#flush();
    return this.#pictures.refresh();
  }

  /** Closes the model in the front end; layers and tasks are not touched. */
  close(): void {
    this.#end.abort();
    clearTimeout(this.#timer);
    this.#pictures.close();
    this.#tiles.clear();
    this.#comm?.close();
    this.#comm = undefined;
  }

  #openComm(): Comm {
    this.#follow();
    const comm = this.#options.openComm({
      targetName: "jupyter.widget",
      data: { state: this.#fullState(), buffer_paths: [] },
      metadata: { version: "2.1.0" },
    });
    // the id is known only now; the live view needs it to hide its companion and nobody else's
    this.#state = { ...this.#state, mapId: comm.id };
    comm.send({ method: "update", state: { mapId: comm.id }, buffer_paths: [] });
    this.#sent = this.#state;
    comm.onMessage((content) => this.#receive(comm, content));
    comm.onClose(() => {
      if (this.#comm !== comm) return;
      this.#comm = undefined;
      this.#views.clear();
      this.#tiles.clear();
      this.#pictures.pause();
    });
    this.#pictures.resume(comm.id, () => this.#tiles.busy);
    return comm;
  }

  #fullState(): Record<string, unknown> {
    return { ...WIDGET, _esm: this.#options.assets.loader, ...this.#state };
  }

  #setVisible(names: readonly string[], visible: boolean): void {
    const { store } = this.#options;
    const known = new Set(store.list().map(({ name }) => name));
    for (const name of names) if (known.has(name)) store.setVisible(name, visible);
  }

  #schedule(): void {
    if (this.#comm === undefined || this.#timer !== undefined) return;
    const wait = Math.max(0, this.#updatedAt + UPDATE_MS - performance.now());
    this.#timer = setTimeout(() => this.#flush(), wait);
    this.#timer.unref();
  }

  /** Sends what changed, in one update: browsers see all of it or nothing. */
  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#updatedAt = performance.now();
    this.#follow();
    const changed = Object.entries(this.#state).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(this.#sent[key as keyof MapState]),
    );
    this.#sent = this.#state;
    if (changed.length > 0)
      this.#comm?.send({ method: "update", state: Object.fromEntries(changed), buffer_paths: [] });
  }

  /** Brings the state up to what the store and the tasks say. */
  #follow(): void {
    const { store, tasks } = this.#options;
    const added = this.#layers.follow(store.list());
    const layers = this.#layers.list();
    const snapshot = this.#pictures.snapshot;
    this.#state = {
      ...this.#state,
      layers,
      tasks: tasks.list().slice(0, SHOWN_TASKS).map(shortened),
      snapshot,
      description: describeMap(layers),
    };
    this.#tiles.prune();
    this.#pictures.follow(this.#layers.stored(), layers);
    if (this.#fitting === "first" ? layers.length > 0 : added.some((name) => this.#isFitting(name)))
      this.#fitTo(this.#fitting);
  }

  #isFitting(name: string): boolean {
    return typeof this.#fitting === "object" && this.#fitting.has(name);
  }

  #fitTo(which: "first" | ReadonlySet<string> | undefined): void {
    if (which === undefined) return;
    const { layers } = this.#state;
    const chosen = which === "first" ? layers : layers.filter(({ name }) => which.has(name));
    const bounds = unionOf(chosen.flatMap((layer) => (layer.bounds === null ? [] : [layer.bounds])));
    if (bounds === undefined) return;
    if (which === "first") this.#fitting = undefined;
    this.#state = { ...this.#state, view: { type: "fit", bounds, turn: ++this.#turn } };
  }

  #receive(comm: Comm, content: Readonly<Record<string, unknown>>): void {
    switch (content["method"]) {
      case "request_state":
        comm.send({ method: "update", state: this.#fullState(), buffer_paths: [] });
        break;
      case "update":
        this.#takeOver(content["state"]);
        break;
      case "custom": {
        const message = parseBrowserMessage(content["content"]);
        if (message !== undefined) this.#answer(comm, message);
        break;
      }
      default: // other methods of the widget protocol are the front end's own business
    }
  }

  /** What a browser changed in the synced state: where it is, and which layers it switched on or off. */
  #takeOver(state: unknown): void {
    if (typeof state !== "object" || state === null) return;
    const { switched } = state as Record<string, unknown>;
    const view = parseView((state as Record<string, unknown>)["view"]);
    if (view !== undefined) {
      this.#state = { ...this.#state, view };
      this.#sent = { ...this.#sent, view };
      if (view.byHand) this.#fitting = undefined;
    }
    if (typeof switched !== "object" || switched === null) return;
    for (const [id, visible] of Object.entries(switched)) {
      const name = this.#layers.nameOf(id);
      if (name !== undefined && typeof visible === "boolean") this.#setVisible([name], visible);
    }
    // Answered at once with the layers as the store has them now and no switches: what the browser did is confirmed.
    this.#sent = { ...this.#sent, switched: switched as Record<string, boolean> };
    this.#flush();
  }

  #answer(comm: Comm, message: BrowserMessage): void {
    const reply = (content: KernelMessage, buffers: readonly Uint8Array[] = []): void => {
      if (this.#comm === comm) comm.send({ method: "custom", content }, buffers);
    };
    switch (message.t) {
      case "asset": {
        const bytes = this.#options.assets.files.get(message.hash);
        if (bytes !== undefined) reply({ t: "asset", hash: message.hash }, [bytes]);
        break;
      }
      case "tile":
        this.#tiles.request(message.req, message, (answer) => reply(...tileReply(message.req, answer)));
        break;
      case "drop":
        this.#tiles.drop(message.req);
        break;
      case "props":
        reply({ t: "props", req: message.req, values: this.#attributes(message) });
        break;
      case "painted":
        this.#layers.painted(message.layer, message.rev);
        this.#tiles.prune();
        break;
      case "cancel":
        this.#options.tasks.cancel(message.task);
        break;
      case "view":
        this.#countView(message.view, message.open);
        break;
    }
  }

  #countView(view: string, open: boolean): void {
    if (open) this.#views.add(view);
    else if (this.#views.delete(view) && this.#views.size === 0) this.#tiles.clear();
  }

  #attributes(at: {
    readonly layer: string;
    readonly rev: number;
    readonly feature: number;
  }): [string, unknown][] | null {
    const data = this.#layers.dataAt(at.layer, at.rev);
    if (data === undefined || at.feature >= data.geometry.length) return null;
    return data.fields.flatMap((field, position) => {
      const column = data.columns[position];
      return column === undefined ? [] : [[field.name, valueAt(column, field, at.feature)] satisfies [string, unknown]];
    });
  }
}

function shortened(task: MapTask): MapTask {
  const { description } = task;
  return description.length <= DESCRIPTION_LENGTH
    ? task
    : { ...task, description: `${description.slice(0, DESCRIPTION_LENGTH - 1)}…` };
}

function tileReply(req: string, answer: TileAnswer): [KernelMessage, Uint8Array[]] {
  switch (answer.status) {
    case "found":
      return [{ t: "tile", req, status: "found" }, [answer.bytes]];
    case "gone":
      return [{ t: "tile", req, status: "gone" }, []];
    case "failed":
      return [{ t: "tile", req, status: "failed", message: answer.message }, []];
  }
}
