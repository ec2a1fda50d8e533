import type { LayerInput } from "../src/session/layer-input.ts";
import type { MapView } from "../src/session/map-view.ts";
import { companionBundle } from "../src/map/companion.ts";
import type { Output } from "./protocol/output.ts";

interface MapOutputParts {
  readonly map: MapView;
  readonly output: Pick<Output, "display" | "update">;
  readonly newId: () => string;
  /** Whether somebody watches: a headless run gets the picture alone, since no live view will ever connect. */
  readonly isInteractive: () => boolean;
}

/** Puts the map into cells: a live view, and a companion (picture and table) for wherever no live view can be. */
export class MapOutput {
  readonly #parts: MapOutputParts;
  /** Display ids of the companions, newest last. */
  readonly #companions: string[] = [];
  #isFollowing = false;
  #latest = "";

  constructor(parts: MapOutputParts) {
    this.#parts = parts;
  }

  show(layers: readonly LayerInput[]): void {
    const { map, output, newId, isInteractive } = this.#parts;
    if (layers.length > 0) map.show(...layers);
    const { live } = map;
    let modelId = "";
    if (isInteractive()) {
      const opened = live.open();
      modelId = opened.modelId;
      output.display(opened.bundle);
    }
    const id = newId();
    // An empty figure until the first picture is drawn: the live view hides it from the start.
    output.display(companionBundle(modelId, [], undefined), { displayId: id });
    this.#companions.push(id);
    if (!this.#isFollowing) live.onPicture((bundle) => this.#update(bundle));
    this.#isFollowing = true;
    this.#latest = "";
    if (isInteractive()) void live.picture();
  }

  /**
   * Draws the companions that a headless cell has made, once, at its end: a saved notebook shows at each map what there
   * was at that place.
   */
  async finish(): Promise<void> {
    if (this.#companions.length === 0) return;
    this.#update(await this.#parts.map.live.picture());
    this.#companions.length = 0;
  }

  #update(bundle: Readonly<Record<string, string>>): void {
    const text = JSON.stringify(bundle);
    if (text === this.#latest) return;
    this.#latest = text;
    for (const id of this.#companions) this.#parts.output.update(id, bundle);
  }
}
