import type { RowWork } from "../layers/row-functions.ts";
import type { Table } from "../schema/parameter.ts";
import type { AlgorithmSchema } from "./algorithm.ts";

/** What was given, by the names of parameters; layers among it. */
export type GivenByName = Readonly<Record<string, unknown>>;

/** The call that a short one stands for. */
export interface LongCall {
  /** Name of the algorithm. */
  readonly algorithm: string;
  readonly given: GivenByName;
}

/**
 * A short name of an algorithm, with parameters that are quick to write. It is an algorithm like others for all that
 * takes, completes, prints or explains calls; what runs, and what a result says that it comes from, is the long call.
 */
export interface ShortForm<T extends Table = Table> extends AlgorithmSchema<T> {
  readonly shape: "short";
  /** Ids of what it stands for. */
  readonly shortFor: readonly string[];
  /** @throws SpatialError BAD_ARGUMENT for what does not fit together */
  long(given: GivenByName): LongCall;
  /** Where a function may stand for an expression: the parameter, and what the function does to the layer. */
  readonly rows?: { readonly parameter: string; work(given: GivenByName): RowWork };
}

export function isShort(algorithm: AlgorithmSchema): algorithm is ShortForm {
  return "shape" in algorithm && algorithm.shape === "short";
}
