import type { ChunkAnswer, ChunkPayload, Joined } from "../functions/chunk-payload.ts";
import type { FunctionAnswer, FunctionPayload } from "../functions/function-payload.ts";
import { sliceColumn } from "../geometry/append.ts";
import { sliceColumns } from "../layers/attributes.ts";
import { joinLayers } from "../layers/join-layers.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { Packed } from "../layers/layer-values.ts";
import type { UnitHandler } from "../tasks/job.ts";
import { runFunction } from "./function-units.ts";

type Payload = FunctionPayload<LayerData, Packed>;
type Answer = FunctionAnswer<LayerData, Packed>;

/** Long enough that sending a unit costs nothing beside it, short enough for other tasks to get their turn. */
const TARGET_MS = 100;

/** A user's function on one chunk after another of the first layer, until the time is up. */
export const runChunks: UnitHandler = async (payload, context) => {
  const { work, unit, bounds, claims: channel } = payload as ChunkPayload<LayerData, Packed>;
  const claims = channel.memory;
  const me = unit + 1;
  const answers: ChunkAnswer<LayerData, Packed>[] = [];
  const endsAt = performance.now() + TARGET_MS;
  for (let chunk = unit; chunk < claims.length; chunk++) {
    const hasTime = chunk === unit || performance.now() < endsAt;
    const owner = hasTime ? Atomics.compareExchange(claims, chunk, 0, me) : Atomics.load(claims, chunk);
    if (owner !== 0 && owner !== me && chunk === unit) return [];
    // one that is its own already was lost with the lane that had this unit before
    if (owner !== me && (owner !== 0 || !hasTime)) continue;
    context.throwIfCanceled();
    const part = partOf(work, [bounds[chunk]!, bounds[chunk + 1]!]);
    answers.push({ chunk, answer: (await runFunction(part, context)) as Answer });
  }
  return answers;
};

/** One layer of the chunks' layers, in their order, and one of what they left; nothing of nothing. */
export const joinParts: UnitHandler = (payload) => {
  const { parts, rests } = payload as { readonly parts: readonly LayerData[]; readonly rests: readonly LayerData[] };
  if (parts.length === 0) return undefined;
  return { data: joinLayers(parts), ...(rests.length > 0 && { rest: joinLayers(rests) }) } satisfies Joined<LayerData>;
};

/** The same work on features [start, end) of its first layer. */
function partOf({ note, ...work }: Payload, range: readonly [start: number, end: number]): Payload {
  const [first] = Object.keys(work.inputs ?? {});
  const told = note === undefined || range[0] > 0 ? {} : { note };
  if (work.inputs !== undefined && first !== undefined)
    return {
      ...work,
      ...told,
      firstId: range[0],
      inputs: { ...work.inputs, [first]: slice(work.inputs[first]!, range) },
    };
  const { value, layers: [main, ...others] = [] } = work.input ?? {};
  if (main === undefined) throw new Error("There is no layer to split.");
  const layers = [{ ...main, data: slice(main.data, range), firstId: range[0] }, ...others];
  // unpacking writes to the value, and every chunk is to get it as it was sent
  return { ...work, ...told, input: { value: structuredClone(value), layers } };
}

function slice(data: LayerData, [start, end]: readonly [number, number]): LayerData {
  return {
    ...data,
    geometry: sliceColumn(data.geometry, start, end),
    columns: sliceColumns(data.columns, start, end),
  };
}
