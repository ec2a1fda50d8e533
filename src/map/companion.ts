import { countOf, escapeHtml } from "../shown-text.ts";
import type { MapLayer } from "./map-state.ts";

/** How many features of what, in words: the picture's alternative text and the plain output. */
export function describeMap(layers: readonly MapLayer[]): string {
  const shown = layers.filter(({ visible }) => visible);
  const count = shown.reduce((sum, layer) => sum + layer.count, 0);
  const names = shown.map(({ name }) => name).join(", ");
  if (shown.length === 0) return "Map without visible layers";
  return `Map: ${countOf(shown.length, "layer")} (${names}), ${countOf(count, "feature")}`;
}

/**
 * What stands for the map wherever no live view can: a picture with its legend, without script. The live view hides it
 * by `data-map`.
 * @param png undefined when the picture could not be drawn.
 */
export function companionBundle(
  modelId: string,
  layers: readonly MapLayer[],
  png: Uint8Array | undefined,
): Record<string, string> {
  const description = describeMap(layers);
  const encoded = png === undefined ? undefined : Buffer.from(png).toString("base64");
  const image =
    encoded === undefined
      ? ""
      : `<img alt="${escapeHtml(description)}" src="data:image/png;base64,${encoded}" style="display:block;max-width:100%;height:auto;border-radius:3px">`;
  const rows = layers
    .filter(({ visible }) => visible)
    .toReversed()
    .map(legendRow);
  const legend =
    rows.length === 0
      ? ""
      : `<figcaption><table style="margin:6px 0 0;font-size:13px">${rows.join("")}</table></figcaption>`;
  const plain = [
    description,
    ...layers.map((layer) => `  ${layer.visible ? "*" : " "} ${layer.name}: ${contents(layer)}`),
  ];
  return {
    "text/html": `<figure class="mapcell-companion" data-map="${escapeHtml(modelId)}" style="margin:0">${image}${legend}</figure>`,
    ...(encoded === undefined ? {} : { "image/png": encoded }),
    "text/plain": plain.join("\n"),
  };
}

function legendRow(layer: MapLayer): string {
  const color = /^#[0-9a-f]{3,8}$/i.test(layer.color) ? layer.color : "#888888";
  const swatch = `<span style="display:inline-block;width:12px;height:12px;border-radius:2px;background:${color}"></span>`;
  const cell = `style="text-align:left;padding:1px 10px 1px 0"`;
  return `<tr><td ${cell}>${swatch}</td><td ${cell}>${escapeHtml(layer.name)}</td><td ${cell}>${contents(layer)}</td></tr>`;
}

function contents({ count, kind }: MapLayer): string {
  return countOf(count, kind === "mixed" ? "feature" : kind);
}
