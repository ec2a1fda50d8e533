import type { MapLayer, MapState, MapTask } from "../map-state.ts";

export interface PanelActions {
  setVisible(layer: MapLayer, visible: boolean): void;
  zoomTo(layer: MapLayer): void;
  cancel(task: MapTask): void;
}

const PERCENT = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 0 });

/** The list of layers with their legend, and the tasks that are under way. Text is only ever set as text. */
export class Panel {
  readonly element = create("section", "mapcell-panel");
  readonly #actions: PanelActions;
  readonly #toggle = create("button", "mapcell-panel-toggle", "Layers");
  readonly #body = create("div", "mapcell-panel-body");
  readonly #layers = create("ul", "mapcell-layers");
  readonly #tasks = create("ul", "mapcell-tasks");
  readonly #tasksTitle = create("h4", "mapcell-tasks-title", "Running");
  readonly #empty = create("p", "mapcell-empty", "No layers yet");
  readonly #rows = new Map<string, LayerRow>();
  readonly #taskRows = new Map<number, TaskRow>();

  constructor(actions: PanelActions) {
    this.#actions = actions;
    this.element.setAttribute("aria-label", "Layers and tasks");
    this.#toggle.type = "button";
    this.#toggle.addEventListener("click", () => this.open(this.#body.hidden !== false));
    this.open(true);
    this.#body.append(this.#empty, this.#layers, this.#tasksTitle, this.#tasks);
    this.element.append(this.#toggle, this.#body);
  }

  open(isOpen: boolean): void {
    this.#body.hidden = !isOpen;
    this.#toggle.setAttribute("aria-expanded", String(isOpen));
  }

  show({ layers, tasks, switched }: Pick<MapState, "layers" | "tasks" | "switched">): void {
    this.#empty.hidden = layers.length > 0;
    // topmost first, as one reads a legend
    const rows = layers.toReversed().map((layer) => {
      const row = this.#rows.get(layer.id) ?? layerRow(layer.id, (id, visible) => this.#act(id, visible));
      row.update(layer, switched[layer.id] ?? layer.visible);
      return [layer.id, row] as const;
    });
    replaceRows(this.#layers, this.#rows, rows);
    this.#tasksTitle.hidden = tasks.length === 0;
    const taskRows = tasks.map((task) => {
      const row = this.#taskRows.get(task.id) ?? taskRow(() => this.#actions.cancel(task));
      row.update(task);
      return [task.id, row] as const;
    });
    replaceRows(this.#tasks, this.#taskRows, taskRows);
  }

  /** @param visible undefined asks to zoom. */
  #act(id: string, visible: boolean | undefined): void {
    const layer = this.#rows.get(id)?.layer;
    if (layer === undefined) return;
    if (visible === undefined) this.#actions.zoomTo(layer);
    else this.#actions.setVisible(layer, visible);
  }
}

interface LayerRow {
  readonly element: HTMLElement;
  layer: MapLayer | undefined;
  update(layer: MapLayer, visible: boolean): void;
}

function layerRow(id: string, act: (id: string, visible: boolean | undefined) => void): LayerRow {
  const element = create("li", "mapcell-layer");
  const label = create("label", "mapcell-layer-label");
  const box = create("input", "mapcell-layer-box");
  box.type = "checkbox";
  const swatch = create("span", "mapcell-swatch");
  const name = create("span", "mapcell-layer-name");
  const count = create("span", "mapcell-layer-count");
  const zoom = create("button", "mapcell-icon-button");
  zoom.type = "button";
  zoom.append(zoomIcon());
  label.append(box, swatch, name);
  element.append(label, count, zoom);
  box.addEventListener("change", () => act(id, box.checked));
  zoom.addEventListener("click", () => act(id, undefined));
  return {
    element,
    layer: undefined,
    update(layer, visible) {
      this.layer = layer;
      element.classList.toggle("mapcell-off", !visible);
      box.checked = visible;
      swatch.dataset["kind"] = layer.kind;
      swatch.style.setProperty("--mapcell-color", layer.color);
      name.textContent = layer.name;
      name.title = layer.name;
      count.textContent = layer.count.toLocaleString("en");
      count.title = `${layer.count.toLocaleString("en")} features`;
      zoom.setAttribute("aria-label", `Zoom to ${layer.name}`);
      zoom.title = `Zoom to ${layer.name}`;
      zoom.disabled = layer.bounds === null;
    },
  };
}

interface TaskRow {
  readonly element: HTMLElement;
  update(task: MapTask): void;
}

function taskRow(cancel: () => void): TaskRow {
  const element = create("li", "mapcell-task");
  const name = create("span", "mapcell-task-name");
  const state = create("span", "mapcell-task-state");
  const bar = create("progress", "mapcell-task-bar");
  const stop = create("button", "mapcell-icon-button", "×");
  stop.type = "button";
  stop.addEventListener("click", cancel);
  element.append(name, state, stop, bar);
  return {
    element,
    update({ description, status, fraction }) {
      name.textContent = description;
      name.title = description;
      state.textContent = status === "running" ? PERCENT.format(fraction) : status;
      bar.value = fraction;
      bar.setAttribute("aria-label", description);
      stop.setAttribute("aria-label", `Cancel ${description}`);
      stop.title = "Cancel";
      stop.disabled = status === "cancelling";
    },
  };
}

/** Leaves rows that stay where they are, so that focus and clicks survive an update. */
function replaceRows<Key, Row extends { readonly element: HTMLElement }>(
  list: HTMLElement,
  known: Map<Key, Row>,
  rows: readonly (readonly [Key, Row])[],
): void {
  const kept = new Set(rows.map(([key]) => key));
  for (const [key, row] of known) {
    if (kept.has(key)) continue;
    row.element.remove();
    known.delete(key);
  }
  rows.forEach(([key, row], index) => {
    known.set(key, row);
    const there = list.children[index];
    if (there !== row.element) list.insertBefore(row.element, there ?? null);
  });
}

/** An element with a class and, maybe, a text. */
export function create<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  text = "",
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

function zoomIcon(): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4");
  svg.append(path);
  return svg;
}
