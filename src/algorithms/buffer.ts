import { crsInfo } from "../crs/crs.ts";
import { type Distance, toLayerUnits } from "../crs/distance.ts";
import { GeometryBuilder } from "../geometry/builder.ts";
import { Kind } from "../geometry/column.ts";
import type { BufferOptions } from "../geometry/operations/buffer-options.ts";
import type { EngineGeometry } from "../geometry/engine-geometry.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { appendParts } from "./append-parts.ts";
import type { Algorithm, ChunkTools, ParameterValues, Tools, Work } from "./algorithm.ts";
import { openGroundBuffer } from "./geodesic-buffer.ts";
import { addNull, eachFeature, finishAsMulti, inputOf, withAttributes } from "./map-features.ts";
import { uniteInOrder } from "./union-tree.ts";

export const buffer: Algorithm = {
  name: "buffer",
  id: "native:buffer",
  title: "Buffer",
  group: "Vector geometry",
  doc:
    "Grows every feature by a distance, or shrinks polygons by a negative one; the result is multi-polygons with the " +
    "attributes of the input. A bare number is in layer units. A length such as 500m is measured on the ground: on a " +
    "layer in degrees it is right to 0.1 % wherever the feature lies, across the antimeridian and the poles too. A " +
    "polygon swallowed by a negative distance becomes empty. With dissolve, everything becomes one feature, which has " +
    "the attributes of the first.",
  tags: ["buffer", "grow", "shrink", "distance", "zone", "catchment"],
  example: "%buffer countries --distance 50km --as near",
  parameters: [
    { name: "input", qgis: "INPUT", type: "layer", validity: "valid", doc: "Features of any kind" },
    {
      name: "distance",
      qgis: "DISTANCE",
      type: "distance",
      default: 10,
      doc: "Such as 500m; a bare number is in layer units",
    },
    {
      name: "segments",
      qgis: "SEGMENTS",
      type: "integer",
      default: 5,
      min: 1,
      doc: "Line segments to a quarter circle, 1 or more",
    },
    {
      name: "endCapStyle",
      qgis: "END_CAP_STYLE",
      type: "enum",
      values: ["round", "flat", "square"],
      default: "round",
      doc: "How the ends of lines look",
    },
    {
      name: "joinStyle",
      qgis: "JOIN_STYLE",
      type: "enum",
      values: ["round", "miter", "bevel"],
      default: "round",
      doc: "How corners look",
    },
    {
      name: "miterLimit",
      qgis: "MITER_LIMIT",
      type: "number",
      default: 2,
      min: 1,
      doc: "How far a mitred corner may stick out, in distances",
    },
    { name: "dissolve", qgis: "DISSOLVE", type: "boolean", default: false, doc: "Unite everything into one feature" },
  ],
  leastBytes,
  run,
  combine,
  combineShare: ({ dissolve }) => (dissolve === true ? 0.15 : 0.02), // measured: 0.06 and 0.02 with two lanes
};

/** Neither engine makes more of a circle: neighbouring vertices fall together. */
const MOST_VERTICES = 4_000_000;
const BYTES_A_VERTEX = 16;

/** Around each feature the result turns once. */
function leastBytes({ inputs, values }: Work): number {
  const { distance, segments, endCapStyle, joinStyle, dissolve } = values;
  const size = distance as Distance;
  const grows = (size.in === "ground" ? size.metres : size.value) > 0;
  if (!grows || dissolve === true || endCapStyle !== "round" || joinStyle !== "round") return 0;
  const features = inputs["input"]?.geometry.kinds.filter((kind) => kind !== Kind.Null).length ?? 0;
  return features * Math.min(4 * (segments as number), MOST_VERTICES) * BYTES_A_VERTEX;
}

type Grow = (geometry: EngineGeometry, share: (fraction: number) => void) => EngineGeometry;

function run(work: Work, tools: ChunkTools): LayerData {
  const data = inputOf(work, "input");
  const grow = growBy(data, work.values, tools);
  if (work.start === 0) warnOfStretching(data, work.values, tools);
  if (work.values["dissolve"] === true) return growAndUnite(work, tools, grow);
  const builder = new GeometryBuilder();
  const kept = eachFeature(work, tools, (index, share) => {
    if (data.geometry.kinds[index] === Kind.Null) {
      addNull(builder);
      return true;
    }
    const geometry = tools.read("input", index);
    if (geometry === undefined) return false;
    tools.engine.write(grow(geometry, share), builder);
    return true;
  });
  return withAttributes(data, kept, finishAsMulti(builder, Kind.MultiPolygon));
}

function combine(parts: readonly LayerData[], work: Work, tools: Tools): LayerData {
  const pieces = parts.filter(({ geometry }) => geometry.length > 0);
  if (work.values["dissolve"] !== true || pieces.length < 2)
    return pieces[0] && pieces.length === 1 ? pieces[0] : appendParts(parts);
  return tools.engine.scope(() => {
    const members = pieces.map(({ geometry }) => tools.engine.read(geometry, 0));
    const united = uniteInOrder(members, tools, (fraction) => tools.feedback.progress(fraction, "dissolving"));
    return oneFeature(inputOf(work, "input"), united, tools);
  });
}

/** The planar buffer, or the one on the ellipsoid for a length on the ground and a layer in degrees. */
function growBy(data: LayerData, values: ParameterValues, { engine, feedback }: Tools): Grow {
  const distance = values["distance"] as Distance;
  const options = {
    segments: values["segments"],
    endCapStyle: values["endCapStyle"],
    joinStyle: values["joinStyle"],
    miterLimit: values["miterLimit"],
  } as BufferOptions;
  if (distance.in === "ground" && crsInfo(data.crs).geographic) {
    return openGroundBuffer(distance.metres, options, data.crs, { engine, feedback });
  }
  const size = toLayerUnits(distance, data.crs);
  return (geometry) => engine.buffer(geometry, size, options);
}

function growAndUnite(work: Work, tools: ChunkTools, grow: Grow): LayerData {
  const data = inputOf(work, "input");
  const builder = new GeometryBuilder();
  const kept = eachFeature(work, tools, (index, share) => {
    const geometry = data.geometry.kinds[index] === Kind.Null ? undefined : tools.read("input", index);
    if (geometry !== undefined) tools.engine.write(grow(geometry, share), builder);
    return geometry !== undefined;
  });
  if (kept.length === 0) return withAttributes(data, [], builder.finish());
  return tools.engine.scope(() => {
    const grown = builder.finish();
    const members = kept.map((_, i) => tools.engine.read(grown, i));
    return oneFeature(data, uniteInOrder(members, tools), tools);
  });
}

/** As in QGIS the one feature has the attributes of the layer's first. */
function oneFeature(data: LayerData, geometry: EngineGeometry, { engine }: Tools): LayerData {
  const builder = new GeometryBuilder();
  engine.write(geometry, builder);
  return withAttributes(data, [0], finishAsMulti(builder, Kind.MultiPolygon));
}

/** Web Mercator's metres are not metres on the ground; a length in metres there surprises people. */
function warnOfStretching(data: LayerData, values: ParameterValues, { feedback }: Tools): void {
  const distance = values["distance"] as Distance;
  if (distance.in !== "ground" || data.crs !== "EPSG:3857") return;
  feedback.log(
    "warning",
    "EPSG:3857 stretches lengths away from the equator (twice at 60 degrees), and this buffer with them. " +
      "Reproject the layer to EPSG:4326 first for a distance that is right on the ground.",
  );
}
