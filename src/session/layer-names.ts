import { SpatialError } from "../errors.ts";
import { dataOf, type Layer } from "../layers/layer.ts";
import type { LayerStore, Ticket } from "../layers/layer-store.ts";
import type { Outcome } from "../tasks/task-state.ts";
import type { Task } from "../tasks/task.ts";
import { didYouMean } from "../layers/near-names.ts";
import { layerIn } from "../layers/told-values.ts";

/**
 * What a layer's name means: the latest submission under it, whether it is done or not, never "whichever finished
 * last". The store holds what is done; this adds what is still being made.
 */
export class LayerNames {
  readonly #store: LayerStore;
  readonly #latest = new Map<string, Task<Layer>>();
  readonly #tickets = new WeakMap<Task<Layer>, Ticket>();
  /** Layers that nobody submitted, under the names they were given to be shown. */
  readonly #shown = new Map<string, Layer>();

  constructor(store: LayerStore) {
    this.#store = store;
  }

  /** Binds the name now; the layer goes to the store when the task completes, if it is still the latest one then. */
  submit(name: string, task: Task<Layer>): void {
    const ticket = this.#store.bind(name);
    this.#latest.set(name, task);
    this.#tickets.set(task, ticket);
  }

  /** Called once, on the main loop, when a named task has ended. */
  settle(task: Task<Layer>, outcome: Outcome<Layer>): void {
    const ticket = this.#tickets.get(task);
    if (ticket === undefined) return;
    const layer = outcome.status === "complete" ? layerIn(outcome.result) : undefined;
    if (layer !== undefined) this.#store.settle(ticket, layer);
    else this.#store.release(ticket);
  }

  /** Brings in a layer under its name, in the place of what had that name. */
  enter(layer: Layer): void {
    this.#latest.delete(layer.name);
    this.#shown.delete(layer.name);
    this.#store.set(layer.name, layer);
  }

  /**
   * Gives a layer that was made in a cell a name in the session, so that it can be shown, and returns it: that of its
   * variable, which may hold another layer the next time, or its own. Whatever has that name already stays as it is.
   */
  show(layer: Layer, variable: string | undefined): string {
    const known = this.#store.list().find((stored) => isSame(stored.layer, layer));
    if (known !== undefined) return known.name;
    const name = variable !== undefined && this.isShown(variable) ? variable : this.free(variable ?? layer.name);
    this.#shown.set(name, this.#store.set(name, layer).layer);
    return name;
  }

  /** The name, or the first of NAME-2, NAME-3 … that nothing has. */
  free(wanted: string): string {
    let name = wanted;
    for (let n = 2; this.has(name); n++) name = `${wanted}-${n}`;
    return name;
  }

  /** Whether the name stands for a layer that was only shown, by the variable of that name or itself. */
  isShown(name: string): boolean {
    const layer = this.#shown.get(name);
    return layer !== undefined && layer === this.#store.get(name)?.layer && !this.#latest.has(name);
  }

  has(name: string): boolean {
    return this.#latest.has(name) || this.#store.get(name) !== undefined;
  }

  /** All names, in the order of their first submission. */
  all(): string[] {
    return [...new Set([...this.#store.list().map((entry) => entry.name), ...this.#latest.keys()])];
  }

  ready(): Layer[] {
    return this.#store.list().map((entry) => entry.layer);
  }

  /** The task that makes the layer of this name, or made it last. */
  task(name: string): Task<Layer> | undefined {
    return this.#latest.get(name);
  }

  /** The name a task's layer goes under, if it was given one. */
  nameOf(task: Task<Layer>): string | undefined {
    return this.#tickets.get(task)?.name;
  }

  /** The name under which the store has this very layer. */
  nameIn(layer: unknown): string | undefined {
    return this.#store.list().find((stored) => stored.layer === layer)?.name;
  }

  /** The name under which the session has a layer: of one that it is given by name or itself. Throws UNKNOWN_LAYER. */
  nameOfLayer(layer: unknown): string {
    if (typeof layer === "string") {
      if (!this.has(layer)) throw unknownLayer(layer, this.all());
      return layer;
    }
    const name = this.nameIn(layer);
    if (name !== undefined) return name;
    throw new SpatialError(
      "UNKNOWN_LAYER",
      `A task can depend on a layer of the session, by its name or itself; this is none of them: ${this.all().join(", ")}.`,
    );
  }

  /** The layer, complete. Throws UNKNOWN_LAYER for a name that has none (yet), saying what to do. */
  layer(name: string): Layer {
    const task = this.#latest.get(name);
    if (task !== undefined && task.state.status !== "complete") throw notReady(name, task);
    const layer = this.#store.get(name)?.layer;
    if (layer === undefined) throw unknownLayer(name, this.all());
    return layer;
  }

  remove(name: string): boolean {
    this.#latest.delete(name);
    this.#shown.delete(name);
    this.#store.remove(name);
    return true;
  }
}

/** The same columns under the same name: what the store holds is a renamed copy of what a task gave. */
function isSame(one: Layer, other: Layer): boolean {
  return one === other || (one.name === other.name && dataOf(one) === dataOf(other));
}

export function unknownLayer(name: string, known: readonly string[]): SpatialError {
  const list = known.length === 0 ? "There is no layer yet: %load one." : `Layers: ${known.join(", ")}.`;
  return new SpatialError("UNKNOWN_LAYER", `There is no layer "${name}".${didYouMean(name, known)} ${list}`);
}

/** Why a name that was submitted has no layer. */
export function notReady(name: string, task: Task<Layer>): SpatialError {
  const { state } = task;
  switch (state.status) {
    case "failed":
      return new SpatialError(
        "UNKNOWN_LAYER",
        `"${name}" has no layer: task ${task.id} failed (${state.error.message}) Run it again.`,
        {
          cause: state.error,
        },
      );
    case "canceled":
      return new SpatialError("UNKNOWN_LAYER", `"${name}" has no layer: task ${task.id} was cancelled. Run it again.`);
    case "queued":
    case "held":
    case "running":
    case "cancelling":
    case "complete":
      return new SpatialError(
        "UNKNOWN_LAYER",
        `"${name}" is not ready: task ${task.id} is ${state.status}. Write: await ${name}`,
      );
  }
}

/** @throws BAD_ARGUMENT for a name that could not be typed in a magic. */
export function checkName(name: string): void {
  if (name.includes("://"))
    throw new SpatialError(
      "BAD_ARGUMENT",
      `${JSON.stringify(name)} is an address, not a layer's name; the name goes first: %load roads postgis://….`,
    );
  if (name.trim() === "" || /["'{}\n\r]/.test(name))
    throw new SpatialError(
      "BAD_ARGUMENT",
      `${JSON.stringify(name)} can't name a layer; use letters, digits, spaces, - and _.`,
    );
}
