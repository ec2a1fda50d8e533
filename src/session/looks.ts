import { freshStyle, type LayerStyle } from "../layers/layer-style.ts";
import { dataOf } from "../layers/layer.ts";
import type { LayerStore } from "../layers/layer-store.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { loadMapAssets } from "../map/assets.ts";
import { basemapLayer } from "../map/basemap-layer.ts";
import type { OperationInput } from "../operations/operation.ts";
import type { Basemaps } from "../render/figure/figure-parts.ts";
import type { Task } from "../tasks/task.ts";
import type { ResolvedInput } from "./layer-input.ts";
import type { Styler } from "./styler.ts";

interface Surroundings {
  readonly store: Pick<LayerStore, "list" | "get">;
  readonly styler: Pick<Styler, "pending">;
}

let basemaps: Basemaps | undefined;

/** How layers look when pictures of them are drawn: as on the map. */
export class Looks {
  readonly #session: Surroundings;

  constructor(session: Surroundings) {
    this.#session = session;
  }

  input(input: ResolvedInput): OperationInput {
    const { label } = input;
    const data = (): LayerData => input.data();
    return { label, data, style: () => this.#styleOf(label, data()), isResult: () => input.isResult() };
  }

  /** The tasks that make classes of them. */
  styling(inputs: readonly ResolvedInput[]): Task[] {
    return inputs.flatMap(({ label }) => this.#session.styler.pending(label) ?? []);
  }

  /** Land, borders and coasts, read when they are first needed. */
  basemaps(): Basemaps {
    const { files, hashes } = loadMapAssets();
    const read = (hash: string): LayerData => basemapLayer(files.get(hash) ?? new Uint8Array(0));
    basemaps ??= { far: read(hashes.worldLow), near: read(hashes.worldHigh) };
    return basemaps;
  }

  #styleOf(label: string, data: LayerData): LayerStyle {
    const { store } = this.#session;
    const list = store.list();
    const stored = list.find(({ layer }) => dataOf(layer) === data) ?? store.get(label);
    return stored?.style ?? freshStyle(list.map(({ style }) => style.color));
  }
}
