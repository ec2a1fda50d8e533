import { AttributionControl, FullscreenControl, Map as GlMap, NavigationControl, ScaleControl } from "maplibre-gl";
import maplibreStyles from "maplibre-gl/dist/maplibre-gl.css" with { type: "text" };
import { emptyStyle } from "./basemap.ts";
import { create, hidingRule } from "./elements.ts";
import { pointerPlace } from "./map-controls.ts";
import sharedStyles from "./shared.css" with { type: "text" };
import tableStyles from "./table.css" with { type: "text" };
import styles from "./styles.css" with { type: "text" };

/** The elements of one view, with an empty map in it. */
export interface MapFrame {
  readonly element: HTMLElement;
  readonly map: GlMap;
  /** Tells those who can't see the map what has happened. */
  say(text: string): void;
  /** Tells everybody what went wrong. */
  warn(text: string): void;
  /** Hides the picture that stands for the model, with the output area around it. */
  hideCompanion(modelId: string): void;
}

export function createFrame(el: HTMLElement): MapFrame {
  const element = create("div", "mapcell-map");
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", "Map");
  // JupyterLab's own menu would come up at the end of every drag with the right button
  element.dataset["jpSuppressContextMenu"] = "true";
  const canvas = create("div", "mapcell-canvas");
  const news = create("div", "mapcell-unseen");
  news.setAttribute("role", "status");
  news.setAttribute("aria-live", "polite");
  const hiding = create("style", "");
  // seen where the map is marked as lost
  const gone = create("div", "mapcell-gone", "The kernel of this map has gone. Run the cell again for a live map.");
  gone.setAttribute("role", "status");
  element.append(canvas, news, gone);
  el.append(create("style", "", `${maplibreStyles}\n${sharedStyles}\n${styles}\n${tableStyles}`), hiding, element);
  const map = createMap(canvas);
  // the panel goes along to the full screen
  map.addControl(new FullscreenControl({ container: element }), "top-left");
  element.append(pointerPlace(map));
  return {
    element,
    map,
    say(text) {
      news.className = "mapcell-unseen";
      news.textContent = text;
    },
    warn(text) {
      news.className = "mapcell-warning";
      news.textContent = text;
    },
    hideCompanion(modelId) {
      hiding.textContent = hidingRule("data-map", modelId);
    },
  };
}

const WORLD_PX = 512;

/** Where more than the world fits, it is shown once; nearer, copies close the gap at 180 degrees. */
function showOneWorld(map: GlMap, { clientWidth }: HTMLElement): void {
  const isNear = WORLD_PX * 2 ** map.getZoom() >= clientWidth;
  if (map.getRenderWorldCopies() !== isNear) map.setRenderWorldCopies(isNear);
}

function createMap(container: HTMLElement): GlMap {
  const map = new GlMap({
    container,
    style: emptyStyle(),
    center: [0, 20],
    zoom: 0.8,
    maxZoom: 20,
    fadeDuration: 0,
    attributionControl: false,
    trackResize: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
  });
  // Notebooks take cells out of the page and put them back; MapLibre would keep the size it finds in between.
  const observer = new ResizeObserver(() => {
    if (container.clientWidth > 0 && container.clientHeight > 0) map.resize();
    showOneWorld(map, container);
  });
  observer.observe(container);
  map.once("remove", () => observer.disconnect());
  map.on("zoomend", () => showOneWorld(map, container));
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-left");
  map.addControl(new ScaleControl({ maxWidth: 110 }), "bottom-left");
  map.addControl(new AttributionControl({ compact: false, customAttribution: "Natural Earth" }), "bottom-right");
  return map;
}
