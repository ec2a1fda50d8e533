import { boundsOfFeature } from "../geometry/bounds.ts";
import { unionAround } from "../geometry/across.ts";
import type { LayerStore } from "../layers/layer-store.ts";
import { countOf } from "../shown-text.ts";
import { valueAt } from "../layers/attributes.ts";
import type { MapAssets } from "./assets.ts";
import type { OpenComm } from "./comm.ts";
import { describeMap } from "./companion.ts";
import { LiveModel, type Reply } from "./live-model.ts";
import { MapLayers } from "./map-layers.ts";
import type { MapLayer, MapState } from "./map-state.ts";
import { boundsInDegrees } from "./degrees.ts";
import { TableServer } from "./table-server.ts";
import { PictureMaker } from "./picture-maker.ts";
import type { BrowserMessage, KernelMessage } from "./protocol.ts";
import { parseView } from "./protocol.ts";
import type { TaskFeed } from "./task-feed.ts";
import type { RunInternal, TileAnswer } from "./tile-server.ts";
import { TileServer } from "./tile-server.ts";

export interface LiveMapOptions {
  readonly openComm: OpenComm;
  readonly store: Pick<LayerStore, "list" | "on" | "setVisible" | "setStyle" | "showOnly">;
  readonly runInternal: RunInternal;
  readonly tasks: TaskFeed;
  readonly assets: MapAssets;
  /** Whether the outputs of maps carry what a page without a kernel needs. */
  readonly keepsLayers?: boolean;
  /** What has changed since layers were made, by name. */
  readonly stale?: () => ReadonlyMap<string, string>;
}

/** One update in this time at most, in milliseconds. */
const UPDATE_MS = 50;
const SHOWN_TASKS = 30;

/**
 * The kernel's side of the map: follows the layer store and the tasks, tells browsers by one small update of the synced
 * state, and answers what they pull (the map itself, tiles, attributes). All views show the same map. Lives on the main
 * loop; tiles and pictures are made by runInternal.
 */
export class LiveMap {
  readonly #options: LiveMapOptions;
  readonly #layers = new MapLayers();
  readonly #tiles: TileServer;
  readonly #tables: TableServer;
  readonly #pictures: PictureMaker;
  readonly #model: LiveModel<MapState>;
  readonly #end = new AbortController();
  #state: Omit<MapState, "modelId">;
  /** Layers to fit once they are there: the first one to come, or those asked for, until somebody moves the map. */
  #fitting: "first" | ReadonlySet<string> | undefined = "first";
  #turn = 0;
  #selection: Extract<BrowserMessage, { t: "chosen" }> | undefined;
  readonly #selectListeners = new Set<() => void>();
  readonly #moveListeners = new Set<() => void>();

  constructor(options: LiveMapOptions) {
    this.#options = options;
    this.#tiles = new TileServer(options.runInternal, (id, rev) => this.#layers.contentAt(id, rev));
    this.#tables = new TableServer(options.runInternal);
    const changed = (): void => this.#model.schedule();
    this.#pictures = new PictureMaker(options.runInternal, options.assets, changed, options.keepsLayers);
    this.#state = {
      assets: options.assets.hashes,
      layers: [],
      tasks: [],
      view: { type: "world" },
      switched: {},
      snapshot: "",
      description: "",
    };
    this.#model = new LiveModel({
      name: "mapcell.Map",
      openComm: options.openComm,
      assets: options.assets,
      gapMs: UPDATE_MS,
      state: () => {
        this.#follow();
        return this.#state;
      },
      changed: (state) => this.#takeOver(state),
      answer: (message, reply) => this.#answer(message, reply),
      unwatched: () => this.#rest(),
    });
    const { signal } = this.#end;
    options.store.on("change", () => this.#model.schedule(), { signal });
    options.tasks.on(() => this.#model.schedule(), { signal });
    this.#follow();
  }

  /** The model all views share; opens it if the front end has none. */
  open(): { readonly modelId: string; readonly bundle: Readonly<Record<string, unknown>> } {
    const wasOpen = this.#model.isOpen;
    const { modelId, bundle } = this.#model.open();
    if (!wasOpen) this.#pictures.resume(() => this.#tiles.busy);
    return { modelId, bundle: { ...bundle, "text/plain": describeMap(this.#state.layers) } };
  }

  /** The widget's whole state as the front end must find it after a reload; undefined when no model is open. */
  widgetState(): { readonly modelId: string; readonly state: Readonly<Record<string, unknown>> } | undefined {
    return this.#model.state();
  }

  /** Makes the layers visible and fits the view to them, now or when they are there. */
  show(names: readonly string[]): void {
    this.#setVisible(names, true);
    this.fit(names);
  }

  /** Shows just these, the last one on top, and fits the view to them, now or when they are there. */
  only(names: readonly string[]): void {
    this.#options.store.showOnly(names);
    this.#layers.arrange(names);
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
    this.#model.flush();
  }

  /** West, south, east, north of what is visible, in degrees; undefined before a browser has shown the map. */
  get bounds(): readonly [number, number, number, number] | undefined {
    const { view } = this.#state;
    return view.type === "world" ? undefined : view.bounds;
  }

  /** What somebody has chosen on the map or in its table: a layer's name, and positions of features in it. */
  get selection(): { readonly name: string; readonly features: readonly number[] } | undefined {
    if (this.#selection === undefined) return undefined;
    const { layer, rev, features } = this.#selection;
    const name = this.#layers.contentAt(layer, rev) && this.#layers.nameOf(layer);
    return name === undefined || features.length === 0 ? undefined : { name, features };
  }

  /** Calls a listener when something else is chosen, or when a view has moved. @returns how to stop */
  on(event: "select" | "move", listener: () => void): () => void {
    const listeners = event === "select" ? this.#selectListeners : this.#moveListeners;
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  /**
   * Keeps the companion output of a cell up to date: picture and legend of these layers (none: of all that are visible).
   * While the map is open that happens by itself, else by `drawPictures`.
   */
  addCompanion(companion: Parameters<PictureMaker["add"]>[0]): void {
    this.#pictures.add(companion);
  }

  /** Brings the companions and the snapshot up to date now. */
  async drawPictures(): Promise<void> {
    this.#model.flush();
    await this.#pictures.refresh();
  }

  /** Closes the model in the front end; layers and tasks are not touched. */
  close(): void {
    this.#end.abort();
    this.#pictures.close();
    this.#tiles.clear();
    this.#model.close();
  }

  /** Nobody looks at it: what can be made again is freed. */
  #rest(): void {
    this.#tiles.clear();
    if (!this.#model.isOpen) this.#pictures.pause();
  }

  #setVisible(names: readonly string[], visible: boolean): void {
    const { store } = this.#options;
    const known = new Set(store.list().map(({ name }) => name));
    for (const name of names) if (known.has(name)) store.setVisible(name, visible);
  }

  /** Brings the state up to what the store and the tasks say. */
  #follow(): void {
    const { store, tasks } = this.#options;
    const added = this.#layers.follow(store.list());
    const layers = this.#layers.list();
    const snapshot = this.#pictures.snapshot;
    this.#state = {
      ...this.#state,
      layers: this.#marked(layers),
      tasks: tasks.open().slice(0, SHOWN_TASKS),
      snapshot,
      description: describeMap(layers),
    };
    this.#tiles.prune(this.#layers.data());
    this.#pictures.follow(this.#layers.stored(), layers);
    if (this.#fitting === "first" ? layers.length > 0 : added.some((name) => this.#isFitting(name)))
      this.#fitTo(this.#fitting);
  }

  #marked(layers: readonly MapLayer[]): readonly MapLayer[] {
    const marks = this.#options.stale?.();
    if (marks === undefined || marks.size === 0) return layers;
    return layers.map((layer) => {
      const stale = marks.get(layer.name);
      return stale === undefined ? layer : { ...layer, stale };
    });
  }

  #isFitting(name: string): boolean {
    return typeof this.#fitting === "object" && this.#fitting.has(name);
  }

  #fitTo(which: "first" | ReadonlySet<string> | undefined): void {
    if (which === undefined) return;
    const { layers } = this.#state;
    const chosen = which === "first" ? layers : layers.filter(({ name }) => which.has(name));
    const bounds = unionAround(
      chosen.flatMap((layer) => (layer.bounds === null ? [] : [layer.bounds])),
      360,
    );
    if (bounds === undefined) return;
    if (which === "first") this.#fitting = undefined;
    this.#state = { ...this.#state, view: { type: "fit", bounds, turn: ++this.#turn } };
  }

  /** What a browser changed in the synced state: where it is, and which layers it switched on or off. */
  #takeOver({ view: given, switched }: Readonly<Record<string, unknown>>): void {
    const view = parseView(given);
    if (view !== undefined) {
      this.#state = { ...this.#state, view };
      this.#model.confirm({ view });
      for (const listener of this.#moveListeners) listener();
      if (view.byHand) this.#fitting = undefined;
    }
    if (typeof switched !== "object" || switched === null) return;
    for (const [id, visible] of Object.entries(switched)) {
      const name = this.#layers.nameOf(id);
      if (name !== undefined && typeof visible === "boolean") this.#setVisible([name], visible);
    }
    // Answered at once with the layers as the store has them now and no switches: what the browser did is confirmed.
    this.#model.confirm({ switched: switched as Record<string, boolean> });
    this.#model.flush();
  }

  #answer(message: BrowserMessage, reply: Reply): void {
    switch (message.t) {
      case "tile":
        this.#tiles.request(message.req, message, (answer) => reply(...tileReply(message.req, answer)));
        break;
      case "drop":
        this.#tiles.drop(message.req);
        break;
      case "props":
        reply({ t: "props", req: message.req, values: this.#attributes(message) });
        break;
      case "spreads":
      case "rows":
        void this.#answerTable(message, reply);
        break;
      case "chosen":
        this.#selection = message;
        for (const listener of this.#selectListeners) listener();
        break;
      case "look":
        this.#lookAt(message);
        break;
      case "painted":
        this.#layers.painted(message.layer, message.rev);
        this.#tiles.prune(this.#layers.data());
        break;
      case "arrange":
        this.#layers.arrange(message.layers.flatMap((id) => this.#layers.nameOf(id) ?? []));
        this.#model.schedule();
        break;
      case "restyle":
        this.#restyle(message);
        break;
      case "steer":
        this.#options.tasks.steer(message.task, message.verb);
        break;
      case "asset":
      case "view": // the model's own
    }
  }

  async #answerTable(
    message: Extract<BrowserMessage, { readonly t: "spreads" | "rows" }>,
    reply: Reply,
  ): Promise<void> {
    const { t, req } = message;
    const data = this.#layers.contentAt(message.layer, message.rev)?.data;
    if (t === "rows") reply({ t, req, answer: data === undefined ? null : await this.#tables.rows(data, message) });
    else reply({ t, req, fields: data === undefined ? null : await this.#tables.spreads(data) });
  }

  /** Moves all views to one feature. */
  #lookAt({ layer, rev, feature }: Extract<BrowserMessage, { t: "look" }>): void {
    const data = this.#layers.contentAt(layer, rev)?.data;
    const own = data && feature < data.geometry.length ? boundsOfFeature(data.geometry, feature) : undefined;
    const bounds = data && own && boundsInDegrees(own, data.crs);
    if (bounds === undefined) return;
    this.#fitting = undefined;
    this.#state = { ...this.#state, view: { type: "fit", bounds, turn: ++this.#turn } };
    this.#model.flush();
  }

  /** Of one that is still there. */
  #restyle({ layer, color, opacity }: Extract<BrowserMessage, { t: "restyle" }>): void {
    const name = this.#layers.nameOf(layer);
    if (name !== undefined) this.#options.store.setStyle(name, { color, opacity, chosen: true });
  }

  #attributes(at: {
    readonly layer: string;
    readonly rev: number;
    readonly feature: number;
  }): [string, unknown][] | null {
    const data = this.#layers.contentAt(at.layer, at.rev)?.data;
    if (data === undefined || at.feature >= data.geometry.length) return null;
    return data.fields.flatMap((field, position) => {
      const column = data.columns[position];
      const value = column === undefined ? undefined : valueAt(column, field, at.feature);
      const shown = value instanceof Uint8Array ? countOf(value.length, "byte") : value;
      return shown === undefined ? [] : [[field.name, shown] satisfies [string, unknown]];
    });
  }
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
