import type { MapState } from "../map-state.ts";
import type { TaskItem, Verb } from "../tasks-state.ts";
import { create, replaceRows } from "./elements.ts";
import { LayerRow, type LayerActions } from "./layer-row.ts";
import { TaskControls } from "./task-controls.ts";
import { percentText, statusWord } from "./task-words.ts";

export interface PanelActions extends LayerActions {
  steer(task: number, verb: Verb): void;
}

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
    this.element.dataset["open"] = String(isOpen);
  }

  show({ layers, tasks, switched }: Pick<MapState, "layers" | "tasks" | "switched">): void {
    this.#empty.hidden = layers.length > 0;
    // topmost first, as one reads a legend
    const rows = layers.toReversed().map((layer) => {
      const row = this.#rows.get(layer.id) ?? new LayerRow(this.#actions);
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
