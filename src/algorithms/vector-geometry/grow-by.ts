import { crsInfo } from "../../crs/crs.ts";
import { type Distance, toLayerUnits } from "../../crs/distance.ts";
import type { Feedback } from "../../feedback.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import type { Tools } from "../setup.ts";
import { openGroundBuffer } from "./geodesic-buffer.ts";

interface GrowValues {
  readonly distance: Distance;
  readonly segments: number;
  readonly endCapStyle: "round" | "flat" | "square";
  readonly joinStyle: "round" | "miter" | "bevel";
  readonly miterLimit: number;
}

export type Grow = (geometry: EngineGeometry, share: (fraction: number) => void) => EngineGeometry;

/** The planar buffer, or the one on the ellipsoid for a length on the ground and a layer in degrees. */
export function growBy(data: LayerData, values: GrowValues, { engine, feedback }: Tools): Grow {
  const { distance: length, segments, endCapStyle, joinStyle, miterLimit } = values;
  const options = { segments, endCapStyle, joinStyle, miterLimit };
  if (length.in === "ground" && crsInfo(data.crs).geographic) {
    return openGroundBuffer(length.metres, options, data.crs, { engine, feedback });
  }
  const size = toLayerUnits(length, data.crs);
  return (geometry) => engine.buffer(geometry, size, options);
}

/** Web Mercator's metres are not metres on the ground; a length in metres there surprises people. */
export function warnOfStretching(data: LayerData, values: Pick<GrowValues, "distance">, feedback: Feedback): void {
  if (values.distance.in !== "ground" || data.crs !== "EPSG:3857") return;
  feedback.log(
    "warning",
    "EPSG:3857 stretches lengths away from the equator (twice at 60 degrees), and this buffer with them. " +
      "Reproject the layer to EPSG:4326 first for a distance that is right on the ground.",
  );
}
