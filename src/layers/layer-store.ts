import { SpatialError } from "../errors.ts";
import { freshStyle, type LayerStyle } from "./layer-style.ts";
import type { Layer } from "./layer.ts";
import { didYouMean } from "./near-names.ts";

/** A name's claim by one submission. Valid until the name is submitted again or removed. */
export interface Ticket {
  readonly name: string;
}

/** A layer with what belongs to its place in the session; it stays when the layer is replaced. */
export interface StoredLayer {
  /** "layer-1", "layer-2" … in the order of first submission: the same whenever the notebook runs from the top. */
  readonly id: string;
  readonly name: string;
  readonly layer: Layer;
  /** 1 for the first content, one more at each replacement. */
  readonly revision: number;
  readonly visible: boolean;
  readonly style: LayerStyle;
  /** Place among the layers of the session, by first submission, from 0; unique, with gaps. */
  readonly order: number;
}

export interface LayerChange {
  readonly kind: "added" | "replaced" | "restyled" | "removed";
  /** As it is now; for `removed` as it was. */
  readonly stored: StoredLayer;
}

/** The classes and labels of other features mean nothing. */
function withoutClasses({ classes: _classes, labels: _labels, problem: _problem, ...style }: LayerStyle): LayerStyle {
  return style;
}

interface StoredPlace {
  readonly order: number;
  /** What the layer starts with; chosen at submission, so that it doesn't depend on which task ends first. */
  style: LayerStyle;
  visible: boolean;
  /** The latest submission, while it has not settled. */
  pending: Ticket | undefined;
  stored: StoredLayer | undefined;
}

/**
 * The layers of the session by name. A name means its latest submission: `bind` at submission gives a ticket, and only
 * the latest ticket of a name can put a layer there, whichever task ends last. Lives on the main loop alone.
 */
export class LayerStore {
  readonly #places = new Map<string, StoredPlace>();
  readonly #listeners = new Set<(change: LayerChange) => void>();
  #nextOrder = 0;

  /** Claims the name for the submission being made; earlier claims of the same name are void. */
  bind(name: string): Ticket {
    const ticket: Ticket = Object.freeze({ name });
    const place = this.#places.get(name) ?? this.#newPlace();
    place.pending = ticket;
    this.#places.set(name, place);
    return ticket;
  }

  /** Whether this ticket's submission is still what its name means. */
  isLatest(ticket: Ticket): boolean {
    return this.#places.get(ticket.name)?.pending === ticket;
  }

  /**
   * Puts the layer under the ticket's name; id, order, visibility and style stay. Does nothing, and returns undefined,
   * when the ticket was superseded. A ticket settles once.
   */
  settle(ticket: Ticket, layer: Layer): StoredLayer | undefined {
    const place = this.#places.get(ticket.name);
    if (place?.pending !== ticket) return undefined;
    place.pending = undefined;
    const before = place.stored;
    const named = layer.name === ticket.name ? layer : layer.withName(ticket.name);
    const stored: StoredLayer = before
      ? { ...before, layer: named, revision: before.revision + 1, style: withoutClasses(before.style) }
      : {
          id: `layer-${place.order + 1}`,
          name: ticket.name,
          layer: named,
          revision: 1,
          visible: place.visible,
          style: place.style,
          order: place.order,
        };
    this.#put(place, stored, before ? "replaced" : "added");
    return stored;
  }

  /** Gives a claim back that ended without a layer (failed, canceled). What was there before stays. */
  release(ticket: Ticket): void {
    const place = this.#places.get(ticket.name);
    if (place?.pending === ticket) place.pending = undefined;
  }

  /** Puts a layer at once, as a submission of its own. */
  set(name: string, layer: Layer): StoredLayer {
    const stored = this.settle(this.bind(name), layer);
    if (stored === undefined) throw new Error("a ticket just made is the latest one");
    return stored;
  }

  get(name: string): StoredLayer | undefined {
    return this.#places.get(name)?.stored;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** By order of first submission, whichever was finished first. */
  list(): StoredLayer[] {
    return [...this.#places.values()].flatMap(({ stored }) => stored ?? []).toSorted((a, b) => a.order - b.order);
  }

  /** Also of a layer that is being made. @throws UNKNOWN_LAYER */
  setVisible(name: string, visible: boolean): void {
    const place = this.#places.get(name);
    if (place !== undefined && place.stored === undefined) place.visible = visible;
    else if (place?.stored?.visible !== visible) this.#change(name, { visible });
  }

  /** Makes just these visible, of all that have been submitted until now; what comes later is visible by itself. */
  showOnly(names: readonly string[]): void {
    for (const name of this.#places.keys()) this.setVisible(name, names.includes(name));
  }

  /**
   * Changes what is given and keeps the rest; of a layer that is being made, what it starts with.
   * @throws UNKNOWN_LAYER, BAD_ARGUMENT
   */
  setStyle(name: string, style: Partial<LayerStyle>): void {
    const { opacity } = style;
    if (opacity !== undefined && !(opacity >= 0 && opacity <= 1)) {
      throw new SpatialError("BAD_ARGUMENT", `opacity is ${opacity}; expected a number from 0 to 1.`);
    }
    const place = this.#places.get(name);
    if (place !== undefined && place.stored === undefined) place.style = { ...place.style, ...style };
    else this.#change(name, { style: { ...this.#expect(name).style, ...style } });
  }

  /** Removes the layer and voids a submission under way. @throws UNKNOWN_LAYER when the name means nothing. */
  remove(name: string): void {
    const place = this.#places.get(name);
    if (place?.pending === undefined) this.#expect(name);
    const stored = place?.stored;
    this.#places.delete(name);
    if (stored) this.#emit({ kind: "removed", stored });
  }

  /** Calls the listener after each change, within the call that made it, until the signal aborts. */
  on(_event: "change", listener: (change: LayerChange) => void, options: { signal?: AbortSignal } = {}): void {
    if (options.signal?.aborted) return;
    // wrapped, so that one function given twice is told twice and each signal ends its own
    const entry = (change: LayerChange): void => listener(change);
    this.#listeners.add(entry);
    options.signal?.addEventListener("abort", () => this.#listeners.delete(entry), { once: true });
  }

  #newPlace(): StoredPlace {
    const used = [...this.#places.values()].map(({ style, stored }) => (stored?.style ?? style).color);
    return { order: this.#nextOrder++, style: freshStyle(used), visible: true, pending: undefined, stored: undefined };
  }

  #change(name: string, change: Partial<Pick<StoredLayer, "visible" | "style">>): void {
    const before = this.#expect(name);
    const place = this.#places.get(name);
    if (place) this.#put(place, { ...before, ...change }, "restyled");
  }

  #expect(name: string): StoredLayer {
    const stored = this.get(name);
    if (stored) return stored;
    const known = this.list().map((other) => other.name);
    const list = known.length === 0 ? "There are no layers yet." : `Layers: ${known.join(", ")}.`;
    throw new SpatialError("UNKNOWN_LAYER", `There is no layer "${name}".${didYouMean(name, known)} ${list}`);
  }

  #put(place: StoredPlace, stored: StoredLayer, kind: LayerChange["kind"]): void {
    place.stored = Object.freeze(stored);
    this.#emit({ kind, stored });
  }

  /** One listener's error keeps neither the others nor the store from going on; it is thrown at the end. */
  #emit(change: LayerChange): void {
    const errors: unknown[] = [];
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, "A listener of the layer store failed.");
  }
}
