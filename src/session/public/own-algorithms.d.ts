import type { Layer } from "./layers.js";
import type { Task, TaskContext } from "./tasks.js";

/** What an algorithm says of itself. */
export interface AlgorithmInfo {
  /** Of its magic and its call, e.g. "buffer". */
  readonly name: string;
  /** QGIS's id, e.g. "native:buffer". */
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly doc: string;
  readonly example: string;
}

/** What a registered algorithm takes: a schema of the kind that mapcell's own algorithms have. All layers come first. */
export type AlgorithmParameter = {
  /** In camelCase; `--kebab-case` on the line of its magic. */
  readonly name: string;
  /** One line for help, with the unit where there is one. */
  readonly doc?: string;
} & ParameterDefinition;

type ValueOf<K extends AlgorithmParameter> = ParameterValues<K>[K["type"]];
type GivenFor<K extends AlgorithmParameter> = ParameterInputs<K>[K["type"]];

/** What the function of a registered algorithm gets: every parameter by name, checked, layers as read-only Layers. */
export type AlgorithmValues<P extends readonly AlgorithmParameter[]> = {
  readonly [K in P[number] as K["name"]]: ValueOf<K>;
};

/** Features become a layer; any other value stays what it is. */
export type AlgorithmResult<R> = R extends
  | readonly { readonly geometry: any }[]
  | { readonly features: readonly unknown[] }
  | Iterator<unknown>
  ? Layer
  : R;

/** A registered algorithm as a call: the first layer (if it takes one), then the other parameters and how to run. */
export type RegisteredAlgorithm<P extends readonly AlgorithmParameter[], R> = P extends readonly [
  infer First extends AlgorithmParameter & { readonly type: "layer" | "layers" | "table" },
  ...unknown[],
]
  ? (
      input: GivenFor<First>,
      options?: RunOptions & { readonly [K in P[number] as Exclude<K["name"], First["name"]>]?: GivenFor<K> },
    ) => Task<R>
  : (options?: RunOptions & { readonly [K in P[number] as K["name"]]?: GivenFor<K> }) => Task<R>;

/** An algorithm of your own. */
export interface AlgorithmDefinition<P extends readonly AlgorithmParameter[], R> {
  /** "shade" or "user:shade". The part after the colon names the magic and the call. */
  readonly id: string;
  readonly parameters: P;
  /**
   * Runs in a worker thread, like the function of `Task.fromFunction`: it sees its values, `ctx` and `geometry`, not the
   * notebook's variables. Features it returns become a layer.
   */
  readonly run: (values: AlgorithmValues<P>, ctx: TaskContext) => R;
  /** Calls `run` for some features of the first parameter, a layer, after the other, as in `Task.fromFunction`. */
  readonly chunks?: boolean;
  readonly title?: string;
  readonly group?: string;
  /** What it does, for help. */
  readonly doc?: string;
  readonly tags?: readonly string[];
  /** A line that runs, for help. */
  readonly example?: string;
}
