import type { AlgorithmSchema } from "../algorithms/algorithm.ts";
import type { Loaded } from "../formats/open.ts";
import type { Dataset } from "../layers/dataset.ts";
import type { LayerStyle } from "../layers/layer-style.ts";
import type { Origin } from "../layers/provenance.ts";
import type { Basemaps } from "../render/figure/figure-parts.ts";
import type { Table, ValuesOf } from "../schema/parameter.ts";
import type { BodyCode } from "../schema/types/body.ts";
import type { CompiledJob, Job } from "../tasks/job.ts";
import type { ResultName } from "./results.ts";

/** Something that makes a task: its magic, call, help, completion, history and export are made from it. */
export interface Operation<T extends Table = Table> extends AlgorithmSchema<T> {
  /** What it gives. */
  readonly results: ResultName;
  /** The parameter that names its layer, or its task where it makes none, if that is not the option `as`. */
  readonly names?: string;
  /** Where it takes a script: how a cell is written whose body that is. */
  readonly cellExample?: string;
  /** How its task may be run. */
  readonly runOptions: Table;
  /** Where it runs another operation: a magic has it as an option of that one. */
  readonly over?: Over;
}

/** An operation that runs another one: what it plans, it plans for that. */
export interface OperationOver extends Operation {
  readonly over: Over;
  readonly plan?: never;
}

export interface Over {
  /** The parameter that says which algorithm it is about. */
  readonly parameter: string;
  /** What it is for that algorithm, whose parameters it takes as well. */
  for(algorithm: AlgorithmSchema): PlannedOperation;
}

/** An operation that is no algorithm: it plans its job itself. */
export interface PlannedOperation<T extends Table = Table> extends Operation<T> {
  /** Parameters of which the layer that it makes is independent. */
  readonly apart?: readonly string[];
  /** What is to be taken as given besides, by what was given and the names of the session's layers. */
  implied?(given: Readonly<Record<string, unknown>>, names: readonly string[]): Readonly<Record<string, unknown>>;
  /** Whether it waits for the classes that its layers are to have. */
  readonly needsStyles?: boolean;
  plan(call: OperationCall<T>): Plan;
}

/** What an operation is asked for. */
export interface OperationCall<T extends Table = Table> {
  readonly values: ValuesOf<T>;
  /** As it was given, without the layers. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly options: { readonly as?: string };
  /** Names of the parameters that were given, rather than left to their defaults. */
  readonly stated: ReadonlySet<string>;
  /** The layer given for a parameter. */
  input(name: string): OperationInput;
  /** All layers given for a parameter that takes several. */
  inputs(name: string): readonly OperationInput[];
  /** The job of what the user wrote. @throws what the checks of src/functions throw */
  compile(body: BodySource): CompiledJob;
  /** What the cell that called is called in messages. */
  readonly where: string | undefined;
  /** Land, borders and coasts for pictures. */
  basemaps(): Basemaps;
  /** Where relative paths start. */
  readonly baseDir: string;
}

export interface OperationInput {
  readonly label: string;
  /** Once the tasks that make it are complete. */
  readonly data: () => Dataset;
  /** How it looks on the map, once the tasks that make its classes are complete; as a new layer if it isn't there. */
  readonly style: () => LayerStyle;
  /** Whether it was computed rather than loaded; known with its data. */
  readonly isResult: () => boolean;
}

/** The body of a cell by its text, or a function. */
export interface BodySource {
  readonly source: BodyCode;
  readonly name: string;
  /** What the cell is called in messages. */
  readonly where: string;
  readonly inputs: readonly Pick<OperationInput, "label" | "data">[];
  readonly share: Readonly<Record<string, unknown>>;
  /** It is called for one chunk of the first input after the other, on all lanes. */
  readonly chunks: boolean;
}

export type Plan = JobPlan | PartsPlan;

/** A task whose parts are those of another operation. */
export interface PartsPlan {
  readonly description: string;
  readonly parts: readonly Part[];
  /** What the history keeps of what was given, besides the parts. */
  readonly told: Readonly<Record<string, unknown>>;
}

export interface Part {
  readonly operation: string;
  readonly given: Readonly<Record<string, unknown>>;
  readonly as: string | undefined;
}

export interface JobPlan {
  /** What the task is called. */
  readonly description: string;
  readonly job: Job;
  /** Where the layer comes from, if it makes one. */
  readonly origin?: Origin;
  /** A file that it reads: its layer depends on that as well. */
  readonly reads?: string;
  /** The layer that was made, of what the lanes answered. */
  made?(answer: unknown): Loaded;
  /** Makes any other result of it. */
  map?(answer: unknown): unknown;
}
