import { fetchLayer } from "../formats/fetch.ts";
import { readLayer, writeLayer } from "../formats/open.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { UnitHandler } from "../tasks/job.ts";

interface LoadPayload {
  readonly path: string;
  readonly options: Omit<Parameters<typeof readLayer>[1], "signal">;
}

interface FetchPayload {
  readonly path: string;
  readonly options: Omit<Parameters<typeof fetchLayer>[1], "signal">;
}

interface SavePayload {
  readonly data: LayerData;
  readonly path: string;
  readonly options: Parameters<typeof writeLayer>[2];
}

export const load: UnitHandler = (payload, context) => {
  const { path, options } = payload as LoadPayload;
  return readLayer(path, { ...options, signal: context.signal }, context);
};

/** What an address gives, for `load`. */
export const fetchFile: UnitHandler = async (payload, context) => {
  const { path, options } = payload as FetchPayload;
  try {
    return await fetchLayer(path, { ...options, signal: context.signal }, context);
  } catch (error) {
    context.throwIfCanceled();
    throw error;
  }
};

export const save: UnitHandler = (payload, context) => {
  const { data, path, options } = payload as SavePayload;
  return writeLayer(data, path, options, context);
};
