import type { CrsId } from "../../crs/crs-id.ts";
import { densified } from "../../crs/densify.ts";
import { describeOutside, outsideGlobeIn } from "../../crs/geographic-range.ts";
import { reprojectColumn } from "../../crs/reproject-column.ts";
import { choosePath } from "../../crs/transform.ts";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { sliceColumn } from "../../geometry/append.ts";
import type { GeometryColumn } from "../../geometry/column.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { type AlgorithmSchema, groundLength, layerInputs } from "../algorithm.ts";
import { lostFeatures, lostText } from "../lost-features.ts";
import type { Setup } from "../setup.ts";

/** Metres; of algorithms that don't ask. */
const DEFAULT_DEVIATION = 1;

/** The inputs that are not in the CRS of the first. */
export function inputsElsewhere(algorithm: AlgorithmSchema, { inputs }: Setup): readonly string[] {
  const [main, ...others] = layerInputs(algorithm);
  const crs = inputs[main?.name ?? ""]?.crs;
  if (crs === undefined) return [];
  return others.map(({ name }) => name).filter((name) => (inputs[name]?.crs ?? crs) !== crs);
}

/** One of those inputs in the CRS of the first, as QGIS does it. */
export function aligned(algorithm: AlgorithmSchema, setup: Setup, name: string, feedback: Feedback): LayerData {
  const main = layerInputs(algorithm)[0]!.name;
  const { crs } = setup.inputs[main]!;
  const layer = setup.inputs[name]!;
  const metres = (setup.values["maxDeviation"] as number | undefined) ?? DEFAULT_DEVIATION;
  const how = { from: layer.crs, to: crs, path: choosePath(layer.geometry.xy, layer.crs, crs) };
  const { column, full } = densified(layer.geometry, how, metres);
  const geometry = reprojectColumn(column, how);
  if (full) feedback.log("warning", `The ${name} has too many edges to keep all of them within ${metres} m.`);
  warnOfLost({ name, before: layer.geometry, after: geometry, crs }, feedback);
  feedback.log("info", `The ${name} is in ${layer.crs}; it was reprojected to ${crs}, the CRS of the ${main}.`);
  return { ...layer, crs, geometry };
}

interface Moved {
  readonly name: string;
  readonly before: GeometryColumn;
  readonly after: GeometryColumn;
  readonly crs: CrsId;
}

function warnOfLost({ name, before, after, crs }: Moved, feedback: Feedback): void {
  const lost = lostFeatures(before, after);
  if (lost.length > 0) feedback.log("warning", `${lostText(lost, before.length, crs)} (${name}).`);
}

/**
 * A length on the ground has no meaning where coordinates cannot be longitude and latitude: metres called degrees.
 * @throws SpatialError CRS_MISMATCH
 */
export function refuseLengthsOffTheGlobe(
  algorithm: AlgorithmSchema,
  { inputs, values }: Setup,
  [start, end]: readonly [number, number],
): void {
  const main = inputs[layerInputs(algorithm)[0]?.name ?? ""];
  const length = groundLength(algorithm, values);
  if (main === undefined || length === undefined) return;
  const outside = outsideGlobeIn(sliceColumn(main.geometry, start, end), main.crs);
  if (outside === undefined) return;
  throw new SpatialError(
    "CRS_MISMATCH",
    `${algorithm.name}: ${length} is a length on the ground, and the layer says its coordinates are degrees (${main.crs}). ` +
      describeOutside({ ...outside, feature: outside.feature + start }),
  );
}
