import type { IControl, Map as GlMap } from "maplibre-gl";
import type { MapLayer } from "../map-state.ts";
import { create, iconButton } from "./elements.ts";

const HOME = "M2 8l6-6 6 6M4 7v7h8V7";

/** A button that shows all that is visible. */
export function homeControl(goHome: () => void): IControl {
  const group = create("div", "maplibregl-ctrl maplibregl-ctrl-group");
  const button = iconButton(HOME);
  button.classList.add("mapcell-home");
  button.title = "Zoom to all layers";
  button.setAttribute("aria-label", button.title);
  button.addEventListener("click", goHome);
  group.append(button);
  return {
    onAdd: () => group,
    onRemove: () => group.remove(),
  };
}

/** Around all that is visible; undefined for nothing. */
export function boundsOfVisible(layers: readonly MapLayer[]): [number, number, number, number] | undefined {
  const boxes = layers.flatMap(({ visible, bounds }) => (visible && bounds !== null ? [bounds] : []));
  const [first] = boxes;
  if (first === undefined) return undefined;
  return [
    Math.min(...boxes.map(([west]) => west)),
    Math.min(...boxes.map(([, south]) => south)),
    Math.max(...boxes.map(([, , east]) => east)),
    Math.max(...boxes.map(([, , , north]) => north)),
  ];
}

/** Says where the pointer is: latitude and longitude, as precise as the zoom. */
export function pointerPlace(map: GlMap): HTMLElement {
  const element = create("div", "mapcell-place");
  element.setAttribute("aria-hidden", "true"); // of use with a pointer alone
  map.on("mousemove", ({ lngLat }) => {
    const { lng, lat } = lngLat.wrap();
    const digits = Math.max(1, Math.min(6, Math.ceil(map.getZoom() / 3)));
    element.textContent = `${lat.toFixed(digits)}, ${lng.toFixed(digits)}  z ${map.getZoom().toFixed(1)}`;
  });
  map.on("mouseout", () => {
    element.textContent = "";
  });
  return element;
}
