import type { Map as GlMap } from "maplibre-gl";
import type { CommChannel } from "./channel.ts";
import { create } from "./elements.ts";
import { featureTitle } from "./feature-title.ts";
import type { Highlight } from "./highlight.ts";
import type { ShownLayers } from "./shown-layers.ts";

/** The pointer rests so long before the name is asked for. */
const REST_MS = 120;

interface Parts {
  readonly map: GlMap;
  readonly layers: Pick<ShownLayers, "featuresAt" | "sourceOf">;
  readonly channel: Pick<CommChannel, "attributes">;
  readonly outline: Highlight;
}

/** Outlines what lies below the pointer, and says its name when the pointer rests there. @returns what says it */
export function pointerTip({ map, layers, channel, outline }: Parts): HTMLElement {
  const tip = create("div", "mapcell-tip");
  tip.hidden = true;
  const canvas = map.getCanvas();
  let below = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const leave = (): void => {
    below = "";
    clearTimeout(timer);
    tip.hidden = true;
    outline.show(undefined, []);
    canvas.style.cursor = "";
  };
  map.on("mousemove", ({ point }) => {
    if (map.isMoving()) return; // looking things up would make a drag stutter
    const [found] = layers.featuresAt(point.x, point.y);
    if (found === undefined) {
      leave();
      return;
    }
    const { layer, feature } = found;
    tip.style.transform = `translate(${Math.round(point.x) + 12}px, ${Math.round(point.y) + 14}px)`;
    const key = `${layer.id}@${layer.rev}/${feature}`;
    if (key === below) return;
    leave();
    below = key;
    canvas.style.cursor = "pointer";
    outline.show(layers.sourceOf(layer.id), [feature]);
    timer = setTimeout(async () => {
      const values = await channel.attributes(layer.id, layer.rev, feature);
      if (key !== below || values === null) return;
      tip.textContent = featureTitle(values, feature);
      tip.hidden = false;
    }, REST_MS);
  });
  map.on("mouseout", leave);
  map.on("movestart", leave);
  return tip;
}
