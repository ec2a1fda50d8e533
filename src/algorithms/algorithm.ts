import type { Distance } from "../crs/distance.ts";
import type { Feedback } from "../feedback.ts";
import type { EngineGeometry } from "../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../geometry/engine.ts";
import type { LayerData } from "../layers/layer-data.ts";

interface ParameterBase {
  /** camelCase of QGIS's name: END_CAP_STYLE is endCapStyle, on the command line --end-cap-style. */
  readonly name: string;
  /** QGIS's own name, e.g. "END_CAP_STYLE". */
  readonly qgis: string;
  /** One line for help and completion, with the unit where there is one. */
  readonly doc: string;
}

/** What an algorithm takes. The one source of validation, magic arguments, types, help and completion. */
export type Parameter = ParameterBase &
  /** `validity` says whether its geometries must be valid, which `--invalid` sees to; "any" where nothing is said. */
  (
    | { readonly type: "layer"; readonly optional?: boolean; readonly validity?: "valid" | "any" }
    /** A bare number is in layer units; "500m" is a length on the ground. */
    | { readonly type: "distance"; readonly default?: number; readonly min?: number; readonly max?: number }
    | {
        readonly type: "number" | "integer";
        readonly default?: number;
        readonly min?: number;
        readonly max?: number;
      }
    /** By name or by QGIS's index. */
    | { readonly type: "enum"; readonly values: readonly string[]; readonly default: string }
    | { readonly type: "boolean"; readonly default: boolean }
    | { readonly type: "fields"; readonly default: readonly string[] }
    | { readonly type: "crs" | "text"; readonly default?: string }
  );

/** A checked value, plain data that can be sent to a worker. */
export type ParameterValue = string | number | boolean | readonly string[] | Distance | undefined;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/**
 * `skip` drops invalid features, `fix` repairs them (makeValid), `abort` fails naming the first one. The default is fix:
 * the data of every tutorial has a bad ring. (QGIS's is abort.)
 */
export type InvalidPolicy = "abort" | "skip" | "fix";

/** What one unit of work gets: all inputs, and the range of features of the first input it answers for. */
export interface Work {
  /** By parameter name; the first layer parameter is the one that is split into chunks. */
  readonly inputs: Readonly<Record<string, LayerData>>;
  readonly values: ParameterValues;
  /** Features [start, end) of the first input. */
  readonly start: number;
  readonly end: number;
  readonly invalid: InvalidPolicy;
}

export interface Tools {
  readonly engine: GeometryEngine;
  readonly feedback: Feedback;
}

/** What an algorithm's run gets: the tools of the lane, and geometries under the invalid-geometry policy. */
export interface ChunkTools extends Tools {
  /**
   * Feature `index` of an input, valid: repaired under the policy "fix", undefined (leave the feature out) under "skip".
   * Belongs to the engine's open scope.
   */
  read(input: string, index: number): EngineGeometry | undefined;
  /** Tells of something that the task's log says once, with its total (`Algorithm.notices`). @param index of its feature */
  note(notice: string, index: number, count?: number): void;
}

/** What is known of an algorithm without its code: magic, help, completion, validation and types are made from it. */
export interface AlgorithmSchema {
  /** The magic's and the TypeScript call's name, e.g. "simplify"; usually QGIS's id without its provider. */
  readonly name: string;
  /** QGIS's full id, e.g. "native:simplifygeometries". With and without "native:" it finds the algorithm, too. */
  readonly id: string;
  readonly title: string;
  /** QGIS's group, e.g. "Vector geometry". */
  readonly group: string;
  /** What it does, in a few sentences: degenerate input, output attributes, source. */
  readonly doc: string;
  readonly tags: readonly string[];
  /** One line that runs, for help. */
  readonly example: string;
  /** Layer parameters first, in positional order. */
  readonly parameters: readonly Parameter[];
}

/**
 * One geoprocessing algorithm of mapcell's own: its schema, its documentation and its pure function. Adding one touches
 * one file, its test and the registry's list.
 */
export interface Algorithm extends AlgorithmSchema {
  /**
   * At most this many ranges, where joining many small answers would cost more than lanes can save. Absent: as many as
   * planChunks makes by itself.
   */
  readonly maxChunks?: number;
  /** The warnings that `note` leads to, by notice. @param features as a list of their numbers, a long one cut */
  readonly notices?: Readonly<Record<string, (count: number, features: string) => string>>;
  /** What the result takes at the very least, where values can ask for more than any machine has. */
  leastBytes?(work: Work): number;
  /** Answers for features [start, end) of the first input. Several ranges run at once on different threads. */
  run(work: Work, tools: ChunkTools): LayerData;
  /**
   * Joins what the ranges gave, in the order of the ranges, e.g. dissolve's union of the partial unions. Absent: the
   * parts are appended.
   */
  combine?(parts: readonly LayerData[], work: Work, tools: Tools): LayerData;
  /** What `combine` takes of the time of all, 0 to 1; left out where it is next to nothing. */
  combineShare?(values: ParameterValues): number;
}
