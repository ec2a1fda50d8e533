import type { ClassRequest } from "../layers/layer-style.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { classify } from "../styles/classify.ts";
import type { UnitHandler } from "../tasks/job.ts";
import { insideEngine, laneEngine } from "./lane-engine.ts";

interface ClassifyPayload {
  readonly data: LayerData;
  readonly request: ClassRequest;
}

/** Sorts a layer's features into classes. */
export const classifyLayer: UnitHandler = async (payload, context) => {
  const { data, request } = payload as ClassifyPayload;
  const engine = await laneEngine("geos", context);
  return insideEngine(engine, context, () => classify(data, request, { crs: data.crs, engine }));
};
