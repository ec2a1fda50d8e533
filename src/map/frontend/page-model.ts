import type { MapLayer, MapState } from "../map-state.ts";
import type { BrowserMessage, KernelMessage } from "../protocol.ts";
import type { PageLayer } from "../../render/page-source.ts";
import { cutTile } from "../../render/tiles.ts";
import type { WidgetModel } from "./widget-model.ts";

type Listener = (content: unknown, buffers: readonly DataView[]) => void;

/** What answers a map where there is no kernel: it cuts tiles and knows attributes from what the page holds. */
export class PageModel implements WidgetModel<MapState> {
  #state: MapState;
  readonly #layers: ReadonlyMap<string, PageLayer>;
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(state: MapState, layers: ReadonlyMap<string, PageLayer>) {
    this.#state = state;
    this.#layers = layers;
  }

  get<Key extends keyof MapState>(key: Key): MapState[Key] {
    return this.#state[key];
  }

  set<Key extends keyof MapState>(key: Key, value: MapState[Key]): void {
    this.#state = { ...this.#state, [key]: value };
    this.#tell(`change:${key}`, undefined, []);
  }

  /** Nobody else is to know. */
  save_changes(): void {}

  on(event: string, listener: Listener): void {
    const known = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, known.add(listener));
  }

  off(event: string, listener: (...args: never[]) => void): void {
    this.#listeners.get(event)?.delete(listener as Listener);
  }

  /** Answers come later, as from a kernel. */
  send(content: unknown): void {
    const message = content as BrowserMessage;
    setTimeout(() => this.#take(message));
  }

  #take(message: BrowserMessage): void {
    switch (message.t) {
      case "tile":
        return this.#tile(message);
      case "props":
        return this.#answer({ t: "props", req: message.req, values: this.#valuesOf(message) });
      case "arrange":
        return this.set("layers", this.#inOrder(message.layers));
      case "restyle": {
        const { layer: id, color, opacity } = message;
        return this.set(
          "layers",
          this.#state.layers.map((layer) =>
            layer.id === id ? { ...layer, style: { ...layer.style, color, opacity } } : layer,
          ),
        );
      }
      // tables are a kernel's
      case "spreads":
        return this.#answer({ t: "spreads", req: message.req, fields: null });
      case "rows":
        return this.#answer({ t: "rows", req: message.req, answer: null });
      case "asset":
      case "chosen":
      case "drop":
      case "look":
      case "painted":
      case "steer":
      case "view":
        return undefined;
    }
  }

  #tile({ req, layer, z, x, y }: Extract<BrowserMessage, { t: "tile" }>): void {
    const content = this.#layers.get(layer);
    if (content === undefined) return this.#answer({ t: "tile", req, status: "gone" });
    const bytes = cutTile(content.source, { z, x, y, classes: content.classes, labels: content.labels });
    const copy = bytes.slice();
    return this.#answer({ t: "tile", req, status: "found" }, new DataView(copy.buffer));
  }

  #valuesOf({ layer, feature }: Extract<BrowserMessage, { t: "props" }>): (readonly [string, unknown])[] | null {
    const values = this.#layers.get(layer)?.values;
    return values === undefined ? null : values.map(([name, all]) => [name, all[feature]] as const);
  }

  #inOrder(ids: readonly string[]): readonly MapLayer[] {
    return this.#state.layers.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
  }

  #answer(message: KernelMessage, buffer?: DataView): void {
    this.#tell("msg:custom", message, buffer === undefined ? [] : [buffer]);
  }

  #tell(event: string, content: unknown, buffers: readonly DataView[]): void {
    for (const listener of Array.from(this.#listeners.get(event) ?? [])) listener(content, buffers);
  }
}
