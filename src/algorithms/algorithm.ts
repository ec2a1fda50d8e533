import { inputParameters, namedParameters, type Table, type ValuesOf } from "../schema/parameter.ts";

/**
 * `skip` drops invalid features, `fix` repairs them (makeValid), `abort` fails naming the first one. The default is fix:
 * the data of every tutorial has a bad ring. (QGIS's is abort.)
 */
export const INVALID_POLICIES = ["fix", "skip", "abort"] as const;
export type InvalidPolicy = (typeof INVALID_POLICIES)[number];

/** What is known of an algorithm without its code: magic, help, completion, validation and types are made from it. */
export interface AlgorithmSchema<T extends Table = Table> {
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
  /** Raised by one when the same call comes to give another result: its provenance must be another. 1 if nothing is said. */
  readonly version?: number;
  /** Layer parameters first, in positional order. */
  readonly parameters: T;
  /** Layers that it makes beside the first, each named by the parameter of that name with `As` behind: rest, restAs. */
  readonly others?: readonly string[];
  /**
   * What it gives, if not a layer: layers that it names itself, or values, here by name with their types in TypeScript. It
   * makes those as a table with one row, which stands for them wherever a layer is asked for.
   */
  readonly gives?: "layers" | ValueTypes;
}

/** Values that an algorithm gives, by name: what they are in TypeScript, such as "number | null". */
export type ValueTypes = Readonly<Record<string, string>>;

/** A layer parameter, as the runners ask for it. */
export interface LayerInputNeeds {
  readonly name: string;
  /** Whether its geometries must be valid. */
  readonly valid: boolean;
}

/** The layers an algorithm takes; the first is the one that it goes over, in whose CRS the others are brought. */
export function layerInputs({ parameters }: Pick<AlgorithmSchema, "parameters">): readonly LayerInputNeeds[] {
  return inputParameters(parameters)
    .filter(({ type }) => type.input?.several === false)
    .map(({ name, type }) => ({ name, valid: type.input?.validity === "valid" }));
}

/** A length on the ground among the values, by its parameter's name. */
export function groundLength({ parameters }: AlgorithmSchema, values: ValuesOf<Table>): string | undefined {
  const found = namedParameters(parameters).find(({ type, name }) => {
    const value = values[name];
    return value !== undefined && type.isOnGround(value);
  });
  return found?.name;
}
