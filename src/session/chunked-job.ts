import { planChunks } from "../algorithms/chunks.ts";
import { SpatialError } from "../errors.ts";
import type { ChunkAnswer, ChunkPayload, Joined } from "../functions/chunk-payload.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { type Packed, unpackLayers } from "../layers/layer-values.ts";
import { layerFromData } from "../layers/layer.ts";
import { openChannel } from "../tasks/thread-channel.ts";
import type { CompiledJob, Unit } from "../tasks/job.ts";
import { functionMaking } from "./making.ts";
import {
  type Answer,
  type FunctionName,
  once,
  type Payload,
  recallable,
  showingCells,
  type TaskOrigin,
} from "./function-job.ts";
import { madeBeside } from "./making-layer.ts";

/** Several for each lane even of a large machine; what one feature costs a user's function nobody knows before. */
const MOST_CHUNKS = 128;
const SMALLEST_CHUNK = 1;

/**
 * A user's function on the chunks of its first layer, on all lanes. What it gives for them is joined in the layer's
 * order: features and layers to one layer, lists to one list.
 */
export function chunkedJob({ name, operation }: FunctionName, payload: () => Payload, origin: TaskOrigin): CompiledJob {
  let lists: readonly unknown[] = [];
  const work = once(payload);
  const job: CompiledJob = {
    stages: [
      () => chunkUnits(work()),
      (answers) => {
        const given = (answers as ChunkAnswer<LayerData, Packed>[][]).flat().toSorted((a, b) => a.chunk - b.chunk);
        const { layers, values } = sorted(given.map(({ answer }) => answer));
        lists = values;
        const rests = layers.flatMap(({ rest }) => rest ?? []);
        return [{ kind: "join", payload: { parts: layers.map(({ data }) => data), rests }, weight: 1 }];
      },
    ],
    map: (joined) => {
      if (joined !== undefined) {
        const { data, rest } = joined as Joined<LayerData>;
        if (rest !== undefined) madeBeside(data, { rest });
        return layerFromData(name, data, { making: functionMaking(work(), { operation, chunks: true }) });
      }
      return lists.length === 0 ? undefined : lists.flat();
    },
    ...showingCells(origin),
  };
  const known = recallable(work, { name, chunks: true, ...(operation && { operation }) }, joinedLayers);
  return origin.cache === undefined ? job : origin.cache.around(job, known);
}

/** Lists are no part of what the lanes answer at last. */
function joinedLayers(joined: unknown): readonly LayerData[] | undefined {
  if (joined === undefined) return undefined;
  const { data, rest } = joined as Joined<LayerData>;
  return rest === undefined ? [data] : [data, rest];
}

function chunkUnits(work: Payload): Unit[] {
  const ranges = planChunks(mainLayer(work).geometry, MOST_CHUNKS, SMALLEST_CHUNK);
  const bounds = new Uint32Array(new SharedArrayBuffer(4 * (ranges.length + 1)));
  bounds.set([0, ...ranges.map(([, end]) => end)]);
  const claims = openChannel(new Int32Array(new SharedArrayBuffer(4 * ranges.length)));
  return ranges.map((_, unit) => ({
    kind: "chunks",
    payload: { work, unit, bounds, claims } satisfies ChunkPayload<LayerData, Packed>,
  }));
}

/** @throws BAD_ARGUMENT if there is nothing to make chunks of */
export function mainLayer({ inputs = {}, input }: Payload): LayerData {
  const data = Object.values(inputs)[0] ?? input?.layers[0]?.data;
  if (data === undefined) throw noLayer();
  return data;
}

export function noLayer(): SpatialError {
  return new SpatialError("BAD_ARGUMENT", "Chunks are made of the first layer of a task's input, and there is none.");
}

/** Chunks for which nothing was returned are left out. Lists without anything in them are no features, and fit to any. */
function sorted(answers: readonly Answer[]): {
  readonly layers: readonly Joined<LayerData>[];
  readonly values: unknown[];
} {
  const layers = answers.flatMap((answer) => (answer.type === "layer" ? [answer] : []));
  const all = answers.flatMap((answer) => (answer.type === "value" ? [unpackLayers(answer)] : []));
  const values = all.filter((value) => value !== undefined);
  const single = values.find((value) => !Array.isArray(value));
  if (single !== undefined) throw refusal(`a value of type ${typeof single}`);
  if (layers.length > 0 && values.flat().length > 0) throw refusal("features for some chunks, other values for others");
  return { layers, values };
}

function refusal(returned: string): SpatialError {
  return new SpatialError(
    "BAD_ARGUMENT",
    `The function returned ${returned}. One that works in chunks returns features, a layer or a list for each of them, which are joined in order: [value] instead of value.`,
  );
}
