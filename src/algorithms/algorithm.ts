import type { Feedback } from "../feedback.ts";
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
  (
    | { readonly type: "layer"; readonly optional?: boolean }
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
    | { readonly type: "crs"; readonly default?: string }
  );

/** A length as typed: in CRS units of the layer, or on the ground. */
export type Distance =
  | { readonly in: "layer"; readonly value: number }
  | { readonly in: "ground"; readonly metres: number };

/** A checked value, plain data that can be sent to a worker. */
export type ParameterValue = string | number | boolean | readonly string[] | Distance | undefined;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** `skip` drops invalid features, `fix` repairs them (makeValid), `abort` fails naming the first one. QGIS's default is abort. */
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

/**
 * One geoprocessing algorithm: its schema, its documentation and its pure function. Adding one touches one file, its
 * test and the registry's list.
 */
export interface Algorithm {
  /** QGIS's id without its provider, e.g. "buffer"; also the magic's and the TypeScript call's name. */
  readonly name: string;
  /** QGIS's full id, e.g. "native:buffer". */
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
  /** Answers for features [start, end) of the first input. Several ranges run at once on different threads. */
  run(work: Work, tools: Tools): LayerData;
  /**
   * Joins what the ranges gave, in the order of the ranges, e.g. dissolve's union of the partial unions. Absent: the
   * parts are appended.
   */
  combine?(parts: readonly LayerData[], work: Work, tools: Tools): LayerData;
}
