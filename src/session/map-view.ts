import { AsyncResource } from "node:async_hooks";
import { SpatialError } from "../errors.ts";
import { Layer } from "../layers/layer.ts";
import { loadMapAssets } from "../map/assets.ts";
import type { OpenComm } from "../map/comm.ts";
import { LiveMap } from "../map/live-map.ts";
import type { TaskFeed } from "../map/task-feed.ts";
import { internalsOf, type Task } from "../tasks/task.ts";
import type { Outcome } from "../tasks/task-state.ts";
import type { LayerInput } from "./layer-input.ts";
import { keepOnMainLoop } from "./main-loop-objects.ts";
import type { Session } from "./session.ts";
import type { StyleOptions } from "./style-options.ts";
import type { Styled } from "./styler.ts";

interface Front {
  readonly openComm: OpenComm;
  readonly tasks: TaskFeed;
  /** The variable of the cells that holds this layer. */
  readonly variableOf: (value: Layer | Task) => string | undefined;
}

/** A layer to show, and the variable that it was given by, where that is known. */
export interface ShownInput {
  readonly input: LayerInput;
  readonly variable?: string | undefined;
}

/** `map` in a cell: which layers of the session are shown, and where the view is. */
export class MapView {
  readonly #session: Session;
  #front: Front = NO_FRONT;
  #live: LiveMap | undefined;

  constructor(session: Session) {
    this.#session = session;
    keepOnMainLoop(this, "map, the live map");
  }

  /** Where live views are shown, and the tasks that they list; the kernel says it once, before the first map. */
  connect(front: Front): void {
    this.#front = front;
  }

  /** Makes the layers visible and fits the view to them, now or when they are there. Without layers: all that are visible. */
  show(...layers: readonly LayerInput[]): this {
    this.live.show(layers.map((input) => this.nameOf({ input })));
    return this;
  }

  /** Shows just these, the last one on top, and fits the view to them: what `%map a b` does. */
  only(...layers: readonly LayerInput[]): this {
    this.live.only(layers.map((input) => this.nameOf({ input })));
    return this;
  }

  hide(...layers: readonly LayerInput[]): this {
    this.live.hide(layers.map((input) => this.nameOf({ input })));
    return this;
  }

  /** Moves the view to a layer. */
  fit(layer: LayerInput): this {
    this.live.fit([this.nameOf({ input: layer })]);
    return this;
  }

  /**
   * Changes how a layer looks: colours, sizes, and classes by the values of a field or an expression.
   * The task is complete when the classes are made.
   */
  style(layer: LayerInput, options: StyleOptions): Task<Styled> {
    return this.#session.styler.style(this.nameOf({ input: layer }), options);
  }

  /** The same for several, each under the name that it is shown by. */
  styleAll(layers: readonly ShownInput[], options: StyleOptions): void {
    for (const layer of layers) this.#session.styler.style(this.nameOf(layer), options);
  }

  /** West, south, east, north of what is visible, in degrees; undefined before somebody has looked at the map. */
  get bounds(): readonly [number, number, number, number] | undefined {
    return this.live.bounds;
  }

  /** The features that were chosen on the map or in its table, as a layer; undefined for none. */
  get selected(): Layer | undefined {
    const { selection } = this.live;
    const layer = selection && this.#session.store.get(selection.name)?.layer;
    if (selection === undefined || layer === undefined) return undefined;
    const chosen = new Set(selection.features);
    return layer.filter((_, index) => chosen.has(index));
  }

  /** Calls the listener whenever something else is chosen. @returns how to stop */
  onSelect(listener: (selected: Layer | undefined) => void): () => void {
    const call = AsyncResource.bind(listener);
    return this.live.on("select", () => setImmediate(() => call(this.selected)));
  }

  /** Calls the listener whenever the view has moved. @returns how to stop */
  onMove(listener: (bounds: readonly [number, number, number, number]) => void): () => void {
    const call = AsyncResource.bind(listener);
    return this.live.on("move", () => setImmediate(() => this.bounds && call(this.bounds)));
  }

  /** When all classes that are being made are there. */
  styled(): Promise<void> {
    return this.#session.styler.settled();
  }

  /** The kernel's side of the map, made at first use. */
  get live(): LiveMap {
    this.#live ??= new LiveMap({
      openComm: this.#front.openComm,
      store: this.#session.store,
      runInternal: (unit) => this.#session.runInternal(unit),
      tasks: this.#front.tasks,
      assets: loadMapAssets(),
      keepsLayers: process.env["MAPCELL_PAGE"] === "on",
      stale: () => new Map(this.#session.staleness.all().map(({ name, why }) => [name, why])),
    });
    return this.#live;
  }

  close(): void {
    this.#live?.close();
  }

  /** The name a layer has in the session; one that has none yet is given its variable's or its own. */
  nameOf({ input, variable }: ShownInput): string {
    const { names } = this.#session;
    if (typeof input === "string") {
      if (!names.has(input)) names.layer(input); // throws, with near names
      if (this.#session.store.get(input)?.layer.isTable) withGeometry(names.layer(input));
      return input;
    }
    const held = variable ?? this.#front.variableOf(input);
    if (input instanceof Layer) return names.show(withGeometry(input), held);
    const known = names.nameOf(input);
    if (known !== undefined) return known;
    const name = names.free(held ?? input.description);
    names.submit(name, input);
    void internalsOf(input).settled.then(
      (outcome) => names.settle(input, outcome as Outcome<Layer>),
      // it was never added: there will be no layer
      () => names.settle(input, { status: "canceled", reason: "user" }),
    );
    return name;
  }
}

/** @throws SpatialError BAD_ARGUMENT for a table */
function withGeometry(layer: Layer): Layer {
  if (!layer.isTable) return layer;
  const advice = "End a cell with it, or type %show, to see its rows.";
  throw new SpatialError(
    "BAD_ARGUMENT",
    `"${layer.name}" is a table: it has no geometry that a map could show. ${advice}`,
  );
}

const NO_FRONT: Front = {
  openComm: () => {
    throw new SpatialError("BAD_ARGUMENT", "A live map needs a notebook: this script has no front end to show it in.");
  },
  tasks: { open: () => [], all: () => ({ counts: "", items: [] }), on: () => undefined, steer: () => undefined },
  variableOf: () => undefined,
};
