import { dataOf } from "../layers/layer.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { LayerStore, StoredLayer } from "../layers/layer-store.ts";
import type { Classes, LayerStyle, TileLabels } from "../layers/layer-style.ts";
import { valueExpression } from "../styles/classify.ts";
import type { Unit } from "../tasks/job.ts";
import { Task } from "../tasks/task.ts";
import { resolveInput } from "./layer-input.ts";
import type { LayerNames } from "./layer-names.ts";
import { styleOf, type StyleOptions } from "./style-options.ts";

/** What became of a layer's looks. */
export interface Styled {
  readonly layer: string;
  /** Lowest or most frequent first; empty where all features look alike. */
  readonly classes: readonly { readonly label: string; readonly count: number; readonly color: string }[];
}

/** What a lane made of a layer's values. */
interface Made {
  readonly classes?: Classes | undefined;
  readonly labels?: TileLabels | undefined;
}

/** What classes need of the session. */
interface StylingSession {
  readonly store: LayerStore;
  readonly names: LayerNames;
  add<K extends Task>(task: K): K;
  runInternal(unit: Unit): Promise<unknown>;
}

/**
 * Gives layers their looks. Plain things change at once; classes are made by a task on a lane, and anew whenever a layer
 * that has some is replaced.
 */
export class Styler {
  readonly #session: StylingSession;
  /** Classifications under way, by the data that they are of. */
  readonly #running = new Map<LayerData, Promise<void>>();
  /** The latest task for each name. */
  readonly #latest = new Map<string, Task<Styled>>();

  constructor(session: StylingSession) {
    this.#session = session;
    session.store.on("change", ({ kind, stored }) => {
      if (kind !== "removed") this.#keepUp(stored);
    });
  }

  /**
   * @param name of a layer, or of one that is being made
   * @throws SpatialError UNKNOWN_LAYER, BAD_ARGUMENT, BAD_EXPRESSION for what can be seen to be wrong now; nothing is
   * changed then
   */
  style(name: string, options: StyleOptions): Task<Styled> {
    const { store, names } = this.#session;
    const before = store.get(name)?.style;
    const input = resolveInput(name, names);
    const style = styleOf(options, before, () => input.known);
    const made = [style.request?.by, style.label].filter((by) => by !== undefined);
    if (input.known) for (const by of made) valueExpression(by, input.known);
    const task = this.#session.add(made.length > 0 ? this.#making(name, style, made) : this.#plain(name, style));
    this.#latest.set(name, task);
    return task;
  }

  /** The task that is to make the looks of a layer, while it has not ended. */
  pending(name: string): Task<Styled> | undefined {
    const task = this.#latest.get(name);
    return task !== undefined && !["complete", "failed", "canceled"].includes(task.status) ? task : undefined;
  }

  /** Makes classes, labels or both, of these expressions. */
  #making(name: string, style: Partial<LayerStyle>, made: readonly string[]): Task<Styled> {
    const input = resolveInput(name, this.#session.names);
    const { request, label } = style;
    return new Task<Styled>(`style ${name} by ${made.join(" and ")}`, {
      job: { stages: [() => [{ kind: "style", payload: { data: input.data(), request, label } }]] },
      dependsOn: input.dependsOn ? [input.dependsOn] : [],
      map: (answer) => this.#styled(name, style, answer as Made),
    });
  }

  /** At once, also of a layer that is being made: nothing has to be computed for it. */
  #plain(name: string, style: Partial<LayerStyle>): Task<Styled> {
    const styled = this.#styled(name, style, {});
    return Task.fromPromise(Promise.resolve(styled), { description: `style ${name}`, silent: true });
  }

  /** When classes of replaced layers that are being made are there. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  #styled(name: string, style: Partial<LayerStyle>, { classes, labels }: Made): Styled {
    // unless it was removed meanwhile
    if (this.#session.names.has(name)) {
      const before = this.#session.store.get(name)?.style.classes;
      this.#session.store.setStyle(name, {
        ...style,
        ...(classes && { classes: sameNumbers(classes, before) }),
        ...(labels && { labels }),
      });
    }
    const list = (classes ?? this.#session.store.get(name)?.style.classes)?.list ?? [];
    return { layer: name, classes: list.map(({ label, count, color }) => ({ label, count, color })) };
  }

  /** Makes the classes and labels of a layer whose style wants some and has none. */
  #keepUp({ name, layer, style }: StoredLayer): void {
    const { request, classes, label, labels, problem } = style;
    const data = dataOf(layer);
    const isWanting = (request !== undefined && classes === undefined) || (label !== undefined && labels === undefined);
    if (!isWanting || problem !== undefined || this.#running.has(data)) return;
    const made = this.#session.runInternal({ kind: "style", payload: { data, request, label } });
    const done = made.then(
      (answer) => this.#setIf(name, data, answer as Made),
      (error: unknown) => this.#setIf(name, data, { problem: error instanceof Error ? error.message : String(error) }),
    );
    this.#running.set(
      data,
      done.finally(() => this.#running.delete(data)),
    );
  }

  /** Unless the layer has been replaced again. */
  #setIf(name: string, data: LayerData, style: Partial<LayerStyle>): void {
    const stored = this.#session.store.get(name);
    if (stored && dataOf(stored.layer) === data) this.#session.store.setStyle(name, style);
  }
}

/** Other colours of the same classes: the map's tiles stay as they are. */
function sameNumbers(classes: Classes, before: Classes | undefined): Classes {
  const isSame = before !== undefined && Buffer.compare(classes.numbers, before.numbers) === 0;
  return isSame ? { ...classes, numbers: before.numbers } : classes;
}
