import type { CrsId } from "../crs/crs-id.ts";
import type { Feedback } from "../feedback.ts";
import type { GeometryBuilder } from "../geometry/builder.ts";
import type { EngineGeometry } from "../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../geometry/engine.ts";
import type { GeometryColumn, GeometryKind } from "../geometry/column.ts";
import type { AttributeColumn, Field, LayerData } from "../layers/layer-data.ts";
import type { Table, ValuesOf } from "../schema/parameter.ts";
import type { AlgorithmSchema } from "./algorithm.ts";
import type { FeatureRef } from "./runners/feature-ref.ts";
import type { FeatureSink } from "./runners/feature-sink.ts";
import type { OtherFeature, Others } from "./runners/others.ts";
import type { Groups } from "./groups.ts";
import type { Outputs } from "./outputs.ts";
import type { Setup, Tools } from "./setup.ts";

/**
 * One geoprocessing algorithm of mapcell's own: its schema, its documentation and its pure functions. Its shape says
 * what may run apart; the shape's runner sees to ranges, lanes, features without geometry, invalid geometries, CRSs,
 * progress and cancel.
 */
export type Algorithm =
  | FeatureAlgorithm
  | CoordinatesAlgorithm
  | PairAlgorithm
  | GroupAlgorithm
  | RowsAlgorithm
  | WholeAlgorithm;

interface Common<T extends Table, P> extends AlgorithmSchema<T> {
  /**
   * Runs once a task, in a lane, before all else. What it gives comes to every range: plain data, its large arrays in
   * SharedArrayBuffers.
   */
  prepare?(setup: Setup<T>, tools: Tools): P;
  /** The warnings that `note` leads to, by notice. @param features as a list of their numbers, a long one cut */
  readonly notices?: Readonly<Record<string, (count: number, features: string) => string>>;
  /** Coordinates that are NaN or infinite are its business; else they are refused. */
  readonly takesAnyCoordinates?: true;
  /** What the result takes at the very least, where values can ask for more than any machine has. */
  leastBytes?(setup: Setup<T>): number;
  /** At most this many ranges, where what every range does for itself would cost more than lanes can save. */
  readonly maxChunks?: number;
  /** What the log says before all else, once. */
  warn?(setup: Setup<T>, feedback: Feedback): void;
  /** What the log says of the whole, once, when the result is there. */
  report?(
    about: { readonly setup: Setup<T>; readonly prepared: P; readonly result: LayerData },
    feedback: Feedback,
  ): void;
}

/** What is done with one feature: what it gives goes to `out`, none, one or many. */
export type FeatureStep = (feature: FeatureRef, out: FeatureSink) => void;

/**
 * Features one by one, each leading to none, one or many. Features without geometry stay as they are and are not
 * handed over; attributes are those of the feature that a result comes from.
 */
export interface FeatureAlgorithm<T extends Table = Table, P = unknown> extends Common<T, P> {
  readonly shape: "feature";
  /** Once a range. */
  open(setup: Setup<T>, tools: Tools, prepared: P): FeatureStep;
  /** Where it gives multi-parts only: what an empty result is. */
  readonly multi?: GeometryKind;
  /** Fields of the result behind those of the layer, whose values come with each result. */
  fields?(setup: Setup<T>): readonly Field[];
  /** Features without geometry are left out; else they stay as they are. */
  readonly leavesOutNull?: true;
  /** Whether everything is united to one feature, with the attributes of the layer's first. */
  unites?(values: ValuesOf<T>): boolean;
}

/** The same features with other coordinates, vertex by vertex. */
export interface CoordinatesAlgorithm<T extends Table = Table, P = unknown> extends Common<T, P> {
  readonly shape: "coordinates";
  /** Gives the features of a part of the layer, each at its place. */
  open(setup: Setup<T>, prepared: P): (part: GeometryColumn) => GeometryColumn;
  /** Of the result; the input's if nothing is said. */
  crs?(values: ValuesOf<T>): CrsId;
}

/**
 * Features one by one, each with those near it of another layer, which are found by an index that is made once. Features
 * without geometry have none near.
 */
export interface PairAlgorithm<T extends Table = Table, P = unknown> extends Common<T, P> {
  readonly shape: "pair";
  /** The input that has the others. */
  readonly with: string;
  /** Once a range. The others are those whose boxes meet the feature's, in the order of their layer. */
  open(
    setup: Setup<T>,
    tools: Tools,
    prepared: P,
  ): (feature: FeatureRef, near: readonly OtherFeature[], out: FeatureSink) => void;
  /**
   * What is done with each feature of the other layer and those of the input near it, after all of the input's. Its results
   * have `values` alone, and it must not `keep`. Not asked for where the other layer is optional and not given: the
   * features of the input have each other near then.
   */
  openBack?(
    setup: Setup<T>,
    tools: Tools,
    prepared: P,
  ): (feature: FeatureRef, near: readonly OtherFeature[], out: FeatureSink) => void;
  /** How those near a feature are found, where it is in another way. */
  find?(setup: Setup<T>): (feature: FeatureRef, others: Others) => readonly OtherFeature[];
  /** Where it gives multi-parts only: what an empty result is. */
  readonly multi?: GeometryKind;
  /** Fields of the result behind those of the layer, whose values come with each result. */
  fields?(setup: Setup<T>): readonly Field[];
  /** Instead of `fields`, all fields of the result, where they are others than the layer's and made ones behind them. */
  layout?(setup: Setup<T>): readonly RowField[];
}

/**
 * One multi-part feature for each group of features with the same values in some fields, with the attributes of the first;
 * groups come in the order of their first. A group without geometries has none.
 */
export interface GroupAlgorithm<T extends Table = Table> extends Omit<Common<T, unknown>, "prepare"> {
  readonly shape: "group";
  /** Members come in the order of the layer; else those that lie together come together. */
  readonly keepsOrder?: boolean;
  /** The fields; none where all features are one group. */
  groupBy(values: ValuesOf<T>): readonly string[];
  /** The groups, where fields do not say them. */
  groups?(setup: Setup<T>, tools: Tools): Groups;
  /** Fields and columns of the result with a row for each group, where they are not those of its first feature. */
  attributes?(
    setup: Setup<T>,
    members: readonly (readonly number[])[],
    tools: Tools,
  ): Pick<LayerData, "fields" | "columns">;
  /** Whether folding is uniting: large clusters of areas are then united tile by tile. */
  readonly unites?: boolean;
  /**
   * Makes one geometry of members of a group, and then one of what it made of them: it must not matter how the members
   * were parted. It may free them.
   */
  fold(members: readonly EngineGeometry[], tools: Tools, share?: (fraction: number) => void): EngineGeometry;
  /** Writes what is left of a group. */
  write(geometry: EngineGeometry, builder: GeometryBuilder, engine: GeometryEngine): void;
}

/** A field of a result: the field of the layer at position `from`, or one that is made. */
export interface RowField extends Field {
  readonly from?: number;
}

/** What becomes of a range of rows: which stay, all if nothing is said, and the columns of the made fields for those. */
export interface RangeRows {
  readonly rows?: Uint32Array;
  readonly made?: readonly AttributeColumn[];
}

/** Rows and columns alone: geometries stay as they are, and there may be none. */
export interface RowsAlgorithm<T extends Table = Table, P = unknown> extends Common<T, P> {
  readonly shape: "rows";
  /** Those of the result. */
  fields(setup: Setup<T>): readonly RowField[];
  /** Once a range. */
  open(setup: Setup<T>, tools: Tools, prepared: P): (start: number, end: number) => RangeRows;
}

/** What does not fall apart: no layer or several go in, one or several come out. */
export interface WholeAlgorithm<T extends Table = Table, P = unknown> extends Common<T, P> {
  readonly shape: "whole";
  run(setup: Setup<T>, tools: Tools, prepared: P): Outputs;
}
