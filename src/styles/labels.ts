import type { GeometryTools } from "../expressions/function-definition.ts";
import { GeometryBuilder } from "../geometry/builder.ts";
import { sharedBytes, sharedOffsets } from "../layers/attributes.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { Labels } from "../layers/layer-style.ts";
import { toText } from "../layers/mixed-values.ts";
import { oneLine } from "../shown-text.ts";
import { valueExpression } from "./classify.ts";
import { labelPoint } from "./label-point.ts";

/** Longer ones have … in their middle. */
const MOST_LETTERS = 40;

/**
 * What is written at a layer's features: the values of a field or an expression. No label for null and for empty text.
 * @throws SpatialError BAD_EXPRESSION
 */
export function labelsOf(data: LayerData, by: string, tools: GeometryTools): Labels {
  const bound = valueExpression(by, data).bind(data, tools);
  const found = Array.from({ length: data.geometry.length }, (_, feature) => {
    const value = bound.at(feature);
    const text = value === null ? "" : shortText(toText(value));
    return { feature, text, point: text === "" ? undefined : labelPoint(data.geometry, feature) };
  });
  const labels = found.flatMap(({ point, ...label }) => (point === undefined ? [] : [{ ...label, ...point }]));
  labels.sort((a, b) => b.size - a.size || a.feature - b.feature);
  const builder = new GeometryBuilder(labels.length);
  for (const { x, y } of labels) builder.addGeoJson({ type: "Point", coordinates: [x, y] });
  const encoded = labels.map(({ text }) => new TextEncoder().encode(text));
  const offsets = sharedOffsets(labels.length + 1);
  for (const [index, { length }] of encoded.entries()) offsets[index + 1] = offsets[index]! + length;
  const bytes = sharedBytes(offsets[labels.length]!);
  for (const [index, text] of encoded.entries()) bytes.set(text, offsets[index]);
  const features = sharedOffsets(labels.length);
  for (const [index, { feature }] of labels.entries()) features[index] = feature;
  return { at: builder.finish(), features, bytes, offsets };
}

export function labelText({ bytes, offsets }: Labels, index: number): string {
  return Buffer.from(bytes.subarray(offsets[index], offsets[index + 1])).toString();
}

/** In one line, and no longer than can be read at a glance. */
function shortText(text: string): string {
  const letters = Array.from(oneLine(text.slice(0, 1000)).trim());
  if (letters.length <= MOST_LETTERS) return letters.join("");
  const head = MOST_LETTERS / 2;
  return `${letters.slice(0, head).join("")}…${letters.slice(1 - head).join("")}`;
}
