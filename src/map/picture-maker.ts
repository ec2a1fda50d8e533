import { unionOfBounds } from "../geometry/bounds.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { StoredLayer } from "../layers/layer-store.ts";
import { dataOf } from "../layers/layer.ts";
import type { RenderPayloads } from "../render/unit-payloads.ts";
import type { MapAssets } from "./assets.ts";
import { basemapLayer } from "./basemap-layer.ts";
import { companionBundle } from "./companion.ts";
import type { MapLayer } from "./map-state.ts";
import type { RunInternal } from "./tile-server.ts";

type Bundle = Readonly<Record<string, string>>;

/** A picture is drawn when nothing has changed for this long, in milliseconds. */
const QUIET_MS = 2000;
const COMPANION = { widthPx: 800, heightPx: 450 };
const SNAPSHOT = { widthPx: 480, heightPx: 270, colors: 48 };
/** The snapshot is part of the widget's state, which must stay small; a larger one is left out. */
const SNAPSHOT_CHARACTERS = 36_000;
/** Narrower views get the detailed basemap, in degrees. */
const DETAIL_BELOW = 60;

/** Draws the map's pictures in the background: the companion output, and the small one in the widget's state. */
export class PictureMaker {
  readonly #run: RunInternal;
  readonly #assets: MapAssets;
  readonly #listeners = new Set<(bundle: Bundle) => void>();
  readonly #basemaps = new Map<string, LayerData>();
  #stored: readonly StoredLayer[] = [];
  #shown: readonly MapLayer[] = [];
  #modelId = "";
  #isBusy: () => boolean = () => false;
  #active = false;
  #timer: NodeJS.Timeout | undefined;
  /** What the next picture will be drawn from, and what the last one was. */
  #wanted: string | undefined;
  #drawn: string | undefined;
  #bundle: Bundle | undefined;
  #drawing: Promise<Bundle> | undefined;
  /** A data URI; empty when there is none. */
  snapshot = "";

  constructor(run: RunInternal, assets: MapAssets) {
    this.#run = run;
    this.#assets = assets;
  }

  on(listener: (bundle: Bundle) => void, { signal }: { readonly signal?: AbortSignal }): void {
    this.#listeners.add(listener);
    signal?.addEventListener("abort", () => this.#listeners.delete(listener), { once: true });
  }

  /** Draws by itself from now on, while tiles are not wanted more. */
  resume(modelId: string, isBusy: () => boolean): void {
    this.#modelId = modelId;
    this.#isBusy = isBusy;
    this.#active = true;
    this.#arm();
  }

  pause(): void {
    this.#active = false;
    clearTimeout(this.#timer);
  }

  close(): void {
    this.pause();
    this.#listeners.clear();
  }

  /** Takes the layers the map shows now. */
  follow(stored: readonly StoredLayer[], shown: readonly MapLayer[]): void {
    this.#stored = stored;
    this.#shown = shown;
    const key = this.#key();
    if (this.#active && key !== this.#wanted && key !== this.#drawn) this.#arm();
    this.#wanted = key;
  }

  /** Draws now if the last picture is not of these layers. */
  async refresh(): Promise<Bundle> {
    clearTimeout(this.#timer);
    while (this.#drawing !== undefined) await this.#drawing;
    if (this.#bundle !== undefined && this.#drawn === this.#key()) return this.#bundle;
    this.#drawing = this.#draw();
    try {
      return await this.#drawing;
    } finally {
      this.#drawing = undefined;
    }
  }

  #key(): string {
    return JSON.stringify([this.#modelId, this.#shown]);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#isBusy() || this.#drawing !== undefined) this.#arm();
      else void this.refresh();
    }, QUIET_MS);
    this.#timer.unref();
  }

  async #draw(): Promise<Bundle> {
    const shown = this.#shown;
    const key = this.#key();
    const visible = this.#stored.filter((stored) => stored.visible);
    const layers = visible.map(({ name, layer, style }) => ({ name, data: dataOf(layer), color: style.color }));
    const basemap = this.#basemap(shown);
    const picture = async (options: RenderPayloads["picture"]["options"]): Promise<Uint8Array | undefined> => {
      try {
        const payload = { layers, options } satisfies RenderPayloads["picture"];
        return (await this.#run({ kind: "picture", payload })) as Uint8Array;
      } catch {
        return undefined; // the engine is closing, or a layer can't be drawn: the legend alone still says what there is
      }
    };
    const large = await picture({ ...COMPANION, basemap });
    const small = this.#active ? await picture({ ...SNAPSHOT, basemap }) : undefined;
    const encoded = small === undefined ? "" : `data:image/png;base64,${Buffer.from(small).toString("base64")}`;
    this.snapshot = encoded.length > SNAPSHOT_CHARACTERS ? "" : encoded;
    this.#drawn = key;
    this.#bundle = companionBundle(this.#modelId, shown, large);
    for (const listener of this.#listeners) listener(this.#bundle);
    return this.#bundle;
  }

  #basemap(shown: readonly MapLayer[]): LayerData {
    const { worldLow, worldHigh } = this.#assets.hashes;
    const bounds = unionOfBounds(
      shown.flatMap((layer) => (layer.visible && layer.bounds !== null ? [layer.bounds] : [])),
    );
    const hash = bounds !== undefined && bounds[2] - bounds[0] < DETAIL_BELOW ? worldHigh : worldLow;
    let basemap = this.#basemaps.get(hash);
    if (basemap === undefined) {
      basemap = basemapLayer(this.#assets.files.get(hash) ?? new Uint8Array(0));
      this.#basemaps.set(hash, basemap);
    }
    return basemap;
  }
}
