import { fetchLayer } from "../formats/fetch.ts";
import { type Loaded, readLayer, writeLayer } from "../formats/open.ts";
import type { GeometryEngine } from "../geometry/engine.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { SourceFile } from "../layers/provenance.ts";
import type { UnitHandler } from "../tasks/job.ts";
import { laneEngine } from "./lane-engine.ts";

interface LoadPayload {
  readonly path: string;
  readonly options: Omit<Parameters<typeof readLayer>[1], "signal" | "openEngine">;
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

export const load: UnitHandler = async (payload, context): Promise<Loaded> => {
  const { path, options } = payload as LoadPayload;
  let files: readonly SourceFile[] = [];
  const onFiles = (read: readonly SourceFile[]): void => void (files = read);
  const openEngine = (): Promise<GeometryEngine> => laneEngine("geos", context);
  const data = await readLayer(path, { ...options, onFiles, openEngine, signal: context.signal }, context);
  return { data, files };
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
