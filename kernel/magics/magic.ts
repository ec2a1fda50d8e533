import type { AlgorithmSchema } from "../../src/algorithms/algorithm.ts";
import type { Operation } from "../../src/operations/operation.ts";
import type { ResultName } from "../../src/operations/results.ts";
import type { ArgumentForm } from "../../src/schema/parameter-type.ts";

export interface MagicArgument extends ArgumentForm {
  /** As the runtime sees it, in camelCase. Typed as `--kebab-case` where it is an option. */
  readonly name: string;
  readonly doc: string;
  readonly required?: boolean;
  /** Shown in help. */
  readonly default?: string;
  /** Other names that an option goes by. */
  readonly also?: readonly string[];
  /** What the magic does instead where this is given. */
  readonly runs?: Operation;
}

export interface Magic {
  readonly name: string;
  /** `%%name`: the rest of the cell is its body. */
  readonly cell: boolean;
  /** First sentence: what the list of magics shows. */
  readonly doc: string;
  readonly example: string;
  readonly positionals: readonly MagicArgument[];
  readonly options: readonly MagicArgument[];
  /**
   * What the line is in TypeScript: the task of an operation, nothing (done at once), nothing after a wait, or what the
   * statement is that is timed.
   */
  readonly result: ResultName | "nothing" | "waited" | "timed";
  /** What makes its task. */
  readonly operation?: Operation;
  /** The algorithm it was made from. */
  readonly algorithm?: AlgorithmSchema;
}
