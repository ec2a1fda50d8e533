import type { Map as GlMap, MapLibreEvent } from "maplibre-gl";
import type { MapLayer, MapState, MapCamera } from "../map-state.ts";
import { prefersReducedMotion } from "./theme.ts";
import type { WidgetModel } from "./widget-model.ts";

type Bounds = NonNullable<MapLayer["bounds"]>;

/** The kernel learns where the map is when it has been still for this long, in milliseconds. */
const QUIET_MS = 150;
const PADDING_PX = 28;
/** What the list of layers covers. */
const PANEL_PX = 256;
/** A single point is not looked at through a microscope. */
const NEAREST_FIT = 12;

/** Keeps the views of one map together, and follows the kernel's wishes. */
export class ViewSync {
  readonly #map: GlMap;
  readonly #model: WidgetModel<MapState>;
  readonly #view: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** True while this view moves because another one, or the kernel, did. */
  #isFollowing = false;

  constructor(map: GlMap, model: WidgetModel<MapState>, view: string) {
    this.#map = map;
    this.#model = model;
    this.#view = view;
    map.on("move", this.#moved);
    model.on("change:view", this.#changed);
    this.#follow(model.get("view"), false);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#model.off("change:view", this.#changed);
  }

  fit(bounds: Bounds): void {
    this.#fit(bounds, !prefersReducedMotion());
  }

  readonly #changed = (): void => {
    this.#follow(this.#model.get("view"), true);
  };

  #follow(view: MapCamera, animate: boolean): void {
    if (view.type === "fit") this.#fit(view.bounds, animate && !prefersReducedMotion());
    else if (view.type === "at" && view.by !== this.#view) {
      this.#isFollowing = true;
      this.#map.jumpTo({ center: [...view.center], zoom: view.zoom });
      this.#isFollowing = false;
    }
  }

  #fit([west, south, east, north]: Bounds, animate: boolean): void {
    // of the whole world without the polar regions, which Web Mercator makes as large as all the rest
    const isWorld = east - west > 300;
    const [bottom, top] = [Math.max(south, isWorld ? -60 : -85), Math.min(north, isWorld ? 78 : 85)];
    const side = PADDING_PX;
    const isWide = this.#map.getContainer().clientWidth > 3 * PANEL_PX;
    this.#map.fitBounds([west, bottom, east, top], {
      padding: { top: side, bottom: side, left: side, right: isWide ? PANEL_PX : side },
      maxZoom: NEAREST_FIT,
      animate,
      duration: 400,
    });
  }

  readonly #moved = (event: MapLibreEvent): void => {
    if (this.#isFollowing) return;
    const { lng, lat } = this.#map.getCenter();
    const bounds = this.#map.getBounds();
    const byHand = event.originalEvent !== undefined;
    this.#model.set("view", {
      type: "at",
      center: [lng, lat],
      zoom: this.#map.getZoom(),
      bounds: [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()],
      by: this.#view,
      byHand,
    });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#model.save_changes(), QUIET_MS);
  };
}
