import type { Layer } from "../layers/layer.ts";
import type { Operation } from "../operations/operation.ts";
import type { Task } from "../tasks/task.ts";
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
  /** The name that it was given under. */
  readonly key?: string | undefined;
}

/** How a task was to run, as given. */
export type GivenOptions = Omit<SubmitOptions, "after"> & { readonly after: readonly GivenRef[] };

/**
 * How a task was asked for, in a form that is neither magic nor TypeScript: parameters as they were given, layers by
 * their names.
 */
export interface Call {
  readonly operation: Pick<Operation, "name" | "example" | "parameters" | "results" | "names" | "over">;
  /** By the names of their parameters. */
  readonly inputs: ReadonlyMap<string, readonly GivenRef[]>;
  /** The other parameters, as they were spelled. */
  readonly given: Readonly<Record<string, unknown>>;
  /** The calls that are the parts of its task. */
  readonly parts: readonly Call[];
  readonly options: GivenOptions;
}
