import { unionAround } from "../geometry/across.ts";
import type { Bounds } from "../geometry/column.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { StoredLayer } from "../layers/layer-store.ts";
import { dataOf } from "../layers/layer.ts";
import type { PictureLayer, PictureOptions } from "../render/picture.ts";
import type { RenderPayloads } from "../render/unit-payloads.ts";
import type { MapAssets } from "./assets.ts";
import { basemapLayer } from "./basemap-layer.ts";
import { companionBundle } from "./companion.ts";
import { withBackdrop } from "./map-layers.ts";
import type { MapLayer } from "./map-state.ts";
import { PAGE_MAP, type PageMap } from "./page-map.ts";
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

/** The picture and legend that stand in a cell for the map that was shown there. */
interface Companion {
  /** The layers asked for; empty for all that are visible. */
  readonly names: readonly string[];
  /** Of the live view in the same cell, which hides it; empty where there is none. */
  readonly modelId: string;
  /** Takes the output, as a mime bundle, whenever it has changed. */
  readonly update: (bundle: Bundle) => void;
  /** What it was drawn from last. */
  drawn?: string;
}

/** What a picture is drawn from; both lists are of the same layers. */
interface Scene {
  readonly shown: readonly MapLayer[];
  readonly stored: readonly StoredLayer[];
}

/**
 * Draws the map's pictures in the background: the companion output of each cell that shows the map, and the small one in
 * the widget's state. The latest companion follows its layers; one before it keeps what it has once its layers were
 * there.
 */
export class PictureMaker {
  readonly #run: RunInternal;
  readonly #assets: MapAssets;
  readonly #changed: () => void;
  readonly #keepsLayers: boolean;
  readonly #basemaps = new Map<string, LayerData>();
  #all: Scene = { shown: [], stored: [] };
  #companions: readonly Companion[] = [];
  #isBusy: () => boolean = () => false;
  #active = false;
  #timer: NodeJS.Timeout | undefined;
  /** What the snapshot was drawn from last. */
  #snapped = "";
  #drawing: Promise<void> | undefined;
  /** A data URI; empty when there is none. */
  snapshot = "";

  /**
   * @param changed is called when there is a new snapshot.
   * @param keepsLayers whether companions carry what a page without a kernel needs for a live map
   */
  constructor(run: RunInternal, assets: MapAssets, changed: () => void, keepsLayers = false) {
    this.#keepsLayers = keepsLayers;
    this.#run = run;
    this.#assets = assets;
    this.#changed = changed;
  }

  /** Draws by itself from now on, while tiles are not wanted more. */
  resume(isBusy: () => boolean): void {
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
    this.#companions = [];
  }

  /** Those before it that have been drawn stay as they are from now on. */
  add(companion: Omit<Companion, "drawn">): void {
    this.#companions = [...this.#companions.filter((other) => !this.#isSettled(other)), { ...companion }];
    if (this.#active) this.#arm();
  }

  /** Takes the layers the map shows now. */
  follow(stored: readonly StoredLayer[], shown: readonly MapLayer[]): void {
    const before = keyOf(this.#all);
    this.#all = { stored, shown };
    if (this.#active && keyOf(this.#all) !== before) this.#arm();
  }

  /** Draws now what is not of these layers yet. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#drawing !== undefined) await this.#drawing;
    this.#drawing = this.#drawAll();
    try {
      await this.#drawing;
    } finally {
      this.#drawing = undefined;
    }
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#isBusy() || this.#drawing !== undefined) this.#arm();
      else void this.refresh();
    }, QUIET_MS);
    this.#timer.unref();
  }

  async #drawAll(): Promise<void> {
    for (const companion of this.#companions) {
      const scene = this.#sceneOf(companion);
      const key = keyOf(scene);
      if (companion.drawn === key) continue;
      companion.drawn = key;
      const bundle = companionBundle(companion.modelId, scene.shown, await this.#picture(scene, COMPANION));
      companion.update(this.#keepsLayers ? { ...bundle, [PAGE_MAP]: await this.#pageMap(scene) } : bundle);
    }
    const latest = this.#companions.at(-1);
    this.#companions = this.#companions.filter((companion) => companion === latest || !this.#isSettled(companion));
    if (this.#active && this.#snapped !== keyOf(this.#all)) await this.#snap();
  }

  async #snap(): Promise<void> {
    const scene = this.#all;
    const small = await this.#picture(scene, SNAPSHOT);
    const encoded = small === undefined ? "" : `data:image/png;base64,${Buffer.from(small).toString("base64")}`;
    this.#snapped = keyOf(scene);
    this.snapshot = encoded.length > SNAPSHOT_CHARACTERS ? "" : encoded;
    this.#changed();
  }

  /** Whether all that it was asked for has been drawn. */
  #isSettled({ names, drawn }: Companion): boolean {
    return drawn !== undefined && names.every((name) => this.#all.stored.some((stored) => stored.name === name));
  }

  /** The latest follows the map; one before it shows its layers as it was asked for them. */
  #sceneOf(companion: Companion): Scene {
    const { names } = companion;
    if (names.length === 0) return this.#all;
    const { shown, stored } = this.#all;
    const isLatest = companion === this.#companions.at(-1);
    const places = stored.map(({ name }, place) => ({ name, place })).filter(({ name }) => names.includes(name));
    if (!isLatest) places.sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
    const kept = places.map(({ place }) => stored[place]!);
    const asked = places.map(({ place }) => Object.assign({}, shown[place]!, isLatest ? {} : { visible: true }));
    return { shown: withBackdrop(asked, kept), stored: kept };
  }

  /** JSON of a PageMap. */
  async #pageMap({ shown, stored }: Scene): Promise<string> {
    const layers = shown.flatMap((layer, index) => (layer.visible ? [{ layer, of: stored[index]! }] : []));
    const data: Record<string, string> = {};
    for (const { layer, of } of layers) {
      const { classes, labels } = of.style;
      const payload: RenderPayloads["page-layer"] = { data: dataOf(of.layer), classes: classes?.numbers, labels };
      const packed = (await this.#run({ kind: "page-layer", payload })) as Uint8Array;
      data[layer.id] = Buffer.from(packed).toString("base64");
    }
    const bounds = boundsOfShown(shown) ?? null;
    return JSON.stringify({ layers: layers.map(({ layer }) => layer), bounds, data } satisfies PageMap);
  }

  async #picture({ stored, shown }: Scene, size: Omit<PictureOptions, "basemap">): Promise<Uint8Array | undefined> {
    const layers = shown.flatMap(({ name, kind, visible, style: drawing }, index): PictureLayer[] => {
      const of = stored[index];
      if (!visible || of === undefined) return [];
      const { classes, labels } = of.style;
      return [{ name, kind, data: dataOf(of.layer), drawing, classes: classes?.numbers, labels }];
    });
    const bounds = boundsOfShown(shown);
    // around the antimeridian: the shapes themselves are at both ends of the picture's square
    const extent = bounds !== undefined && bounds[2] > 180 ? { extent: bounds } : {};
    const options = { ...size, basemap: this.#basemap(bounds), ...extent };
    const payload = { layers, options } satisfies RenderPayloads["picture"];
    try {
      return (await this.#run({ kind: "picture", payload })) as Uint8Array;
    } catch {
      return undefined; // the engine is closing, or a layer can't be drawn: the legend alone still says what there is
    }
  }

  #basemap(bounds: Bounds | undefined): LayerData {
    const { worldLow, worldHigh } = this.#assets.hashes;
    const hash = bounds !== undefined && bounds[2] - bounds[0] < DETAIL_BELOW ? worldHigh : worldLow;
    let basemap = this.#basemaps.get(hash);
    if (basemap === undefined) {
      basemap = basemapLayer(this.#assets.files.get(hash) ?? new Uint8Array(0));
      this.#basemaps.set(hash, basemap);
    }
    return basemap;
  }
}

/** Of all that is visible, in degrees. */
function boundsOfShown(shown: readonly MapLayer[]): Bounds | undefined {
  const boxes = shown.flatMap((layer) => (layer.visible && layer.bounds !== null ? [layer.bounds] : []));
  return unionAround(boxes, 360);
}

function keyOf({ shown }: Scene): string {
  return JSON.stringify(shown);
}
