import type { CrsId } from "../crs/crs-id.ts";
import type { Feedback } from "../feedback.ts";
import type { GeometryColumn, GeometryKind } from "../geometry/column.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { AlgorithmSchema, ParameterValues } from "./algorithm.ts";
import type { FeatureRef } from "./runners/feature-ref.ts";
import type { FeatureSink } from "./runners/feature-sink.ts";
import type { RangeWork } from "./runners/range-work.ts";
import type { Setup, Tools } from "./setup.ts";

/**
 * One geoprocessing algorithm of mapcell's own: its schema, its documentation and its pure functions. Its shape says
 * what may run apart; the shape's runner sees to ranges, lanes, features without geometry, invalid geometries, CRSs,
 * progress and cancel.
 */
export type Algorithm = FeatureAlgorithm | CoordinatesAlgorithm | RangesAlgorithm;

interface Common<P> extends AlgorithmSchema {
  /**
   * Runs once a task, in a lane, before all else. What it gives comes to every range: plain data, its large arrays in
   * SharedArrayBuffers.
   */
  prepare?(setup: Setup, tools: Tools): P;
  /** The warnings that `note` leads to, by notice. @param features as a list of their numbers, a long one cut */
  readonly notices?: Readonly<Record<string, (count: number, features: string) => string>>;
  /** What the result takes at the very least, where values can ask for more than any machine has. */
  leastBytes?(setup: Setup): number;
  /** At most this many ranges, where joining many small answers would cost more than lanes can save. */
  readonly maxChunks?: number;
  /** What the log says before all else, once. */
  warn?(setup: Setup, feedback: Feedback): void;
  /** What the log says of the whole, once, when the result is there. */
  report?(about: { readonly setup: Setup; readonly prepared: P; readonly result: LayerData }, feedback: Feedback): void;
}

/** What is done with one feature: what it gives goes to `out`, none, one or many. */
export type FeatureStep = (feature: FeatureRef, out: FeatureSink) => void;

/**
 * Features one by one, each leading to none, one or many. Features without geometry stay as they are and are not
 * handed over; attributes are those of the feature that a result comes from.
 */
export interface FeatureAlgorithm<P = unknown> extends Common<P> {
  readonly shape: "feature";
  /** Once a range. */
  open(setup: Setup, tools: Tools, prepared: P): FeatureStep;
  /** Where it gives multi-parts only: what an empty result is. */
  readonly multi?: GeometryKind;
  /** Whether everything is united to one feature, with the attributes of the layer's first. */
  unites?(values: ParameterValues): boolean;
}

/** The same features with other coordinates, vertex by vertex. */
export interface CoordinatesAlgorithm<P = unknown> extends Common<P> {
  readonly shape: "coordinates";
  /** Gives the features of a part of the layer, each at its place. */
  open(setup: Setup, prepared: P): (part: GeometryColumn) => GeometryColumn;
  /** Of the result; the input's if nothing is said. */
  crs?(values: ParameterValues): CrsId;
}

/** Ranges of the first layer, of which the algorithm makes what it wants, and joins it. */
export interface RangesAlgorithm<P = unknown> extends Common<P> {
  readonly shape: "ranges";
  run(work: RangeWork, prepared: P): LayerData;
  combine?(parts: readonly LayerData[], setup: Setup, tools: Tools, prepared: P): LayerData;
  readonly joinShare?: number;
}
