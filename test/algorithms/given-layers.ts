import { findAlgorithm } from "../../src/algorithms/registry.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { parameterNamed } from "../../src/schema/parameter.ts";

/** Values of a call in QGIS's words: layers go in by the names of their parameters. */
export function givenLayers(
  id: string,
  given: Readonly<Record<string, unknown>>,
  layers: Readonly<Record<string, LayerData>>,
) {
  const { parameters } = findAlgorithm(id);
  const inputs: Record<string, LayerData> = {};
  const lists: Record<string, LayerData[]> = {};
  const labels: Record<string, string[]> = {};
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const parameter = parameterNamed(parameters, key);
    if (parameter?.type.input === undefined) values[key] = value;
    else if (Array.isArray(value)) {
      labels[parameter.name] = value as string[];
      lists[parameter.name] = value.map((layer) => layers[layer as string]!);
    } else inputs[parameter.name] = layers[value as string]!;
  }
  return { inputs, lists, labels, values };
}
