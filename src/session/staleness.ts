import { createHash } from "node:crypto";
import { readFileSync, type Stats, statSync } from "node:fs";
import { resolve } from "node:path";
import { SpatialError } from "../errors.ts";
import { isAddress } from "../formats/sources/paths.ts";
import { type DataHash, dataHash } from "../layers/data-hash.ts";
import { dataOf, type Layer, originOf } from "../layers/layer.ts";
import type { LayerStore } from "../layers/layer-store.ts";
import type { SourceFile } from "../layers/provenance.ts";
import type { TaskEngine } from "../tasks/engine.ts";
import type { Task } from "../tasks/task.ts";
import type { Call, GivenRef } from "./call.ts";
import type { CallHistory, PastCall } from "./call-history.ts";
import type { LayerNames } from "./layer-names.ts";
import type { SubmitOptions } from "./submission.ts";

/** A layer that would be another one if it were made now. */
export interface Stale {
  readonly name: string;
  /** What has changed, such as `towns.csv has changed`. */
  readonly why: string;
  /** How it was made. */
  readonly past: PastCall;
}

/** Hashing these takes some hundredths of a second. */
const LONG_BYTES = 4e6;
/** As many as the history has. */
const MOST = 1000;

/** What it needs of a session. */
interface StaleSession {
  readonly names: LayerNames;
  readonly store: Pick<LayerStore, "get">;
  readonly history: CallHistory;
  readonly engine: Pick<TaskEngine, "on">;
  readonly notebookFolder: string;
  readonly baseDir: string;
  submit(name: string, given: Readonly<Record<string, unknown>>, options: SubmitOptions): Task;
}

/** Tells which layers are made from something that has changed since, and makes them anew. */
export class Staleness {
  readonly #session: StaleSession;
  /** Hashes of files, by path, size and time. */
  readonly #hashes = new Map<string, string>();
  /** When tasks ended, by number, on the clock that files have. */
  readonly #endedAt = new Map<number, number>();

  constructor(session: StaleSession) {
    this.#session = session;
    session.engine.on((event) => {
      if (event.type !== "settled" || event.outcome.status !== "complete") return;
      this.#endedAt.set(event.task.id, Date.now());
      const [oldest] = this.#endedAt.keys();
      if (this.#endedAt.size > MOST && oldest !== undefined) this.#endedAt.delete(oldest);
    });
  }

  /** Each after those that it is made of. */
  all(): readonly Stale[] {
    const { names } = this.#session;
    const found = new Map<string, Stale | undefined>();
    for (const name of names.all()) this.#look(name, found);
    return [...found.values()].filter((stale) => stale !== undefined);
  }

  /**
   * Makes these layers anew, with what they are made of as far as that has changed, in order; without names all that have
   * changed. Those of a name that is not out of date are left as they are.
   * @throws SpatialError UNKNOWN_LAYER; TASK_FAILED for one that only its own cell can make
   */
  refresh(wanted: readonly string[] = []): readonly Task[] {
    const { names } = this.#session;
    for (const name of wanted) names.nameOfLayer(name);
    const stale = this.all();
    const needed = wanted.length === 0 ? stale : withInputs(stale, wanted);
    for (const { name, past } of needed) refuseUnlessCallable(name, past);
    return needed.map(({ name, past }) => this.#again(name, past.call!));
  }

  #again(name: string, call: Call): Task {
    const { operation, given, inputs, options } = call;
    const { after: _, ...others } = options;
    const layers = [...inputs].map(([parameter, refs]) => [parameter, inputOf(refs)] as const);
    const { as } = options;
    return this.#session.submit(
      operation.name,
      { ...given, ...Object.fromEntries(layers) },
      as === undefined ? others : { ...others, as: name },
    );
  }

  #look(name: string, found: Map<string, Stale | undefined>): Stale | undefined {
    if (found.has(name)) return found.get(name);
    const past = this.#pastOf(name);
    const layer = this.#session.store.get(name)?.layer;
    found.set(name, undefined); // a name may be made of what had that name before
    if (past === undefined || layer === undefined) return undefined;
    const inputs = past.needs.takes.map((ref) => [ref, this.#inputWhy(ref, layer, found)] as const);
    const why = inputs.find(([, one]) => one !== undefined)?.[1] ?? this.#fileWhy(layer, past);
    const stale = why === undefined ? undefined : { name, why, past };
    // after what it is made of
    found.delete(name);
    found.set(name, stale);
    return stale;
  }

  #pastOf(name: string): PastCall | undefined {
    const task = this.#session.names.task(name);
    return task?.status === "complete" ? this.#session.history.of(task.id) : undefined;
  }

  /** Why something that a layer was made of is another one now. */
  #inputWhy(ref: GivenRef, layer: Layer, found: Map<string, Stale | undefined>): string | undefined {
    const { names, store } = this.#session;
    if (!ref.named) return undefined;
    const before = this.#look(ref.label, found);
    if (before !== undefined) return `${ref.label} is out of date`;
    const task = names.task(ref.label);
    if (task !== undefined && task.id === ref.task) return undefined;
    const now = store.get(ref.label)?.layer;
    if (now === undefined || task?.isActive === true) return undefined;
    if (task !== undefined && this.#isMadeOf(task.id, this.#session.names.task(layer.name)?.id)) return undefined;
    const made = Object.values(originOf(layer).making?.inputs ?? {}).flat();
    return isAmong(dataHash(dataOf(now)), made) ? undefined : `${ref.label} has changed`;
  }

  /** Whether a task took what another one made, directly or not, or is that one: `%simplify roads --as roads`. */
  #isMadeOf(task: number, other: number | undefined, seen = new Set<number>()): boolean {
    if (other === undefined || task === other) return task === other;
    if (seen.has(task)) return false;
    seen.add(task);
    const takes = this.#session.history.of(task)?.needs.takes ?? [];
    return takes.some((ref) => ref.task !== undefined && this.#isMadeOf(ref.task, other, seen));
  }

  #fileWhy(layer: Layer, { task }: PastCall): string | undefined {
    const readAt = this.#endedAt.get(task) ?? 0;
    const changed = originOf(layer).making?.files?.find((file) => this.#hasChanged(file, readAt));
    return changed === undefined ? undefined : `${changed.path} has changed`;
  }

  /** One that is gone can't be read anew, and one of a server is not asked for. */
  #hasChanged({ path, bytes, sha256, part }: SourceFile, readAt: number): boolean {
    if (isAddress(path) || part === true) return false;
    const { notebookFolder, baseDir } = this.#session;
    // one outside of the notebook's folder is told as it was typed
    const found = [notebookFolder, baseDir].flatMap((folder) => fileAt(resolve(folder, path)))[0];
    if (found === undefined) return false;
    const { file, stats } = found;
    if (stats.size !== bytes) return true;
    if (stats.mtimeMs < readAt) return false; // to read a large one takes time
    const id = `${file} ${stats.size} ${stats.mtimeMs}`;
    const hash = this.#hashes.get(id) ?? createHash("sha256").update(readFileSync(file)).digest("hex");
    this.#hashes.set(id, hash);
    return hash !== sha256;
  }
}

function fileAt(file: string): { readonly file: string; readonly stats: Stats }[] {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() === true ? [{ file, stats }] : [];
}

/** What takes a while to hash is no other one until a lane has done it. */
function isAmong(hash: DataHash, made: readonly DataHash[]): boolean {
  if (made.includes(hash) || [hash, ...made].some(takesLong)) return true;
  return made.some(({ value }) => value === hash.value);
}

function takesLong({ pending }: DataHash): boolean {
  return pending !== undefined && pending.geometry.xy.byteLength > LONG_BYTES;
}

/** The wanted ones with those that they are made of. Both in order. */
function withInputs(stale: readonly Stale[], wanted: readonly string[]): readonly Stale[] {
  const needed = new Set(wanted);
  for (const { name, past } of stale.toReversed())
    if (needed.has(name)) for (const { label, named } of past.needs.takes) if (named) needed.add(label);
  return stale.filter(({ name }) => needed.has(name));
}

/** The layer itself where it was given without a name. */
function inputOf(refs: readonly GivenRef[]): unknown {
  const all = refs.map(({ label, named, value }) => (named ? label : value?.deref()));
  if (refs.some(({ key }) => key !== undefined))
    return Object.fromEntries(refs.map(({ key, label }, i) => [key ?? label, all[i]]));
  return all.length === 1 ? all[0] : all;
}

function refuseUnlessCallable(name: string, { call }: PastCall): void {
  const isWhole =
    call !== undefined &&
    call.operation.over === undefined &&
    isThere(call) &&
    [...call.inputs.values()].flat().every(({ named, value }) => named || value?.deref() !== undefined);
  if (isWhole) return;
  throw new SpatialError(
    "TASK_FAILED",
    `"${name}" is made by code of a cell, or of a layer without a name that is gone: run its cell again.`,
  );
}

/** A function, and values that were shared with it, are not remembered. */
function isThere({ operation, given }: Call): boolean {
  return (
    Object.entries(given).every(
      ([key, value]) => value !== undefined || operation.parameters[key]?.type.id !== "body",
    ) && given["share"] === undefined
  );
}
