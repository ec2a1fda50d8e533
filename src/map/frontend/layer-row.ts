import type { MapLayer } from "../map-state.ts";
import { create, iconButton } from "./elements.ts";

export interface LayerActions {
  setVisible(layer: MapLayer, visible: boolean): void;
  zoomTo(layer: MapLayer): void;
  /** Up by so many layers; down for a negative number. */
  move(layer: MapLayer, steps: number): void;
  /** Shows its rows. */
  table(layer: MapLayer): void;
  restyle(layer: MapLayer, style: { readonly color: string; readonly opacity: number }): void;
}

const ICONS = {
  zoom: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
  tools: "M3 4h10M3 8h10M3 12h10",
  up: "M8 13V3M4 7l4-4 4 4",
  down: "M8 3v10M4 9l4 4 4-4",
  table: "M2 3h12v10H2zM2 7h12M7 3v10",
  copy: "M5 5V2h9v9h-3M2 5h9v9H2z",
};
/** Of a long name the end that is never cut off, in letters. */
const TAIL = 8;
const SHORT = 20;

/** One layer of the panel: switch, legend, and tools that come out when asked for. Text is only ever set as text. */
export class LayerRow {
  readonly element = create("li", "mapcell-layer");
  readonly #box = create("input", "mapcell-layer-box");
  readonly #swatch = create("span", "mapcell-swatch");
  readonly #name = create("span", "mapcell-layer-name");
  readonly #count = create("span", "mapcell-layer-count");
  readonly #zoom = iconButton(ICONS.zoom);
  readonly #more = iconButton(ICONS.tools);
  readonly #classes = create("ul", "mapcell-classes");
  readonly #tools: Tools;
  #layer: MapLayer | undefined;

  constructor(actions: LayerActions) {
    this.#tools = new Tools(actions, () => this.#layer);
    this.#box.type = "checkbox";
    const label = create("label", "mapcell-layer-label");
    label.append(this.#box, this.#swatch, this.#name);
    this.element.append(label, this.#count, this.#zoom, this.#more, this.#tools.element, this.#classes);
    this.#box.addEventListener("change", () => this.#layer && actions.setVisible(this.#layer, this.#box.checked));
    this.#zoom.addEventListener("click", () => this.#layer && actions.zoomTo(this.#layer));
    this.#more.addEventListener("click", () => this.#open(this.#tools.element.hidden !== false));
    this.#open(false);
  }

  update(layer: MapLayer, visible: boolean): void {
    this.#layer = layer;
    const { name, count, style, bounds, stale } = layer;
    this.element.classList.toggle("mapcell-off", !visible);
    this.#box.checked = visible;
    paintSwatch(this.#swatch, layer, style.color);
    this.#swatch.hidden = style.classes.length > 0;
    showClasses(this.#classes, layer);
    showName(this.#name, name);
    this.#count.textContent = count.toLocaleString("en");
    this.#count.title = `${this.#count.textContent} ${count === 1 ? "feature" : "features"}`;
    if (stale !== undefined) {
      this.#count.textContent += " ↻";
      this.#count.title += `; out of date, ${stale}: %refresh ${quoted(name)}`;
    }
    describe(this.#zoom, `Zoom to ${name}`);
    this.#zoom.disabled = bounds === null;
    describe(this.#more, `Tools of ${name}`);
    this.#tools.update(layer);
  }

  #open(isOpen: boolean): void {
    this.#tools.element.hidden = !isOpen;
    this.#more.setAttribute("aria-expanded", String(isOpen));
  }
}

/** Colour, opacity, place among the others, and the line that says the same in a cell. */
class Tools {
  readonly element = create("div", "mapcell-layer-tools");
  readonly #color = create("input", "");
  readonly #opacity = create("input", "");
  readonly #up = iconButton(ICONS.up);
  readonly #down = iconButton(ICONS.down);
  readonly #table = iconButton(ICONS.table);
  readonly #copy = iconButton(ICONS.copy);
  readonly #line = create("input", "mapcell-line");
  readonly #said = create("span", "mapcell-line-said");

  constructor(actions: LayerActions, layerOf: () => MapLayer | undefined) {
    this.#color.type = "color";
    this.#opacity.type = "range";
    Object.assign(this.#opacity, { min: "0", max: "1", step: "0.05" });
    this.element.append(this.#color, this.#opacity, this.#up, this.#down, this.#table, this.#copy);
    this.element.append(this.#said, this.#line);
    this.#said.setAttribute("role", "status");
    this.#line.readOnly = true;
    this.#line.hidden = true;
    const on = (element: HTMLElement, event: "change" | "click", act: (layer: MapLayer) => void): void => {
      element.addEventListener(event, () => {
        const layer = layerOf();
        if (layer !== undefined) act(layer);
      });
    };
    const restyle = (layer: MapLayer): void =>
      actions.restyle(layer, { color: this.#color.value, opacity: this.#opacity.valueAsNumber });
    on(this.#color, "change", restyle);
    on(this.#opacity, "change", restyle);
    on(this.#up, "click", (layer) => actions.move(layer, 1));
    on(this.#down, "click", (layer) => actions.move(layer, -1));
    on(this.#copy, "click", (layer) => void this.#copyLine(styleLine(layer)));
    on(this.#table, "click", (layer) => actions.table(layer));
  }

  /** The line is there to be read and copied by hand, whether or not there is a clipboard. */
  async #copyLine(text: string): Promise<void> {
    this.#line.hidden = false;
    this.#line.value = text;
    this.#said.textContent = (await isCopied(text)) ? "Copied:" : "No clipboard here. Copy this line:";
    this.#line.focus();
    this.#line.select();
  }

  update({ name, style }: MapLayer): void {
    this.#color.value = style.color;
    this.#color.disabled = style.classes.length > 0;
    this.#opacity.valueAsNumber = style.opacity;
    describe(this.#color, `Colour of ${name}`);
    describe(this.#opacity, `Opacity of ${name}`);
    describe(this.#up, `Move ${name} up`);
    describe(this.#down, `Move ${name} down`);
    describe(this.#table, `Table of ${name}`);
    describe(this.#line, `Line for the style of ${name}`);
    describe(this.#copy, `Copy the style of ${name} as a line`);
  }
}

/** Pages that are not secure have no clipboard, and browsers may refuse it. */
async function isCopied(text: string): Promise<boolean> {
  const { clipboard } = navigator as { readonly clipboard?: Clipboard };
  if (clipboard === undefined) return false;
  return clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}

function describe(element: HTMLElement, text: string): void {
  element.setAttribute("aria-label", text);
  element.title = text;
}

/** What makes it look so when it stands in a cell. Classes stay as the cell that made them says. */
function styleLine({ name, style: { color, opacity, classes } }: MapLayer): string {
  return `%style ${quoted(name)}${classes.length > 0 ? "" : ` --color ${color}`} --opacity ${opacity}`;
}

function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `"${text.replaceAll('"', '\\"')}"`;
}

function showName(element: HTMLElement, name: string): void {
  if (element.title === name) return;
  element.title = name;
  const letters = Array.from(name);
  if (letters.length <= SHORT) {
    element.textContent = name;
    return;
  }
  const head = create("span", "mapcell-name-head", letters.slice(0, -TAIL).join(""));
  element.replaceChildren(head, create("span", "mapcell-name-tail", letters.slice(-TAIL).join("")));
}

/** Just the colour that is seen on the map, over its land. */
function paintSwatch(swatch: HTMLElement, { kind, style }: MapLayer, color: string): void {
  const isArea = kind === "polygon" || kind === "mixed";
  swatch.dataset["kind"] = kind;
  swatch.style.setProperty("--mapcell-color", color);
  swatch.style.setProperty("--mapcell-alpha", `${Math.round(100 * style.opacity * (isArea ? style.fillOpacity : 1))}%`);
  swatch.style.setProperty("--mapcell-outline", style.outline ?? "transparent");
}

function showClasses(list: HTMLElement, layer: MapLayer): void {
  const { classes, by } = layer.style;
  list.hidden = classes.length === 0;
  list.setAttribute("aria-label", `Classes of ${layer.name} by ${by}`);
  const rows = classes.map(({ color, label: text, count }) => {
    const row = create("li", "mapcell-class");
    const swatch = create("span", "mapcell-swatch");
    paintSwatch(swatch, layer, color);
    const number = create("span", "mapcell-layer-count", count.toLocaleString("en"));
    row.append(swatch, create("span", "mapcell-class-label", text), number);
    return row;
  });
  list.replaceChildren(...(classes.length === 0 ? [] : [create("li", "mapcell-class-by", by)]), ...rows);
}
