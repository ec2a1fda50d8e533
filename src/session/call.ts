import type { AlgorithmSchema } from "../algorithms/algorithm.ts";
import type { Layer } from "../layers/layer.ts";
import type { Task } from "../tasks/task.ts";
import type { TaskSource } from "../tasks/task-source.ts";
import type { SubmitOptions } from "./submission.ts";

/** A layer or task that a call was given, without keeping it alive. */
export interface GivenRef {
  /** The session's name of it, or what it is called otherwise. */
  readonly label: string;
  /** Whether the label was a name that meant it, at the time of the call. */
  readonly named: boolean;
  /** Absent where a name was given. */
  readonly value?: WeakRef<Layer | Task>;
  /** The task that makes it, or made it, where that is known. */
  readonly task: number | undefined;
}

/** How a task was to run, as given. */
export type GivenOptions = Omit<SubmitOptions, "after"> & { readonly after: readonly GivenRef[] };

export interface AlgorithmUse {
  readonly kind: "algorithm";
  readonly algorithm: AlgorithmSchema;
  /** By the names of their parameters. */
  readonly inputs: ReadonlyMap<string, readonly GivenRef[]>;
  /** The other parameters, as they were spelled. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly options: GivenOptions;
}

/**
 * How a task was asked for, in a form that is neither magic nor TypeScript: parameters as they were given, layers by
 * their names.
 */
export type Call =
  | AlgorithmUse
  /** Uses of one algorithm as the parts of one task. */
  | {
      readonly kind: "batch";
      readonly algorithm: AlgorithmSchema;
      readonly items: readonly AlgorithmUse[];
      readonly options: GivenOptions;
    }
  /** A `%%task` cell, or `geo.task`, whose function has no source that could be printed. */
  | {
      readonly kind: "body";
      readonly name: string;
      readonly source?: string;
      readonly inputs: readonly { readonly name: string; readonly layer: GivenRef }[];
      /** Names of variables. */
      readonly share: readonly string[];
      readonly chunks: boolean;
      readonly options: GivenOptions;
    }
  /** A task that the user's own code made. */
  | { readonly kind: "made"; readonly by: TaskSource["type"] };
