import { countOf, escapeHtml } from "../shown-text.ts";
import { LAND } from "../render/picture.ts";
import { seenColor } from "../styles/drawing.ts";
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
    .flatMap(legendRows);
  const legend =
    rows.length === 0
      ? ""
      : `<figcaption><table style="margin:6px 0 0;font-size:13px">${rows.join("")}</table></figcaption>`;
  const plain = [
    description,
    ...layers.flatMap((layer) => [
      `  ${layer.visible ? "*" : " "} ${layer.name}: ${contents(layer)}${layer.style.by === "" ? "" : ` by ${layer.style.by}`}`,
      ...layer.style.classes.map(({ label, count }) => `      ${label}: ${count.toLocaleString("en")}`),
    ]),
  ];
  return {
    "text/html": `${deadViewRule(modelId)}<figure class="mapcell-companion" data-map="${escapeHtml(modelId)}" style="margin:0">${image}${legend}</figure>`,
    ...(encoded === undefined ? {} : { "image/png": encoded }),
    "text/plain": plain.join("\n"),
  };
}

/**
 * JupyterLab writes in red that it has no model, when a notebook is opened again: in its place, one grey line above the
 * picture.
 */
function deadViewRule(modelId: string): string {
  if (!/^[\w-]+$/.test(modelId)) return "";
  const above = `.jp-OutputArea-child:has(+.jp-OutputArea-child .mapcell-companion[data-map="${modelId}"])`;
  const dead = `${above}>.jupyter-widgets:not(:has(*))`;
  const font = "font:13px var(--jp-ui-font-family,sans-serif);color:var(--jp-ui-font-color2,#666)";
  return `<style>${dead}{font-size:0}${dead}::after{content:"Saved picture. Run the cell again for the live map.";${font}}</style>`;
}

const CELL = `style="text-align:left;padding:1px 10px 1px 0"`;

/** The layer with its colour, or with a row for each class. */
function legendRows(layer: MapLayer): string[] {
  const { style, name } = layer;
  const by = style.by === "" ? "" : ` by ${escapeHtml(style.by)}`;
  if (style.classes.length === 0) {
    const box = swatch(layer, style.color);
    return [
      `<tr><td ${CELL}>${box}</td><td ${CELL}>${escapeHtml(name)}${by}</td><td ${CELL}>${contents(layer)}</td></tr>`,
    ];
  }
  const title = `<tr><td colspan="2" ${CELL}><b>${escapeHtml(name)}</b>${by}</td><td ${CELL}>${contents(layer)}</td></tr>`;
  return [
    title,
    ...style.classes.map(
      ({ color, label, count }) =>
        `<tr><td ${CELL}>${swatch(layer, color)}</td><td ${CELL}>${escapeHtml(label)}</td><td ${CELL}>${count.toLocaleString("en")}</td></tr>`,
    ),
  ];
}

/** Just the colour that is seen in the picture, over its land. */
function swatch({ kind, style }: MapLayer, color: string): string {
  const opacity = style.opacity * (kind === "polygon" || kind === "mixed" ? style.fillOpacity : 1);
  const { outline } = style;
  const border =
    outline === undefined || kind !== "polygon" ? "" : `;border:1px solid ${seenColor(outline, style.opacity, LAND)}`;
  return `<span style="display:inline-block;box-sizing:border-box;width:14px;height:12px;border-radius:2px;background:${seenColor(color, opacity, LAND)}${border}"></span>`;
}

function contents({ count, kind }: MapLayer): string {
  return countOf(count, kind === "mixed" ? "feature" : kind);
}
