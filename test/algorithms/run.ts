import type { Feature, Geometry } from "geojson";
import type { InvalidPolicy, Work } from "../../src/algorithms/algorithm.ts";
import { planChunks } from "../../src/algorithms/chunks.ts";
import { checkParameters } from "../../src/algorithms/parameters.ts";
import { findAlgorithm } from "../../src/algorithms/registry.ts";
import { combineParts, runChunk } from "../../src/algorithms/run-chunk.ts";
import type { Feedback } from "../../src/feedback.ts";
import type { GeometryEngine } from "../../src/geometry/engine.ts";
import { openEngine } from "../../src/geometry/engines/open-engine.ts";
import { dataOf, featureAt, Layer, layerFromData } from "../../src/layers/layer.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";

export const engines = [await openEngine("geos"), await openEngine("jsts")].map((engine) => ({
  name: engine.name,
  engine,
}));

/** A layer of geometries with the field "id" counting from 0, or of features; in metres unless said otherwise. */
export function layerOf(shapes: readonly (Geometry | Feature | null)[], crs = "EPSG:3857"): LayerData {
  const features = shapes.map((shape, id): Feature => {
    if (shape?.type === "Feature") return shape;
    return { type: "Feature", geometry: shape as Geometry, properties: { id } };
  });
  return dataOf(Layer.from({ type: "FeatureCollection", features } as { type: string }, { crs }));
}

export interface Call {
  readonly engine: GeometryEngine;
  readonly inputs: Readonly<Record<string, LayerData>>;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly invalid?: InvalidPolicy;
  /** Ranges of features instead of the planned ones. */
  readonly ranges?: readonly (readonly [number, number])[];
  readonly feedback?: Partial<Feedback>;
}

/** Checks, runs every range and joins, as a task does. */
export function run(name: string, call: Call) {
  const algorithm = findAlgorithm(name);
  const logs: string[] = [];
  const feedback: Feedback = {
    progress: () => undefined,
    isCanceled: () => false,
    throwIfCanceled: () => undefined,
    log: (level, text) => logs.push(`${level}: ${text}`),
    ...call.feedback,
  };
  const { inputs, engine, invalid = "abort" } = call;
  const main = Object.values(inputs)[0]!;
  const values = checkParameters(algorithm, call.values ?? {}, {
    crsOf: (input) => inputs[input]?.crs,
    fieldsOf: (input) => inputs[input]?.fields.map((field) => field.name),
  });
  const work: Work = { inputs, values, start: 0, end: main.geometry.length, invalid };
  const ranges = call.ranges ?? planChunks(main.geometry, algorithm.maxChunks);
  const parts = ranges.map(([start, end]) => runChunk(algorithm, { ...work, start, end }, { engine, feedback }));
  const data = combineParts(algorithm, parts, work, { engine, feedback });
  const features = Array.from({ length: data.geometry.length }, (_, i) => featureAt(data, i));
  return {
    data,
    logs,
    geometries: features.map(({ geometry }) => geometry),
    properties: features.map(({ properties }) => properties),
    hash: layerFromData("result", data).hash,
  };
}

/** A square with its lower left corner at x, y. */
export function square(x: number, y: number, size: number): Geometry {
  return { type: "Polygon", coordinates: [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]] }; // prettier-ignore
}
