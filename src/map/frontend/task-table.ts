import type { TaskItem, TaskList, Verb } from "../tasks-state.ts";
import { create, replaceRows } from "./elements.ts";
import { TaskControls } from "./task-controls.ts";
import { durationText, memoryText, percentText, SIGNS, statusWord } from "./task-words.ts";

const COLUMNS = [
  ["id", "#"],
  ["name", "Task"],
  ["state", "State"],
  ["lane", "Lane"],
  ["time", "Time"],
  ["memory", "Memory"],
  ["steer", ""],
] as const;
type Column = (typeof COLUMNS)[number][0];

/** The table of all tasks, with buttons. Text is only ever set as text. */
export class TaskTable {
  readonly element = create("section", "mapcell-task-table");
  readonly #steer: (id: number, verb: Verb) => void;
  readonly #counts = create("p", "mapcell-task-counts");
  readonly #table = create("table", "");
  readonly #body = create("tbody", "");
  readonly #news = create("div", "mapcell-unseen");
  readonly #rows = new Map<number, TaskRow>();

  constructor(steer: (id: number, verb: Verb) => void) {
    this.#steer = steer;
    this.element.setAttribute("aria-label", "Tasks");
    this.#news.setAttribute("role", "status");
    this.#table.setAttribute("role", "table");
    this.#body.setAttribute("role", "rowgroup");
    this.#table.append(titleRow(), this.#body);
    this.element.append(this.#counts, this.#table, this.#news);
  }

  show({ counts, items }: TaskList): void {
    this.#counts.textContent = counts;
    this.#table.hidden = items.length === 0;
    const rows = items.map((item) => {
      const row = this.#rows.get(item.id) ?? new TaskRow((verb) => this.#steer(item.id, verb));
      const news = row.update(item);
      if (news !== undefined) this.#news.textContent = news;
      return [item.id, row] as const;
    });
    replaceRows(this.#body, this.#rows, rows);
  }
}

/** Rows are laid out as grids, which takes their meaning away: roles say it again. */
function titleRow(): HTMLElement {
  const head = create("thead", "");
  const row = create("tr", "mapcell-task-titles");
  for (const [column, title] of COLUMNS) {
    const cell = create("th", `mapcell-col-${column}`, title);
    cell.setAttribute("role", "columnheader");
    row.append(cell);
  }
  head.setAttribute("role", "rowgroup");
  row.setAttribute("role", "row");
  head.append(row);
  return head;
}

class TaskRow {
  readonly element = create("tr", "mapcell-task-row");
  readonly #cells: Readonly<Record<Column, HTMLTableCellElement>>;
  readonly #sign = create("span", "mapcell-task-sign");
  readonly #name = create("span", "");
  readonly #bar = create("progress", "mapcell-task-bar");
  readonly #share = create("span", "mapcell-task-share");
  readonly #note = create("span", "mapcell-task-note");
  readonly #controls: TaskControls;
  #status: TaskItem["status"] | undefined;

  constructor(steer: (verb: Verb) => void) {
    this.#controls = new TaskControls(steer);
    const cells = COLUMNS.map(([column]) => [column, create("td", `mapcell-col-${column}`)] as const);
    this.#cells = Object.fromEntries(cells) as Record<Column, HTMLTableCellElement>;
    this.#sign.setAttribute("role", "img");
    this.#cells.name.append(this.#sign, this.#name);
    this.#cells.state.append(this.#bar, this.#share, this.#note);
    this.#cells.steer.append(this.#controls.element);
    for (const cell of Object.values(this.#cells)) cell.setAttribute("role", "cell");
    this.element.setAttribute("role", "row");
    this.element.append(...Object.values(this.#cells));
  }

  /** @returns what to tell those who can't see the table: that the task has just ended */
  update(item: TaskItem): string | undefined {
    const cells = this.#cells;
    const before = this.#status;
    this.#status = item.status;
    this.element.dataset["status"] = item.status;
    setText(cells.id, String(item.id));
    cells.name.style.setProperty("--mapcell-depth", String(item.depth));
    cells.name.title = item.name;
    setText(this.#sign, SIGNS[item.status]);
    this.#sign.setAttribute("aria-label", statusWord(item));
    setText(this.#name, item.name);
    this.#updateState(item);
    setText(cells.lane, item.lanes.join(", "));
    setText(cells.time, item.elapsedMs === undefined ? "" : durationText(item.elapsedMs));
    setText(cells.memory, item.memoryBytes === undefined ? "" : memoryText(item.memoryBytes));
    this.#controls.update(item);
    const isNews = hasEnded(item) && before !== undefined && before !== item.status;
    return isNews ? `Task ${item.id}, ${item.name}: ${statusWord(item)}` : undefined;
  }

  #updateState(item: TaskItem): void {
    const works = item.status === "running" || item.status === "cancelling";
    this.#bar.hidden = !works;
    this.#share.hidden = !works;
    this.#bar.value = item.fraction;
    this.#bar.setAttribute("aria-label", item.name);
    setText(this.#share, percentText(item.fraction));
    const waits = item.waitsFor.length === 0 ? "" : `waits for ${item.waitsFor.map(({ id }) => id).join(", ")}`;
    const priority = item.priority === 0 || hasEnded(item) ? "" : `priority ${item.priority}`;
    setText(this.#note, [item.note, waits, priority].filter((text) => text !== "").join(", "));
    this.#cells.state.title = [item.note, ...item.waitsFor.map(({ id, name }) => `${id} ${name}`)].join("\n");
  }
}

function hasEnded({ status }: TaskItem): boolean {
  return status === "complete" || status === "failed" || status === "canceled";
}

/** A screen reader, and a selection, are disturbed only by what has changed. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
