import { parseCrsId } from "../crs/crs-id.ts";
import type { FunctionAnswer } from "../functions/function-payload.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { dataOf, Layer } from "../layers/layer.ts";
import { type Packed, packLayers } from "../layers/layer-values.ts";
import { type FeatureLike, LayerDataBuilder } from "../layers/table-builder.ts";

export interface Expectation {
  /** CRS of the first input layer. */
  readonly firstCrs: string | undefined;
  /** A layer is wanted, so an empty list is one without features. */
  readonly expected: "layer" | undefined;
}

/**
 * What a task function's return value means: a layer, an array of features or a FeatureCollection is a layer, anything
 * else a value. Features are in the CRS that the returned object names, else in that of the first input layer.
 */
export function answerOf(value: unknown, { firstCrs, expected }: Expectation): FunctionAnswer<LayerData, Packed> {
  if (expected === "layer" && Array.isArray(value) && value.length === 0)
    return { type: "layer", data: layerOf([], firstCrs) };
  if (value instanceof Layer) return { type: "layer", data: dataOf(value) };
  if (value instanceof LayerDataBuilder) return { type: "layer", data: value.finish() };
  if (isFeatureList(value)) return { type: "layer", data: layerOf(value, firstCrs) };
  if (isCollection(value)) {
    const crs = typeof value.crs === "string" ? value.crs : firstCrs;
    return {
      type: "layer",
      data: typeof value.crs === "object" ? dataOf(Layer.from(value)) : layerOf(value.features, crs),
    };
  }
  return { type: "value", ...packLayers(value) };
}

function layerOf(features: readonly FeatureLike[], crs = "EPSG:4326"): LayerData {
  const builder = new LayerDataBuilder(parseCrsId(crs));
  for (const feature of features) builder.addFeature(feature);
  return builder.finish();
}

/** What a generator yields, as a list; anything else as it is. */
export async function collect(returned: unknown): Promise<unknown> {
  if (typeof returned !== "object" || returned === null || !("next" in returned)) return returned;
  if (Symbol.iterator in returned) return [...(returned as Iterable<unknown>)];
  if (!(Symbol.asyncIterator in returned)) return returned;
  const all: unknown[] = [];
  for await (const value of returned as AsyncIterable<unknown>) all.push(value);
  return all;
}

/** Not empty, and the first is a feature. Then all must be, which the builder checks and reports. */
function isFeatureList(value: unknown): value is FeatureLike[] {
  if (!Array.isArray(value)) return false;
  const [first] = value as unknown[];
  if (typeof first !== "object" || first === null || !("geometry" in first)) return false;
  const { geometry } = first;
  return geometry === null || (typeof geometry === "object" && "type" in geometry);
}

interface Collection {
  readonly type: "FeatureCollection";
  readonly features: FeatureLike[];
  readonly crs?: unknown;
}

function isCollection(value: unknown): value is Collection {
  if (typeof value !== "object" || value === null || !("features" in value) || !Array.isArray(value.features))
    return false;
  if (!("type" in value)) return "crs" in value;
  return value.type === "FeatureCollection";
}
