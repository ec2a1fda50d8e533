import type { Distance } from "../crs/distance.ts";

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

/** A layer parameter, as the runners ask for it. */
export interface InputNeeds {
  readonly name: string;
  /** Whether its geometries must be valid. */
  readonly valid: boolean;
}

/** The layers an algorithm takes; the first is the one that it goes over, in whose CRS the others are brought. */
export function layerInputs({ parameters }: Pick<AlgorithmSchema, "parameters">): readonly InputNeeds[] {
  return parameters.flatMap((parameter) =>
    parameter.type === "layer" ? [{ name: parameter.name, valid: parameter.validity === "valid" }] : [],
  );
}

/** A length on the ground among the values, by its parameter's name. */
export function groundLength({ parameters }: AlgorithmSchema, values: ParameterValues): string | undefined {
  const found = parameters.find(
    ({ type, name }) => type === "distance" && (values[name] as Distance | undefined)?.in === "ground",
  );
  return found?.name;
}
