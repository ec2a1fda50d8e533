import { dataHash } from "../layers/data-hash.ts";
import { layerHtml, layerText } from "../layers/describe.ts";
import { freshStyle } from "../layers/layer-style.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { dataOf, type Layer } from "../layers/layer.ts";
import { loadMapAssets } from "../map/assets.ts";
import { basemapLayer } from "../map/basemap-layer.ts";
import { drawingOf, shapeKind } from "../styles/drawing.ts";
import type { RenderPayloads } from "../render/unit-payloads.ts";
import { knowHash } from "./know-hash.ts";
import type { Session } from "./session.ts";

/** Of the picture beside a layer's facts; drawn at twice its size on screen, for sharp displays. */
const SIZE = { widthPx: 560, heightPx: 350 };

/** Makes what a layer shows as the last expression of a cell: facts, first rows, and a small picture on the basemap. */
export class LayerShow {
  readonly #session: Session;
  #basemap: LayerData | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  async bundleOf(layer: Layer): Promise<Record<string, string>> {
    await knowHash(this.#session, dataHash(dataOf(layer)));
    const png =
      layer.bounds === undefined
        ? undefined
        : await this.#session.runInternal({ kind: "picture", payload: this.#picture(layer) });
    const picture =
      png instanceof Uint8Array ? `data:image/png;base64,${Buffer.from(png).toString("base64")}` : undefined;
    return { "text/html": layerHtml(layer, picture), "text/plain": layerText(layer) };
  }

  #picture(layer: Layer): RenderPayloads["picture"] {
    const stored = this.#session.store.list().find((candidate) => candidate.layer === layer);
    const style = stored?.style ?? freshStyle();
    const drawing = drawingOf(style, shapeKind(layer.geometryType));
    return {
      layers: [{ data: dataOf(layer), drawing, classes: style.classes?.numbers, name: layer.name }],
      options: { ...SIZE, basemap: this.#land() },
    };
  }

  #land(): LayerData {
    if (this.#basemap !== undefined) return this.#basemap;
    const { files, hashes } = loadMapAssets();
    const packed = files.get(hashes.worldLow);
    if (packed === undefined) throw new Error("the map's assets lack their basemap");
    return (this.#basemap = basemapLayer(packed));
  }
}
