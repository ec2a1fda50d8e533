import type { Header, JsonObject } from "../../src/wire/message.ts";
import type { IoLink } from "./io-link.ts";
import type { StreamName } from "./io-messages.ts";
import { currentCell, currentRequest, type CellScope } from "./scope.ts";

/** One value as several formats: MIME type to JSON or text. */
export type MimeBundle = Readonly<Record<string, unknown>>;

export interface DisplayOptions {
  /** Makes the display updatable. Unique for every display; get one from `newDisplayId`. */
  readonly displayId?: string;
  readonly metadata?: JsonObject;
}

/** Where cells and what they started put their output. Everything goes home: to the cell the calling code belongs to. */
export interface Output {
  display(data: MimeBundle, options?: DisplayOptions): void;
  /** Replaces a display wherever it is shown, also after its cell has ended. */
  update(displayId: string, data: MimeBundle, options?: Pick<DisplayOptions, "metadata">): void;
  stream(name: StreamName, text: string): void;
  /** @param wait keeps the old output until the next one comes. */
  clear(wait: boolean): void;
}

const UPDATE = "update_display_data";

type Publisher = Pick<IoLink, "publish" | "stream">;

/**
 * The kernel's output. A message's parent decides which cell shows it: that of the calling code, found through its async
 * context; else the running one, else the last one that ran.
 */
export class KernelOutput implements Output {
  readonly #io: Publisher;
  /** Displays that can be updated, with the header of the cell that made them. */
  readonly #displays = new Map<string, Header | undefined>();
  /** The latest of each display that was updated while no cell ran. */
  readonly #missed = new Map<string, JsonObject>();
  #running: CellScope | undefined;
  #last: CellScope | undefined;

  constructor(io: Publisher) {
    this.#io = io;
  }

  get running(): CellScope | undefined {
    return this.#running;
  }

  cellStarted(cell: CellScope): void {
    this.#running = cell;
    this.#last = cell;
    for (const content of this.#missed.values()) this.#io.publish(UPDATE, content, { parent: cell.header });
    this.#missed.clear();
  }

  cellEnded(): void {
    this.#running = undefined;
  }

  display(data: MimeBundle, { displayId, metadata = {} }: DisplayOptions = {}): void {
    const parent = this.#home();
    if (displayId !== undefined) this.#displays.set(displayId, parent);
    const transient = displayId === undefined ? {} : { display_id: displayId };
    this.#io.publish("display_data", { data, metadata, transient }, { parent });
  }

  /**
   * Front ends find the display by its id; nbclient and its kin listen to the running cell's messages only, so that they
   * get with the next cell what they have missed between two.
   */
  update(displayId: string, data: MimeBundle, { metadata = {} }: Pick<DisplayOptions, "metadata"> = {}): void {
    const parent = this.#running?.header ?? this.#displays.get(displayId) ?? this.#home();
    const content = { data, metadata, transient: { display_id: displayId } };
    this.#io.publish(UPDATE, content, { parent });
    if (this.#running || this.#last?.interactive !== false) return;
    this.#missed.delete(displayId); // the order is that of the latest updates
    this.#missed.set(displayId, content);
  }

  stream(name: StreamName, text: string): void {
    if (text !== "") this.#io.stream(name, text, this.#home());
  }

  clear(wait: boolean): void {
    this.#io.publish("clear_output", { wait }, { parent: this.#home() });
  }

  /** The header for a message about a comm: the request being answered, else as `update` does. */
  commParent(): Header | undefined {
    return currentRequest() ?? this.#running?.header ?? this.#home();
  }

  #home(): Header | undefined {
    return (currentCell() ?? this.#running ?? this.#last)?.header;
  }
}
