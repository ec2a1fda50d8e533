import type { MapLayer } from "../map-state.ts";
import type { CommChannel } from "./channel.ts";
import type { Highlight } from "./highlight.ts";
import type { ShownLayers } from "./shown-layers.ts";

/** The features that somebody has chosen, on the map or in the table: outlined here, known to the kernel. */
export class Selection {
  readonly #layers: Pick<ShownLayers, "sourceOf">;
  readonly #chosen: Highlight;
  readonly #channel: Pick<CommChannel, "tell">;
  #layer: MapLayer | undefined;
  #features: readonly number[] = [];

  constructor(layers: Pick<ShownLayers, "sourceOf">, chosen: Highlight, channel: Pick<CommChannel, "tell">) {
    this.#layers = layers;
    this.#chosen = chosen;
    this.#channel = channel;
  }

  /** Instead of what was chosen before. */
  choose(layer: MapLayer, features: readonly number[]): void {
    this.#chosen.show(this.#layers.sourceOf(layer.id), features);
    const isSame = layer.id === this.#layer?.id && layer.rev === this.#layer.rev;
    if (isSame && features.join() === this.#features.join()) return;
    if (!isSame && features.length === 0 && this.#features.length === 0) return;
    this.#layer = layer;
    this.#features = features;
    this.#channel.tell({ t: "chosen", layer: layer.id, rev: layer.rev, features });
  }

  clear(): void {
    if (this.#layer !== undefined) this.choose(this.#layer, []);
  }
}
