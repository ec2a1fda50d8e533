import type { FunctionAnswer, FunctionPayload } from "../functions/function-payload.ts";
import { isKnowable } from "../functions/knowable.ts";
import type { Surroundings } from "../functions/known-cells.ts";
import { showCells } from "../functions/show-cells.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { type Packed, unpackLayers } from "../layers/layer-values.ts";
import { layerFromData } from "../layers/layer.ts";
import type { CompiledJob } from "../tasks/job.ts";
import { functionMaking, type MakingOperation } from "./making.ts";
import type { Recallable, ResultCache } from "./result-cache.ts";

/** Where the session's tasks come from. */
export interface TaskOrigin extends Surroundings {
  readonly baseDir: string;
  /** None for what is not to be taken from it. */
  readonly cache?: ResultCache;
}

export type Payload = FunctionPayload<LayerData, Packed>;
export type Answer = FunctionAnswer<LayerData, Packed>;

/** What a user's function is called, and the operation that it is the code of. */
export interface FunctionName {
  /** Of the layer it may make. */
  readonly name: string;
  readonly operation?: MakingOperation;
}

/** A user's function as one unit. @param payload made when it starts */
export function functionJob(named: FunctionName, payload: () => Payload, origin: TaskOrigin): CompiledJob {
  const given = once(payload);
  const job: CompiledJob = {
    stages: [() => [{ kind: "function", payload: given() }]],
    map: (answer) => resultOf(answer as Answer, { ...named, given: given() }, origin),
    ...showingCells(origin),
  };
  return origin.cache === undefined ? job : origin.cache.around(job, recallable(given, named, layersIn));
}

/** Made when the task starts, and once: its inputs may be other ones later. */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** What a function gives can be found again, unless something that nobody knows has a part in it. */
export function recallable(
  given: () => Payload,
  { operation, chunks = false }: FunctionName & { readonly chunks?: boolean },
  layersOf: Recallable["layersOf"],
): Recallable {
  return {
    making: () => (isPlain(given()) ? functionMaking(given(), { operation, chunks }) : undefined),
    layersOf,
  };
}

/** Whether its code gives the same for the same, and all that goes into it are values. */
function isPlain({ prepared, input, shared = {}, self = {} }: Payload): boolean {
  const packed = [...(input === undefined ? [] : [input]), ...Object.values(shared), ...Object.values(self)];
  return isKnowable(prepared) && packed.every(({ channel }) => channel === undefined);
}

/** What went into its own fields is not the answer alone. */
function layersIn(answer: unknown): readonly LayerData[] | undefined {
  const given = answer as Answer;
  if (given.fields !== undefined) return undefined;
  return given.type === "layer" ? [given.data] : given.layers.map(({ data }) => data);
}

/** Errors of user code tell the cell's own lines. */
export function showingCells({ notebook }: TaskOrigin): Pick<CompiledJob, "explain"> {
  return notebook === undefined ? {} : { explain: (error: Error) => showCells(error, notebook) };
}

/** What a function answered, with its layers. */
export function resultOf(
  answer: Answer,
  { name, operation, given }: FunctionName & { readonly given: Payload },
  { notebook }: TaskOrigin,
): unknown {
  if (answer.type === "layer")
    return layerFromData(name, answer.data, { making: functionMaking(given, { operation, chunks: false }) });
  const value = unpackLayers(answer);
  if (notebook !== undefined) for (const error of errorsIn(value)) showCells(error, notebook);
  return value;
}

/** The value itself, or in a list such as `Promise.allSettled` makes. */
function errorsIn(value: unknown): Error[] {
  if (value instanceof Error) return [value];
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.flatMap((item) =>
    typeof item === "object" && item !== null ? [item, ...Object.values(item)].filter(isError) : [],
  );
}

function isError(value: unknown): value is Error {
  return value instanceof Error;
}
