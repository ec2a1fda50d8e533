import type { Map as GlMap } from "maplibre-gl";
import { Popup } from "maplibre-gl";
import type { MapLayer } from "../map-state.ts";
import type { CommChannel } from "./channel.ts";
import { create } from "./elements.ts";
import { featureTitle } from "./feature-title.ts";
import type { ShownLayers } from "./shown-layers.ts";

/** A feature that lies somewhere on the screen. */
export type FoundFeature = ReturnType<ShownLayers["featuresAt"]>[number];

const LONGEST_VALUE = 300;
const MOST_FEATURES = 5;

/** Shows the attributes of what is clicked, or of what lies in the middle when Enter is pressed on the map. */
export function listenForFeatures(
  map: GlMap,
  layers: ShownLayers,
  channel: CommChannel,
  chosen: (first: FoundFeature | undefined) => void,
): void {
  const popup = new Popup({ maxWidth: "300px", className: "mapcell-popup" });
  const canvas = map.getCanvas();
  let asked = 0;
  const show = async (x: number, y: number): Promise<void> => {
    const question = ++asked;
    const at = map.unproject([x, y]);
    const found = layers.featuresAt(x, y).slice(0, MOST_FEATURES);
    chosen(found[0]);
    const content = create("div", "mapcell-attributes");
    content.append(...(await sectionsOf(found, channel)));
    if (question !== asked) return; // somebody has clicked elsewhere meanwhile
    if (content.childElementCount === 0) popup.remove();
    else popup.setLngLat(at).setDOMContent(content).addTo(map);
  };
  map.on("click", ({ point }) => void show(point.x, point.y));
  canvas.addEventListener("keydown", ({ key }) => {
    if (key === "Enter") void show(canvas.clientWidth / 2, canvas.clientHeight / 2);
    if (key === "Escape") popup.remove();
  });
}

async function sectionsOf(found: readonly FoundFeature[], channel: CommChannel): Promise<HTMLElement[]> {
  const sections = found.map(async ({ layer, feature }) => {
    const values = await channel.attributes(layer.id, layer.rev, feature);
    return values === null ? [] : [section(layer, feature, values)];
  });
  return (await Promise.all(sections)).flat();
}

/** Values come from anywhere and are never taken for markup. */
function section(layer: MapLayer, feature: number, values: readonly (readonly [string, unknown])[]): HTMLElement {
  const part = create("section", "mapcell-feature");
  const title = create("h4", "mapcell-feature-title");
  const swatch = create("span", "mapcell-swatch");
  swatch.dataset["kind"] = layer.kind;
  swatch.style.setProperty("--mapcell-color", layer.style.color);
  title.append(
    swatch,
    create("span", "", featureTitle(values, feature)),
    create("span", "mapcell-feature-id", layer.name),
  );
  part.append(title);
  if (values.length === 0) part.append(create("p", "mapcell-empty", "No attributes"));
  const table = create("table", "");
  for (const [name, value] of values) {
    const row = create("tr", "");
    const head = create("th", "", name);
    head.scope = "row";
    const cell = create("td", value === null ? "mapcell-null" : "", textOf(value));
    row.append(head, cell);
    table.append(row);
  }
  part.append(table);
  return part;
}

function textOf(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
