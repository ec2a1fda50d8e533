import { ENGINE_VERSIONS } from "../../src/geometry/engines/versions.ts";
import { crsTableHash } from "../../src/crs/table-hash.ts";
import { dataHash } from "../../src/layers/data-hash.ts";
import { sketchOf } from "../../src/layers/layer-digest.ts";
import { dataOf, type Layer, originOf } from "../../src/layers/layer.ts";
import { layerIn } from "../../src/layers/told-values.ts";
import {
  type LayerRecord,
  MANIFEST_FORMAT,
  MANIFEST_KEY,
  type OutputManifest,
  sealed,
} from "../../src/notebook/manifest.ts";
import { packageVersion } from "../../src/package-version.ts";
import { knowHash } from "../../src/session/know-hash.ts";
import type { Session } from "../../src/session/session.ts";
import type { Task } from "../../src/tasks/task.ts";
import { printCall } from "./print-call.ts";

export interface LayerRecordsConfig {
  readonly session: Session;
  readonly variableOf: (value: object) => string | undefined;
  /** What is kept of a task's layers has come to be known. */
  readonly onRecorded: (task: Task) => void;
}

/** A line of a cell may be long; its beginning tells which it is. */
const LONGEST_LINE = 200;

/** What a notebook keeps of the layers that its tasks make, so that who runs it again can know whether they are the same. */
export class LayerRecords {
  readonly #config: LayerRecordsConfig;
  readonly #records = new WeakMap<object, readonly LayerRecord[]>();
  readonly #pending = new Set<Promise<void>>();

  constructor(config: LayerRecordsConfig) {
    this.#config = config;
    config.session.engine.on((event) => {
      if (event.type !== "settled" || event.outcome.status !== "complete") return;
      const layers = layersIn(event.outcome.result);
      if (layers.length > 0 && !event.task.hidden) this.#keep(event.task, layers);
    });
  }

  /** For the output that shows these tasks; undefined where none made a layer, or it is not known yet. */
  manifestOf(tasks: readonly object[]): Readonly<Record<string, unknown>> | undefined {
    const layers = tasks.flatMap((task) => this.#records.get(task) ?? []);
    if (layers.length === 0) return undefined;
    const manifest: OutputManifest = sealed({ format: MANIFEST_FORMAT, ...environment(), layers });
    return { [MANIFEST_KEY]: manifest };
  }

  /** Ends when all layers there are so far are recorded. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  #keep(task: Task, layers: readonly Layer[]): void {
    const by = this.#lineOf(task);
    const work = async (): Promise<void> => {
      this.#records.set(task, await this.#record(layers, by));
      this.#config.onRecorded(task);
    };
    // a session that closes meanwhile keeps no records
    const done: Promise<void> = work()
      .catch(() => undefined)
      .finally(() => this.#pending.delete(done));
    this.#pending.add(done);
  }

  async #record(layers: readonly Layer[], by: string): Promise<LayerRecord[]> {
    const inputs = layers.flatMap((layer) => Object.values(originOf(layer).making?.inputs ?? {}).flat());
    await Promise.all(
      [...inputs, ...layers.map((layer) => dataHash(dataOf(layer)))].map((hash) =>
        knowHash(this.#config.session, hash),
      ),
    );
    return layers.map((layer) => recordOf(layer, by));
  }

  /** The line that made it, as `%history` has it. */
  #lineOf({ id, description }: Task): string {
    const { session, variableOf } = this.#config;
    const { names, history } = session;
    const past = history.of(id);
    if (past === undefined) return description;
    const { call, by } = past;
    const callOf = (task: number): typeof call | undefined => history.of(task)?.call;
    const [line = ""] = printCall(call, "magic", { names, variableOf, callOf, description, by }).text.split("\n");
    return line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE - 1)}…`;
  }
}

function layersIn(result: unknown): readonly Layer[] {
  const values: readonly unknown[] = Array.isArray(result) ? result : [result];
  return values.flatMap((value) => layerIn(value) ?? []);
}

function recordOf(layer: Layer, by: string): LayerRecord {
  const { name, hash, length, crs, bounds, provenance } = layer;
  const { remark } = originOf(layer);
  const data = dataOf(layer);
  const { operation, engine, invalid, values, code, output, inputs, files } = provenance;
  return {
    name,
    hash,
    features: length,
    crs,
    bounds: bounds ?? null,
    by,
    operation,
    ...(engine !== undefined && { engine }),
    ...(invalid !== undefined && { invalid }),
    values,
    ...(code !== undefined && { code }),
    ...(output !== undefined && { output }),
    inputs,
    provenance: provenance.hash,
    sketch: dataHash(data).sketch ?? sketchOf(data),
    ...(remark !== undefined && { remark }),
    ...(files !== undefined && { files }),
  };
}

function environment() {
  return { mapcell: packageVersion(), engines: ENGINE_VERSIONS, crsTable: crsTableHash() };
}
