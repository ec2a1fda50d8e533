import type { MapView, ShownInput } from "../../src/session/map-view.ts";
import { companionBundle } from "../../src/map/companion.ts";
import type { Output } from "../protocol/output.ts";

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
  #isWaiting = false;

  constructor(parts: MapOutputParts) {
    this.#parts = parts;
  }

  show(layers: readonly ShownInput[]): void {
    const { map, output, newId, isInteractive } = this.#parts;
    const { live } = map;
    const names = layers.map((layer) => map.nameOf(layer));
    if (names.length > 0) live.only(names);
    let modelId = "";
    if (isInteractive()) {
      const opened = live.open();
      modelId = opened.modelId;
      output.display(opened.bundle);
    }
    const id = newId();
    // An empty figure until the first picture is drawn: the live view hides it from the start.
    output.display(companionBundle(modelId, [], undefined), { displayId: id });
    live.addCompanion({ names, modelId, update: (bundle) => output.update(id, bundle) });
    if (isInteractive()) void live.drawPictures();
    else this.#isWaiting = true;
  }

  /**
   * Draws the companions that a headless cell has made, once, at its end: a saved notebook shows at each map what there
   * was at that place.
   */
  async finish(): Promise<void> {
    if (!this.#isWaiting) return;
    this.#isWaiting = false;
    await this.#parts.map.styled();
    await this.#parts.map.live.drawPictures();
  }
}
