import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { TaskResult } from "../algorithms/runners/algorithm-task.ts";
import { type DataHash, dataHash } from "../layers/data-hash.ts";
import type { Digest } from "../layers/layer-digest.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { type Making, provenanceOf } from "../layers/provenance.ts";
import type { FingerprintPayload, KeepPayload, KeptResult, RecallPayload } from "../store/kept-result.ts";
import type { CacheFromEnvironment } from "../store/store-place.ts";
import type { CompiledJob, Job, Unit } from "../tasks/job.ts";
import type { Settings } from "./settings.ts";

/** What has to be known of a job so that its result can be found again. */
export interface Recallable {
  /** How what it makes is made; asked when its inputs are there. Undefined where something unknown has a part in it. */
  making(): Making | undefined;
  /** The layers in what the lanes answered, always in the same order; undefined for an answer that is not to be kept. */
  layersOf(answer: unknown): readonly LayerData[] | undefined;
  /** A file that it reads. */
  readonly file?: FingerprintPayload;
}

type Stage = Job["stages"][number];

/** Of the stages that are put around a job's own: they take little time. */
const NO_WEIGHT = 0;
/** As a job's stages count where it says nothing. */
const WEIGHTS = { first: 1, later: 0.05 };

/** Takes the results of tasks from the store of results, and brings them there, while it is on. */
export class ResultCache {
  readonly #settings: Settings;
  readonly #from: CacheFromEnvironment;
  readonly #workerUrl: URL;
  #build: string | undefined;

  /** @param workerUrl what computes: another build may give other results */
  constructor(settings: Settings, from: CacheFromEnvironment, workerUrl: URL) {
    this.#settings = settings;
    this.#from = from;
    this.#workerUrl = workerUrl;
  }

  get isOn(): boolean {
    return this.#from.use !== "never" && this.#settings.values.cache === "on";
  }

  /** The same job, which first looks whether its result is there, and keeps it if not. */
  around(job: CompiledJob, known: Recallable): CompiledJob {
    if (!this.isOn) return job;
    return new CachedJob(job, known, (making, file) => this.#lookup(making, file)).job();
  }

  #lookup(making: Making, file: string): RecallPayload {
    this.#build ??= createHash("sha256").update(readFileSync(this.#workerUrl)).digest("hex");
    const { hash } = provenanceOf(making);
    const key = createHash("sha256")
      .update(JSON.stringify([hash, file, this.#build]))
      .digest("hex");
    return { place: this.#from.place, key };
  }
}

class CachedJob {
  readonly #job: CompiledJob;
  readonly #known: Recallable;
  readonly #lookupOf: (making: Making, file: string) => RecallPayload;
  #making: Making | undefined;
  #pending: readonly DataHash[] = [];
  #lookup: RecallPayload | undefined;
  #recalled: KeptResult | undefined;
  /** How much was said before its own work began. */
  #saidBefore = 0;
  #answer: unknown;
  #layers: readonly LayerData[] = [];

  constructor(job: CompiledJob, known: Recallable, lookupOf: (making: Making, file: string) => RecallPayload) {
    this.#job = job;
    this.#known = known;
    this.#lookupOf = lookupOf;
  }

  job(): CompiledJob {
    const { stages, lanes = [], weights } = this.#job;
    const own = stages.map((stage, index) => this.#unlessRecalled(stage, index));
    const costs = weights ?? stages.map((_, index) => (index === 0 ? WEIGHTS.first : WEIGHTS.later));
    return {
      ...this.#job,
      stages: [
        () => this.#ask(),
        (answers) => this.#recall(answers),
        ...own,
        (answers, logs) => this.#keep(answers, logs),
      ],
      lanes: ["compute", "compute", ...stages.map((_, index) => lanes[index] ?? "compute"), "compute"],
      weights: [NO_WEIGHT, NO_WEIGHT, ...costs, NO_WEIGHT],
      map: (kept) => this.#result(kept),
      isFromCache: () => this.#recalled !== undefined,
    };
  }

  /** For what the key is made of and nobody has computed yet. */
  #ask(): readonly Unit[] {
    this.#making = this.#known.making();
    if (this.#making === undefined) return [];
    const inputs = Object.values(this.#making.inputs).flat();
    this.#pending = [...new Set(inputs)].filter(({ pending }) => pending !== undefined);
    const digests = this.#pending.map(({ pending: data }): Unit => ({ kind: "digest", payload: { data } }));
    const { file } = this.#known;
    return file === undefined ? digests : [...digests, { kind: "fingerprint", payload: file }];
  }

  #recall(answers: readonly unknown[]): readonly Unit[] {
    const making = this.#making;
    if (making === undefined) return [];
    know(this.#pending, answers as readonly Digest[]);
    const file = this.#known.file === undefined ? "" : answers.at(-1);
    if (typeof file !== "string") return [];
    this.#lookup = this.#lookupOf(making, file);
    return [{ kind: "recall", payload: this.#lookup }];
  }

  #unlessRecalled(stage: Stage, index: number): Stage {
    return (answers, logs) => {
      if (index === 0) {
        this.#recalled = answers[0] as KeptResult | undefined;
        this.#saidBefore = logs.length;
      }
      if (this.#recalled !== undefined) return [];
      return stage(index === 0 ? [] : answers, logs);
    };
  }

  #keep(answers: readonly unknown[], logs: KeepPayload["logs"]): readonly Unit[] {
    if (this.#recalled !== undefined) return [];
    const answer = answers.length === 1 ? answers[0] : answers;
    this.#answer = answer;
    const layers = this.#known.layersOf(answer);
    if (this.#lookup === undefined || layers === undefined) return [];
    this.#layers = layers;
    const what = this.#making?.operation ?? "";
    const payload: KeepPayload = { ...this.#lookup, what, answer, layers, logs: logs.slice(this.#saidBefore) };
    return [{ kind: "keep", payload }];
  }

  /** @param kept what the keeping answered, of the layers that were made now */
  #result(kept: unknown): unknown {
    const answer = this.#recalled === undefined ? this.#answer : this.#recalled.answer;
    const layers = this.#recalled === undefined ? this.#layers : (this.#known.layersOf(answer) ?? []);
    know(layers.map(dataHash), this.#recalled?.digests ?? (layers.length === 0 ? [] : (kept as readonly Digest[])));
    // whoever holds the task's result keeps it alive, not the job
    this.#answer = undefined;
    this.#layers = [];
    if (this.#recalled !== undefined) this.#recalled = { ...this.#recalled, answer: undefined };
    return this.#job.map === undefined ? answer : this.#job.map(answer);
  }
}

/** Of what an algorithm's last step answers. */
export function layersOfOutputs(answer: unknown): readonly LayerData[] {
  const { others = {}, ...outputs } = answer as TaskResult & { readonly others?: Readonly<Record<string, LayerData>> };
  const main = "layers" in outputs ? outputs.layers.map(({ data }) => data) : [outputs.layer];
  return [...main, ...Object.values(others)];
}

function know(hashes: readonly DataHash[], digests: readonly Digest[]): void {
  hashes.forEach((hash, index) => hash.know(digests[index]!.hash, digests[index]!.sketch));
}
