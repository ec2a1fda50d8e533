import { setWorkerUrl } from "maplibre-gl";
import workerCode from "maplibre-gl/dist/maplibre-gl-worker.mjs" with { type: "text" };
import type { AssetHashes, MapLayer, MapState } from "../map-state.ts";
import type { AttributeTable } from "./attribute-table.ts";
import { Basemap } from "./basemap.ts";
import { CommChannel } from "./channel.ts";
import { listenForFeatures } from "./feature-popup.ts";
import { Highlight } from "./highlight.ts";
import { boundsOfVisible, homeControl } from "./map-controls.ts";
import type { MapFrame } from "./map-frame.ts";
import { createFrame } from "./map-frame.ts";
import { Panel } from "./panel.ts";
import { ShownLayers } from "./shown-layers.ts";
import { pointerTip } from "./pointer-tip.ts";
import { Selection } from "./selection.ts";
import { tableOfMap } from "./table-of-map.ts";
import { basemapColors, onThemeChange } from "./theme.ts";
import { serveTiles, tileUrl } from "./tile-protocol.ts";
import { ViewSync } from "./view-sync.ts";
import type { WidgetModel } from "./widget-model.ts";

type Model = WidgetModel<MapState>;

export interface MountOptions {
  readonly model: Model;
  readonly el: HTMLElement;
  /** One of the files the kernel offers, unpacked. */
  readonly asset: (name: keyof AssetHashes) => Promise<Blob>;
}

const NARROW_PX = 480;

// The module runs from a blob, where MapLibre can't find its worker by itself.
setWorkerUrl(URL.createObjectURL(new Blob([workerCode], { type: "text/javascript" })));

/** Builds one view of the map inside `el`. @returns how to take it down. */
export function mount({ model, el, asset }: MountOptions): () => void {
  const frame = createFrame(el);
  const { map } = frame;
  const channel = new CommChannel(model);
  const stopTiles = serveTiles(channel);
  const view = new ViewSync(map, model, channel.view);
  const chosen = new Highlight(map, "chosen", "#d400d4");
  const outline = new Highlight(map, "below-pointer", "#ffb000");
  const layers = showLayers(frame, model, { channel, highlights: [chosen, outline] });
  frame.element.append(pointerTip({ map, layers, channel, outline }));
  const selection = new Selection(layers, chosen, channel);
  const table = tableOfMap({ frame, channel, selection });
  const goHome = (): void => {
    const bounds = boundsOfVisible(model.get("layers"));
    if (bounds !== undefined) view.fit(bounds);
  };
  map.addControl(homeControl(goHome), "top-left");
  const stopPanel = showPanel(frame, model, { view, channel, table });
  listenForFeatures(map, layers, channel, (first) => {
    if (first === undefined) selection.clear();
    else if (first.layer.id === table.layer?.id) void table.show(first.feature);
    else selection.choose(first.layer, [first.feature]);
  });

  const basemap = new Basemap(map, asset);
  map.once("load", () => void basemap.show());
  const setGround = (): void => {
    const { land, water } = basemapColors();
    frame.element.style.setProperty("--mapcell-land", land);
    frame.element.style.setProperty("--mapcell-water", water);
  };
  setGround();
  const stopTheme = onThemeChange(() => {
    basemap.repaint();
    layers.repaint();
    setGround();
  });
  const lose = (): void => frame.element.classList.add("mapcell-lost");
  model.on("comm_live_update", lose);
  const stopHiding = watch(model, ["change:modelId"], () => frame.hideCompanion(model.get("modelId")));

  return () => {
    for (const stop of [stopTheme, stopHiding, stopPanel, stopTiles]) stop();
    model.off("comm_live_update", lose);
    view.close();
    channel.close();
    map.remove();
    el.replaceChildren();
  };
}

/** Keeps the layers on the map as the state lists them, from when the map can take them. */
function showLayers(
  frame: MapFrame,
  model: Model,
  { channel, highlights }: { readonly channel: CommChannel; readonly highlights: readonly Highlight[] },
): ShownLayers {
  const { map } = frame;
  const layers = new ShownLayers(map, (layer) => tileUrl(channel, layer), {
    painted(layer, ms) {
      frame.say(
        `Layer ${layer.name} ready, ${layer.count.toLocaleString("en")} ${layer.count === 1 ? "feature" : "features"}`,
      );
      channel.tell({ t: "painted", layer: layer.id, rev: layer.rev, ms });
    },
    failed(layer, message) {
      frame.warn(`Layer ${layer.name} can't be drawn: ${message}`);
    },
    leaving(source) {
      for (const highlight of highlights) highlight.leave(source);
    },
  });
  map.once("load", () => {
    const stop = watch(model, ["change:layers", "change:switched"], () => {
      const switched = model.get("switched");
      layers.sync(model.get("layers").map((layer) => withSwitch(layer, switched[layer.id])));
    });
    map.once("remove", stop);
  });
  return layers;
}

function showPanel(
  frame: MapFrame,
  model: Model,
  { view, channel, table }: { view: ViewSync; channel: CommChannel; table: AttributeTable },
): () => void {
  const panel = new Panel({
    setVisible(layer, visible) {
      model.set("switched", { ...model.get("switched"), [layer.id]: visible });
      model.save_changes();
    },
    zoomTo(layer) {
      if (layer.bounds !== null) view.fit(layer.bounds);
    },
    move(layer, steps) {
      const ids = model.get("layers").map(({ id }) => id);
      const at = ids.indexOf(layer.id);
      const to = Math.max(0, Math.min(ids.length - 1, at + steps));
      if (at >= 0 && to !== at) channel.tell({ t: "arrange", layers: ids.toSpliced(at, 1).toSpliced(to, 0, layer.id) });
    },
    restyle(layer, { color, opacity }) {
      channel.tell({ t: "restyle", layer: layer.id, color, opacity });
    },
    table(layer) {
      void table.open(layer);
    },
    steer(task, verb) {
      channel.tell({ t: "steer", task, verb });
    },
  });
  frame.element.append(panel.element);
  // on a narrow page the list would cover the map
  panel.open(frame.element.clientWidth === 0 || frame.element.clientWidth > NARROW_PX);
  return watch(model, ["change:layers", "change:switched", "change:tasks"], () => {
    panel.show({ layers: model.get("layers"), tasks: model.get("tasks"), switched: model.get("switched") });
    table.follow(model.get("layers"));
  });
}

/** Runs the listener now and at every change of these keys. @returns how to stop. */
function watch(model: Model, events: readonly `change:${keyof MapState}`[], listener: () => void): () => void {
  for (const event of events) model.on(event, listener);
  listener();
  return () => {
    for (const event of events) model.off(event, listener);
  };
}

/** What was switched in this browser holds until the kernel confirms it. */
function withSwitch(layer: MapLayer, visible: boolean | undefined): MapLayer {
  return visible === undefined ? layer : { ...layer, visible };
}
