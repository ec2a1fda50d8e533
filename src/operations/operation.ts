import type { AlgorithmSchema } from "../algorithms/algorithm.ts";
import type { Loaded } from "../formats/open.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { LayerStyle } from "../layers/layer-style.ts";
import type { Basemaps } from "../render/figure/figure-parts.ts";
import type { Table, ValuesOf } from "../schema/parameter.ts";
import type { Job } from "../tasks/job.ts";

/** Something that makes a task: its magic, call, help, completion, history and export are made from it. */
export interface Operation<T extends Table = Table> extends AlgorithmSchema<T> {
  /** What it gives: a layer, any value, what was written to a file, a figure, or what its body returns. */
  readonly results: "layer" | "value" | "file" | "figure" | "body";
  /** The parameter that names its result, where that is not the option `as`. */
  readonly names?: string;
  /** How its task may be run. */
  readonly runOptions: Table;
}

/** An operation that is no algorithm: it plans its job itself. */
export interface PlannedOperation<T extends Table = Table> extends Operation<T> {
  /** Parameters of which the layer that it makes is independent. */
  readonly apart?: readonly string[];
  /** Whether it waits for the classes that its layers are to have. */
  readonly needsStyles?: boolean;
  plan(call: OperationCall<T>): Plan;
}

/** What an operation is asked for. */
export interface OperationCall<T extends Table = Table> {
  readonly values: ValuesOf<T>;
  /** Names of the parameters that were given, rather than left to their defaults. */
  readonly stated: ReadonlySet<string>;
  /** The layer given for a parameter. */
  input(name: string): OperationInput;
  /** All layers given for a parameter that takes several. */
  inputs(name: string): readonly OperationInput[];
  /** Land, borders and coasts for pictures. */
  basemaps(): Basemaps;
  /** Where relative paths start. */
  readonly baseDir: string;
}

export interface OperationInput {
  readonly label: string;
  /** Once the tasks that make it are complete. */
  readonly data: () => LayerData;
  /** How it looks on the map, once the tasks that make its classes are complete; as a new layer if it isn't there. */
  readonly style: () => LayerStyle;
  /** Whether it was computed rather than loaded; known with its data. */
  readonly isResult: () => boolean;
}

export interface Plan {
  /** What the task is called. */
  readonly description: string;
  readonly job: Job;
  /** Where the layer comes from, if it makes one. */
  readonly source?: string;
  /** The layer that was made, of what the lanes answered. */
  made?(answer: unknown): Loaded;
  /** Makes any other result of it. */
  map?(answer: unknown): unknown;
}
