import type { Feature, Geometry } from "geojson";
import type { InvalidPolicy } from "../../src/algorithms/algorithm.ts";
import { findAlgorithm } from "../../src/algorithms/registry.ts";
import { AlgorithmTask, type Piece, runPiece, type TaskResult } from "../../src/algorithms/runners/algorithm-task.ts";
import type { Feedback } from "../../src/feedback.ts";
import type { GeometryEngine } from "../../src/geometry/engine.ts";
import { openEngine } from "../../src/geometry/engines/open-engine.ts";
import { dataOf, featureAt, Layer, layerFromData } from "../../src/layers/layer.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { checkValues } from "../../src/schema/check-values.ts";

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
  /** Of parameters that take several layers. */
  readonly lists?: Readonly<Record<string, readonly LayerData[]>>;
  /** What those are called. */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly invalid?: InvalidPolicy;
  /** Ranges of features instead of the planned ones. */
  readonly ranges?: readonly (readonly [number, number])[];
  readonly feedback?: Partial<Feedback>;
}

/** Checks, and runs every piece, as a task does. */
export function runTask(name: string, call: Call): { readonly result: TaskResult; readonly logs: readonly string[] } {
  const algorithm = findAlgorithm(name);
  const logs: string[] = [];
  const feedback: Feedback = {
    progress: () => undefined,
    isCanceled: () => false,
    throwIfCanceled: () => undefined,
    log: (level, text) => logs.push(`${level}: ${text}`),
    ...call.feedback,
  };
  const { inputs, lists = {}, labels = {}, engine, invalid = "abort" } = call;
  const values = checkValues(algorithm, call.values ?? {}, (input) => inputs[input]);
  const task = new AlgorithmTask(algorithm, { inputs, lists, labels, values, invalid });
  let answers: readonly unknown[] = [];
  for (const step of AlgorithmTask.weights(algorithm, values).keys()) {
    const pieces = inRanges(task.pieces(step, answers), call.ranges);
    answers = pieces.map((piece) => runPiece(algorithm, piece, { engine, feedback }));
  }
  return { result: answers[0] as TaskResult, logs };
}

/** Of an algorithm that makes a layer. */
export function run(name: string, call: Call) {
  const { result, logs } = runTask(name, call);
  if (!("layer" in result)) throw new Error(`${name} makes several layers`);
  const { layer: data, others = {}, remark } = result;
  const features = Array.from({ length: data.geometry.length }, (_, i) => featureAt(data, i));
  return {
    data,
    others,
    remark,
    logs,
    geometries: features.map(({ geometry }) => geometry),
    properties: features.map(({ properties }) => properties),
    hash: layerFromData("result", data).hash,
  };
}

function inRanges(pieces: readonly Piece[], ranges: Call["ranges"]): readonly Piece[] {
  const [first] = pieces;
  if (first?.step !== "range" || ranges === undefined) return pieces;
  return ranges.map((range) => ({ ...first, range }));
}

/** A square with its lower left corner at x, y. */
export function square(x: number, y: number, size: number): Geometry {
  return { type: "Polygon", coordinates: [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]] }; // prettier-ignore
}
