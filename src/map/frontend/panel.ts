import type { MapLayer, MapState } from "../map-state.ts";
import type { TaskItem, Verb } from "../tasks-state.ts";
import { create, iconButton, replaceRows } from "./elements.ts";
import { TaskControls } from "./task-controls.ts";
import { percentText, statusWord } from "./task-words.ts";

export interface PanelActions {
  setVisible(layer: MapLayer, visible: boolean): void;
  zoomTo(layer: MapLayer): void;
  steer(task: number, verb: Verb): void;
}

const ZOOM_ICON = "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4";

/** The list of layers with their legend, and the tasks that are under way. Text is only ever set as text. */
export class Panel {
  readonly element = create("section", "mapcell-panel");
  readonly #actions: PanelActions;
  readonly #toggle = create("button", "mapcell-panel-toggle", "Layers");
  readonly #body = create("div", "mapcell-panel-body");
  readonly #layers = create("ul", "mapcell-layers");
  readonly #tasks = create("ul", "mapcell-tasks");
  readonly #tasksTitle = create("h4", "mapcell-tasks-title", "Tasks");
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
      const row = this.#taskRows.get(task.id) ?? taskRow((verb) => this.#actions.steer(task.id, verb));
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
  const zoom = iconButton(ZOOM_ICON);
  label.append(box, swatch, name);
  const classes = create("ul", "mapcell-classes");
  element.append(label, count, zoom, classes);
  box.addEventListener("change", () => act(id, box.checked));
  zoom.addEventListener("click", () => act(id, undefined));
  return {
    element,
    layer: undefined,
    update(layer, visible) {
      this.layer = layer;
      element.classList.toggle("mapcell-off", !visible);
      box.checked = visible;
      paintSwatch(swatch, layer, layer.style.color);
      swatch.hidden = layer.style.classes.length > 0;
      showClasses(classes, layer);
      name.textContent = layer.name;
      name.title = layer.name;
      count.textContent = layer.count.toLocaleString("en");
      count.title = `${count.textContent} ${layer.count === 1 ? "feature" : "features"}`;
      zoom.setAttribute("aria-label", `Zoom to ${layer.name}`);
      zoom.title = `Zoom to ${layer.name}`;
      zoom.disabled = layer.bounds === null;
    },
  };
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
  const rows = classes.map(({ color, label, count }) => {
    const row = create("li", "mapcell-class");
    const swatch = create("span", "mapcell-swatch");
    paintSwatch(swatch, layer, color);
    const number = create("span", "mapcell-layer-count", count.toLocaleString("en"));
    row.append(swatch, create("span", "mapcell-class-label", label), number);
    return row;
  });
  list.replaceChildren(...(classes.length === 0 ? [] : [create("li", "mapcell-class-by", by)]), ...rows);
}

interface TaskRow {
  readonly element: HTMLElement;
  update(task: TaskItem): void;
}

function taskRow(steer: (verb: Verb) => void): TaskRow {
  const element = create("li", "mapcell-task");
  const name = create("span", "mapcell-task-name");
  const state = create("span", "mapcell-task-state");
  const bar = create("progress", "mapcell-task-bar");
  const waits = create("span", "mapcell-task-waits");
  const controls = new TaskControls(steer);
  element.append(name, state, controls.element, bar, waits);
  return {
    element,
    update(task) {
      const { id, depth, status, fraction } = task;
      element.style.setProperty("--mapcell-depth", String(depth));
      name.textContent = task.name;
      name.title = `${id} ${task.name}`;
      const works = status === "running" || status === "cancelling";
      state.textContent = status === "running" ? percentText(fraction) : statusWord(task);
      bar.hidden = !works;
      bar.value = fraction;
      bar.setAttribute("aria-label", task.name);
      const [first, ...others] = task.waitsFor;
      waits.hidden = first === undefined;
      waits.textContent = `waits for ${first?.name ?? ""}${others.length > 0 ? ` and ${others.length} more` : ""}`;
      waits.title = task.waitsFor.map((other) => `${other.id} ${other.name}`).join(", ");
      controls.update(task);
    },
  };
}
