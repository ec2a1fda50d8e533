import type { LayerData } from "../layers/layer-data.ts";
import type { TileLabels } from "../layers/layer-style.ts";
import type { TileSource } from "../render/tiles.ts";
import { MAX_TILE_ZOOM } from "../render/tiles.ts";
import type { RenderPayloads } from "../render/unit-payloads.ts";
import type { Unit } from "../tasks/job.ts";
import type { TileAddress } from "./protocol.ts";

export type TileAnswer =
  | { readonly status: "found"; readonly bytes: Uint8Array }
  | { readonly status: "gone" }
  | { readonly status: "failed"; readonly message: string };

/** Runs a unit on the lane that is kept for the map. */
export type RunInternal = (unit: Unit) => Promise<unknown>;

/** A layer's data, with the class of each feature where it has classes, and with its labels. */
export interface TileContent {
  readonly data: LayerData;
  readonly classes: Uint8Array | undefined;
  readonly labels: TileLabels | undefined;
}

type ContentOf = (layer: string, rev: number) => TileContent | undefined;

interface WantedTile {
  readonly address: TileAddress;
  readonly key: string;
  readonly waiting: Map<string, (answer: TileAnswer) => void>;
}

/** Tiles cut at a time: enough to keep the lane busy while an answer is on its way back. */
const AT_ONCE = 2;
const CACHE_BYTES = 32e6;

/** Answers for tiles: makes each layer's source once, cuts each tile once for all who want it, forgets what nobody wants. */
export class TileServer {
  readonly #run: RunInternal;
  readonly #contentOf: ContentOf;
  /** By data: other classes of the same layer need no other. */
  readonly #sources = new Map<LayerData, Promise<TileSource>>();
  readonly #jobs = new Map<string, WantedTile>();
  readonly #queue: WantedTile[] = [];
  readonly #cache = new Map<string, Uint8Array>();
  #cached = 0;
  #running = 0;

  /** @param contentOf what the layer is at that revision, if the map still has it. */
  constructor(run: RunInternal, contentOf: ContentOf) {
    this.#run = run;
    this.#contentOf = contentOf;
  }

  get busy(): boolean {
    return this.#jobs.size > 0;
  }

  /** @param answer called once, unless the request is dropped before. */
  request(req: string, address: TileAddress, answer: (answer: TileAnswer) => void): void {
    const { layer, rev, z, x, y } = address;
    const side = 2 ** z;
    if (z > MAX_TILE_ZOOM || x >= side || y >= side || this.#contentOf(layer, rev) === undefined) {
      answer({ status: "gone" });
      return;
    }
    const key = `${layer}@${rev}/${z}/${x}/${y}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined) {
      this.#remember(key, cached);
      answer({ status: "found", bytes: cached });
      return;
    }
    const job = this.#jobs.get(key) ?? { address, key, waiting: new Map<string, (answer: TileAnswer) => void>() };
    job.waiting.set(req, answer);
    if (this.#jobs.has(key)) return;
    this.#jobs.set(key, job);
    this.#queue.push(job);
    this.#pump();
  }

  drop(req: string): void {
    for (const job of this.#jobs.values()) {
      if (!job.waiting.delete(req) || job.waiting.size > 0) continue;
      const at = this.#queue.indexOf(job);
      if (at < 0) continue; // it is being cut; the next one who asks finds it in the cache
      this.#queue.splice(at, 1);
      this.#jobs.delete(job.key);
    }
  }

  /** Frees what belongs to revisions that are gone. @param kept the data of those that are there */
  prune(kept: ReadonlySet<LayerData>): void {
    for (const data of this.#sources.keys()) if (!kept.has(data)) this.#sources.delete(data);
    for (const [key, bytes] of this.#cache) {
      if (this.#isKept(key)) continue;
      this.#cache.delete(key);
      this.#cached -= bytes.length;
    }
  }

  /** Frees everything that can be made again. */
  clear(): void {
    this.#sources.clear();
    this.#cache.clear();
    this.#cached = 0;
  }

  #isKept(key: string): boolean {
    const [, layer = "", rev = ""] = /^(.*)@(\d+)/.exec(key) ?? [];
    return this.#contentOf(layer, Number(rev)) !== undefined;
  }

  #pump(): void {
    while (this.#running < AT_ONCE) {
      const job = this.#queue.shift();
      if (job === undefined) return;
      this.#running++;
      void this.#work(job);
    }
  }

  async #work(job: WantedTile): Promise<void> {
    const answer = await this.#cut(job);
    this.#running--;
    this.#jobs.delete(job.key);
    for (const tell of job.waiting.values()) tell(answer);
    this.#pump();
  }

  async #cut({ address, key }: WantedTile): Promise<TileAnswer> {
    const content = this.#contentOf(address.layer, address.rev);
    if (content === undefined) return { status: "gone" };
    try {
      const { z, x, y } = address;
      const place = { z, x, y, classes: content.classes, labels: content.labels };
      const payload = { source: await this.#source(content.data), place } satisfies RenderPayloads["tile"];
      const bytes = (await this.#run({ kind: "tile", payload })) as Uint8Array;
      this.#remember(key, bytes);
      return { status: "found", bytes };
    } catch (error) {
      this.#sources.delete(content.data);
      return { status: "failed", message: error instanceof Error ? error.message : String(error) };
    }
  }

  async #source(data: LayerData): Promise<TileSource> {
    const known = this.#sources.get(data);
    if (known !== undefined) return known;
    const payload = { data } satisfies RenderPayloads["tile-source"];
    const made = this.#run({ kind: "tile-source", payload }) as Promise<TileSource>;
    this.#sources.set(data, made);
    return made;
  }

  /** Puts the tile last in the cache, and the oldest ones out when it is full. */
  #remember(key: string, bytes: Uint8Array): void {
    if (this.#cache.delete(key)) this.#cached -= bytes.length;
    this.#cache.set(key, bytes);
    this.#cached += bytes.length;
    for (const [oldest, { length }] of this.#cache) {
      if (this.#cached <= CACHE_BYTES) return;
      this.#cache.delete(oldest);
      this.#cached -= length;
    }
  }
}
