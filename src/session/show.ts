import { layerHtml, layerText } from "../layers/describe.ts";
import { styleFor } from "../layers/colours.ts";
import { dataOf, type Layer } from "../layers/layer.ts";
import type { RenderPayloads } from "../render/unit-payloads.ts";
import type { Session } from "./session.ts";

/** Of the picture beside a layer's facts; drawn at twice its size on screen, for sharp displays. */
const PICTURE = { widthPx: 560, heightPx: 350 };

/** What a layer shows as the last expression of a cell: facts, first rows and a small picture, readable without a kernel. */
export async function layerBundle(session: Session, layer: Layer): Promise<Record<string, string>> {
  const color = session.store.list().find((stored) => stored.layer === layer)?.style.color ?? styleFor(0).color;
  const payload: RenderPayloads["picture"] = {
    layers: [{ data: dataOf(layer), color, name: layer.name }],
    options: PICTURE,
  };
  const png = layer.bounds === undefined ? undefined : await session.runInternal({ kind: "picture", payload });
  const picture =
    png instanceof Uint8Array ? `data:image/png;base64,${Buffer.from(png).toString("base64")}` : undefined;
  return { "text/html": layerHtml(layer, picture), "text/plain": layerText(layer) };
}
