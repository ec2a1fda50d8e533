import { SpatialError } from "../errors.ts";
import { contentHash } from "../layers/content-hash.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { CompiledJob } from "../tasks/job.ts";

/** Deepest place of a layer in a unit's payload: `piece.task.setup.lists.layers[0]`. */
const DEPTH = 6;

/** A layer as it was when last looked at. */
interface Seen {
  readonly hash: string;
  /** The task it was looked at for. */
  readonly task: string;
}

/**
 * Hashes what goes into tasks before and after each of them, on the main loop: slow, for finding out who writes to
 * columns. What changed in a task that failed or was canceled is found when the next one begins.
 */
export class LayerCheck {
  readonly #seen = new WeakMap<LayerData, Seen>();
  readonly #nameOf: (data: LayerData) => string | undefined;

  /** @param nameOf the session's name of a layer; without one it goes by its place in the task's input */
  constructor(nameOf: (data: LayerData) => string | undefined) {
    this.#nameOf = nameOf;
  }

  /** The same job, which throws LAYER_CHANGED when it begins or ends if a layer is not what it was. */
  wrap(description: string, job: CompiledJob): CompiledJob {
    const inputs = new Map<LayerData, string>();
    return {
      ...job,
      stages: job.stages.map((make) => (results, logs) => {
        const units = make(results, logs);
        for (const [data, place] of units.flatMap(({ payload }) => [...layersIn(payload, "", 0)])) {
          if (!inputs.has(data)) this.#look(data, place, description);
          inputs.set(data, place);
        }
        return units;
      }),
      map: (answer) => {
        for (const [data, place] of inputs) this.#look(data, place, description);
        return job.map === undefined ? answer : job.map(answer);
      },
    };
  }

  #look(data: LayerData, place: string, task: string): void {
    const hash = contentHash(data);
    const before = this.#seen.get(data);
    this.#seen.set(data, { hash, task });
    if (before === undefined || before.hash === hash) return;
    const when = before.task === task ? `while the task "${task}" ran` : `after "${before.task}" and before "${task}"`;
    throw new SpatialError(
      "LAYER_CHANGED",
      `The layer "${this.#nameOf(data) ?? place}" was written to ${when}: its hash was ${short(before.hash)} and is ${short(hash)}. Layers can't change; load or make it again, and look for code that writes to shared memory.`,
    );
  }
}

function* layersIn(value: unknown, place: string, depth: number): Iterable<readonly [LayerData, string]> {
  if (typeof value !== "object" || value === null || depth > DEPTH || ArrayBuffer.isView(value)) return;
  if (isLayer(value)) yield [value, place];
  // what earlier units of the task made is no input of it
  else
    for (const [key, part] of Object.entries(value))
      if (key !== "parts") yield* layersIn(part, packedName(value) ?? key, depth + 1);
}

function packedName(value: object): string | undefined {
  return "data" in value && "name" in value && typeof value.name === "string" ? value.name : undefined;
}

function isLayer(value: object): value is LayerData {
  return "crs" in value && "geometry" in value && "columns" in value;
}

function short(hash: string): string {
  return `${hash.slice(0, 8)}…`;
}
