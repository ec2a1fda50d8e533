import type { FieldSpread } from "../../tables/table-query.ts";
import type { MapLayer } from "../map-state.ts";
import type { RowsFound } from "../protocol.ts";
import type { CommChannel } from "./channel.ts";
import { create, iconButton } from "./elements.ts";
import { tableHead } from "./table-head.ts";
import { TableWindow } from "./table-window.ts";

const CLOSE = "M4 4l8 8M12 4l-8 8";
const ROW_PX = 24;
/** Rows that are asked for at a time, those in sight among them. */
const CHUNK = 100;
const TYPING_MS = 250;
const WIDE = { number: 110, text: 170 };
const NUMBERS: ReadonlySet<string> = new Set(["integer", "integer64", "number"]);

export interface TableEvents {
  /** A row was chosen; undefined for none. */
  choose(layer: MapLayer, feature: number | undefined): void;
  zoomTo(layer: MapLayer, feature: number): void;
  opened(isOpen: boolean): void;
}

/** The rows of one layer below the map: pulled as they are looked at, sorted and searched by the kernel. */
export class AttributeTable {
  readonly element = create("section", "mapcell-table");
  readonly #channel: CommChannel;
  readonly #events: TableEvents;
  readonly #title = create("strong", "mapcell-table-title");
  readonly #count = create("span", "mapcell-table-count");
  readonly #problem = create("span", "mapcell-table-problem");
  readonly #search = field("Search", "Rows that contain this text");
  readonly #filter = field("Filter", 'Rows of which an expression is true: "population" > 1000');
  readonly #grid = create("div", "mapcell-table-grid");
  readonly #heads = create("div", "mapcell-table-heads");
  readonly #space = create("div", "mapcell-table-space");
  readonly #rows = create("div", "mapcell-table-rows");
  readonly #window = new TableWindow(ROW_PX);
  #layer: MapLayer | undefined;
  #fields: readonly FieldSpread[] = [];
  #widths: number[] = [];
  #sort = { field: 0, descending: false };
  /** What was asked for last: answers to earlier questions are stale. */
  #asked = 0;
  #found: RowsFound = { total: 0, from: 0, place: -1, rows: [] };
  #active = -1;
  #chosen: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(channel: CommChannel, events: TableEvents) {
    this.#channel = channel;
    this.#events = events;
    const close = iconButton(CLOSE);
    close.title = "Close the table";
    close.setAttribute("aria-label", close.title);
    close.addEventListener("click", () => this.close());
    const bar = create("div", "mapcell-table-bar");
    bar.append(this.#title, this.#count, this.#search, this.#filter, close);
    this.#problem.setAttribute("role", "alert");
    this.#count.setAttribute("role", "status");
    this.#grid.setAttribute("role", "grid");
    this.#grid.tabIndex = 0;
    this.#heads.setAttribute("role", "row");
    this.#rows.setAttribute("role", "rowgroup");
    this.#space.append(this.#rows);
    this.#grid.append(this.#heads, this.#space);
    this.element.append(bar, this.#problem, this.#grid);
    this.element.hidden = true;
    for (const input of [this.#search, this.#filter]) input.addEventListener("input", () => this.#askSoon());
    this.#grid.addEventListener("scroll", () => this.#draw());
    this.#grid.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** The layer whose rows are shown. */
  get layer(): MapLayer | undefined {
    return this.element.hidden ? undefined : this.#layer;
  }

  async open(layer: MapLayer): Promise<void> {
    this.#layer = layer;
    this.element.hidden = false;
    this.#events.opened(true);
    this.element.setAttribute("aria-label", `Table of ${layer.name}`);
    this.#grid.setAttribute("aria-label", `Rows of ${layer.name}`);
    this.#title.textContent = layer.name;
    this.#title.title = layer.name;
    [this.#search.value, this.#filter.value] = ["", ""];
    this.#sort = { field: 0, descending: false };
    this.#choose(undefined);
    const fields = await this.#channel.spreads(layer.id, layer.rev);
    if (this.#layer?.id !== layer.id || this.#layer.rev !== layer.rev || fields === null) return;
    this.#fields = fields;
    this.#widths = fields.map(({ type }) => (NUMBERS.has(type) ? WIDE.number : WIDE.text));
    this.#grid.setAttribute("aria-colcount", String(fields.length + 1));
    this.#showHeads();
    await this.#ask();
    this.#grid.focus();
  }

  close(): void {
    this.element.hidden = true;
    this.#events.opened(false);
    this.#choose(undefined);
    this.#layer = undefined;
  }

  /** Follows the layers: a new revision is read again, and what is gone is closed. */
  follow(layers: readonly MapLayer[]): void {
    const before = this.#layer;
    if (before === undefined) return;
    const now = layers.find(({ id }) => id === before.id);
    if (now === undefined) this.close();
    else if (now.rev !== before.rev) void this.open(now);
    else this.#layer = now;
  }

  /** Brings the row of a feature in sight. */
  async show(feature: number): Promise<void> {
    await this.#ask(feature);
    if (this.#found.place < 0) return;
    this.#choose(feature);
    this.#move(this.#found.place);
  }

  #askSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), TYPING_MS);
  }

  /** @param feature whose row the answer begins around; undefined for those in sight */
  async #ask(feature?: number): Promise<void> {
    const layer = this.#layer;
    if (layer === undefined) return;
    const question = ++this.#asked;
    const from = Math.max(0, Math.floor(this.#first()) - 20);
    const answer = await this.#channel.rows({
      layer: layer.id,
      rev: layer.rev,
      from,
      count: CHUNK,
      ...(feature === undefined ? {} : { feature }),
      sort: this.#sort.field,
      descending: this.#sort.descending,
      search: this.#search.value,
      filter: this.#filter.value,
    });
    if (question !== this.#asked || answer === null) return;
    this.#problem.textContent = "problem" in answer ? answer.problem : "";
    if ("problem" in answer) return;
    this.#found = answer;
    this.#window.total = answer.total;
    this.#space.style.height = `${this.#window.heightPx}px`;
    this.#grid.setAttribute("aria-rowcount", String(answer.total + 1));
    this.#count.textContent = countText(answer.total, layer.count);
    this.#draw();
  }

  #view(): number {
    return Math.max(ROW_PX, this.#grid.clientHeight - this.#heads.offsetHeight);
  }

  #first(): number {
    return this.#window.firstAt(this.#grid.scrollTop, this.#view());
  }

  /** The rows in sight that are here; asks for those that are not. */
  #draw(): void {
    const first = this.#first();
    const [start, end] = [
      Math.floor(first),
      Math.min(this.#window.total, Math.ceil(first + this.#view() / ROW_PX) + 1),
    ];
    const { from, rows } = this.#found;
    const top = this.#grid.scrollTop - (first - start) * ROW_PX;
    this.#rows.style.transform = `translateY(${Math.round(top)}px)`;
    const shown = Array.from({ length: Math.max(0, end - start) }, (_, index) => this.#row(start + index));
    this.#rows.replaceChildren(...shown);
    if (this.#active < 0) this.#grid.removeAttribute("aria-activedescendant");
    else this.#grid.setAttribute("aria-activedescendant", this.#idOf(this.#active));
    if (end > start && (start < from || end > from + rows.length)) this.#askSoon();
  }

  #row(place: number): HTMLElement {
    const row = create("div", "mapcell-table-row");
    row.setAttribute("role", "row");
    row.id = this.#idOf(place);
    row.setAttribute("aria-rowindex", String(place + 2));
    const values = this.#found.rows[place - this.#found.from];
    const feature = values?.[0];
    row.setAttribute("aria-selected", String(feature !== undefined && feature === this.#chosen));
    row.classList.toggle("mapcell-active", place === this.#active);
    const cells = this.#fields.map(({ type }, column) => {
      const value = values?.[column + 1];
      const cell = create(
        "div",
        NUMBERS.has(type) ? "mapcell-table-number" : "",
        values === undefined ? "…" : cellText(value),
      );
      cell.setAttribute("role", "gridcell");
      cell.title = cell.textContent;
      if (value === null) cell.classList.add("mapcell-null");
      return cell;
    });
    const number = create("div", "mapcell-table-number mapcell-null", feature === undefined ? "" : String(feature));
    number.setAttribute("role", "rowheader");
    row.append(number, ...cells);
    row.addEventListener("click", () => {
      if (feature !== undefined) this.#choose(Number(feature));
      this.#move(place);
    });
    row.addEventListener("dblclick", () => this.#zoom());
    return row;
  }

  #idOf(place: number): string {
    return `mapcell-table-${this.#channel.view}-${place}`;
  }

  #choose(feature: number | undefined): void {
    this.#chosen = feature;
    if (feature === undefined) this.#active = -1;
    if (this.#layer !== undefined) this.#events.choose(this.#layer, feature);
  }

  #zoom(): void {
    if (this.#layer !== undefined && this.#chosen !== undefined) this.#events.zoomTo(this.#layer, this.#chosen);
  }

  #move(place: number): void {
    this.#active = Math.max(0, Math.min(this.#window.total - 1, place));
    const to = this.#window.scrollTo(this.#active, this.#grid.scrollTop, this.#view());
    if (to !== undefined) this.#grid.scrollTop = to;
    this.#draw();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.target !== this.#grid) return;
    const page = Math.max(1, Math.floor(this.#view() / ROW_PX) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step !== undefined) this.#move(this.#active + step);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" || event.key === " ") this.#chooseActive(event.key === "Enter");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #chooseActive(zoom: boolean): void {
    const feature = this.#found.rows[this.#active - this.#found.from]?.[0];
    if (feature === undefined) return;
    this.#choose(Number(feature));
    this.#draw();
    if (zoom) this.#zoom();
  }

  #showHeads(): void {
    const corner = create("div", "mapcell-table-head mapcell-null", "#");
    corner.setAttribute("role", "columnheader");
    const heads = this.#fields.map((one, index) =>
      tableHead(one, this.#widths[index]!, {
        reorder: () => this.#sortBy(index + 1),
        resize: (width) => {
          this.#widths[index] = width;
          this.#setColumns();
        },
      }),
    );
    this.#heads.replaceChildren(corner, ...heads);
    this.#setColumns();
    this.#markSort();
  }

  #setColumns(): void {
    this.#grid.style.setProperty("--mapcell-columns", `64px ${this.#widths.map((width) => `${width}px`).join(" ")}`);
    this.#grid.style.setProperty("--mapcell-width", `${64 + this.#widths.reduce((sum, width) => sum + width, 0)}px`);
  }

  /** Upwards, downwards, and as the layer has them. */
  #sortBy(number: number): void {
    const { field: before, descending } = this.#sort;
    if (before !== number) this.#sort = { field: number, descending: false };
    else this.#sort = descending ? { field: 0, descending: false } : { field: number, descending: true };
    this.#markSort();
    void this.#ask();
  }

  #markSort(): void {
    const { field: number, descending } = this.#sort;
    [...this.#heads.children].forEach((head, index) => {
      if (index > 0)
        head.setAttribute("aria-sort", index !== number ? "none" : descending ? "descending" : "ascending");
    });
  }
}

function field(label: string, hint: string): HTMLInputElement {
  const input = create("input", "mapcell-table-input");
  input.type = "search";
  input.placeholder = label;
  input.title = hint;
  input.setAttribute("aria-label", label);
  return input;
}

function countText(total: number, all: number): string {
  const rows = all === 1 ? "row" : "rows";
  return total === all
    ? `${all.toLocaleString("en")} ${rows}`
    : `${total.toLocaleString("en")} of ${all.toLocaleString("en")} ${rows}`;
}

/** Null as –, numbers with thousands. */
function cellText(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return value.toLocaleString("en", { maximumFractionDigits: 6 });
  return String(value);
}
