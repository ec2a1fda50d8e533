import { createHook } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { CellScope } from "../protocol/scope.ts";
import { openWork, type OpenWork } from "./open-work.ts";

/** How long a cell's reply waits for it at most, and the end of a run for what all cells have left. */
const LIMIT_MS = 10_000;
const LOOK_MS = 10;
/** So many are kept before those that are done are looked for. */
const MANY = 1000;

/** What Node calls at each step of a promise, and what has no callback of its own. */
const NOT_FOLLOWED: ReadonlySet<string> = new Set(["PROMISE", "TickObject", "Microtask"]);
const SERVERS: ReadonlySet<string> = new Set(["TCPSERVERWRAP", "PIPESERVERWRAP"]);

interface Left {
  readonly cell: CellScope;
  readonly work: OpenWork;
}

/**
 * What cells have begun and not awaited: timers, requests, work on files. Where nobody watches, a cell's reply waits for
 * it, as a script would before it ends; nothing is shown after the last one.
 */
export class LeftBehind {
  readonly #currentCell: () => CellScope | undefined;
  readonly #limitMs: number;
  /** By Node's number of it, or an object that stands for it. */
  readonly #left = new Map<unknown, Left>();
  readonly #servers = new Set<number>();
  /** How long each cell has been waited for. */
  readonly #waited = new WeakMap<CellScope, number>();
  #mayKeep = MANY;
  #isFollowing = false;

  /** @param currentCell the cell that the calling code belongs to */
  constructor(currentCell: () => CellScope | undefined, limitMs = LIMIT_MS) {
    this.#currentCell = currentCell;
    this.#limitMs = limitMs;
  }

  /** Looks at what cells begin, from now on. Each step of each promise is a little slower then. */
  follow(): void {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    createHook({
      init: (id, type, trigger, resource) => {
        if (!NOT_FOLLOWED.has(type)) this.#begun(id, type, { trigger, resource });
      },
      // not "destroy": with that Node would follow each promise until its memory is freed, four times slower
      before: (id) => {
        if (this.#left.get(id)?.work.called() === true) this.#left.delete(id);
      },
    }).enable();
    this.#followFetch();
  }

  /** Counts a promise of ours among what the calling cell has begun. */
  keep<T>(promise: Promise<T>): Promise<T> {
    this.#add(promise, always);
    return promise.finally(() => this.#left.delete(promise));
  }

  /** Waits for what the cell has left, unless it takes too long. @returns whether there was anything */
  async settle(cell: CellScope): Promise<boolean> {
    const limit = this.#limitMs - (this.#waited.get(cell) ?? 0);
    if (limit <= 0) return false;
    const ms = await this.#wait((left) => left.cell === cell, { signal: cell.signal, limit });
    this.#waited.set(cell, this.#limitMs - limit + ms);
    return ms > 0;
  }

  /** Whether the cell's time is used up, and it has not come to its end. */
  isGivenUp(cell: CellScope): boolean {
    return (this.#waited.get(cell) ?? 0) >= this.#limitMs && this.#isOpen((left) => left.cell === cell);
  }

  /** Waits for what all cells have left. */
  async settleAll(signal: AbortSignal | undefined): Promise<void> {
    await this.#wait(always, { signal, limit: this.#limitMs });
  }

  /** @returns for how long it has waited, in ms */
  async #wait(
    isMeant: (left: Left) => boolean,
    { signal, limit }: { readonly signal: AbortSignal | undefined; readonly limit: number },
  ): Promise<number> {
    await setImmediate(); // what is open only for this turn of the loop
    const start = performance.now();
    let ms = 0;
    const goesOn = (): boolean => signal?.aborted !== true && ms < limit && this.#isOpen(isMeant);
    while (goesOn()) {
      await setTimeout(LOOK_MS, undefined, { ref: false }); // such a timer is none that a cell has left
      await setImmediate();
      ms = performance.now() - start;
    }
    return ms;
  }

  #isOpen(isMeant: (left: Left) => boolean): boolean {
    for (const left of this.#left.values()) if (isMeant(left) && left.work.isOpen()) return true;
    return false;
  }

  #begun(id: number, type: string, { trigger, resource }: { readonly trigger: number; readonly resource: unknown }) {
    if (SERVERS.has(type)) this.#servers.add(id);
    const work = openWork({ type, resource, isAccepted: this.#servers.has(trigger) });
    if (work !== undefined) this.#keepWork(id, work);
  }

  #add(key: unknown, isOpen: () => boolean): void {
    this.#keepWork(key, { isOpen, called: () => false });
  }

  #keepWork(key: unknown, work: OpenWork): void {
    const cell = this.#currentCell();
    if (cell === undefined || cell.interactive) return;
    this.#left.set(key, { cell, work });
    if (this.#left.size > this.#mayKeep) this.#tidy();
  }

  /** Timers that were cleared, connections that are closed. */
  #tidy(): void {
    for (const [key, { work }] of this.#left) if (!work.isOpen()) this.#left.delete(key);
    this.#mayKeep = Math.max(MANY, 2 * this.#left.size);
  }

  /** Its connections are kept for others, so that they do not tell of one answer. */
  #followFetch(): void {
    subscribe("undici:request:create", (message) => this.#add(requestIn(message), always));
    for (const name of ["undici:request:trailers", "undici:request:error"])
      subscribe(name, (message) => this.#left.delete(requestIn(message)));
  }
}

function requestIn(message: unknown): unknown {
  return (message as { readonly request?: unknown }).request;
}

function always(): boolean {
  return true;
}
