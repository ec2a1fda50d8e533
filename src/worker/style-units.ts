import type { Classes, ClassRequest, TileLabels } from "../layers/layer-style.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { toMercator } from "../render/mercator.ts";
import { labelsOf } from "../styles/labels.ts";
import { classify } from "../styles/classify.ts";
import type { UnitHandler } from "../tasks/job.ts";
import { insideEngine, laneEngine } from "./lane-engine.ts";

interface StylePayload {
  readonly data: LayerData;
  readonly request: ClassRequest | undefined;
  /** A field or an expression. */
  readonly label: string | undefined;
}

interface StyleAnswer {
  readonly classes: Classes | undefined;
  readonly labels: TileLabels | undefined;
}

/** Sorts a layer's features into classes, and says what is written at them. */
export const styleLayer: UnitHandler = async (payload, context) => {
  const { data, request, label } = payload as StylePayload;
  const engine = await laneEngine("geos", context);
  return insideEngine(engine, context, (): StyleAnswer => {
    const tools = { crs: data.crs, engine };
    const labels = label === undefined ? undefined : labelsOf(data, label, tools);
    return {
      classes: request && classify(data, request, tools),
      labels: labels && { ...labels, onMap: toMercator(labels.at, data.crs).xy },
    };
  });
};
