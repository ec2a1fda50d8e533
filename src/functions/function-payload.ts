import type { PreparedFunction } from "./prepared-function.ts";

/** What a unit of kind "function" takes. This room doesn't know layers: `L` is LayerData, `P` a value with its layers packed. */
export interface FunctionPayload<L, P> {
  readonly prepared: PreparedFunction;
  /** Folder of the notebook: where import() looks for packages. */
  readonly baseDir: string;
  readonly engine: "geos" | "jsts";
  /** First argument of a function. */
  readonly input?: P;
  /** The function is called with each row of the input, a layer, for this to be done with them. */
  readonly rows?: unknown;
  /** Values that the user shares with the function, by name. */
  readonly shared?: Readonly<Record<string, P>>;
  /** For the task's log, before anything else. */
  readonly note?: string;
  /** Layers in scope by name. */
  readonly inputs?: Readonly<Record<string, L>>;
  /** Where the first of them is a chunk: the id of its first feature. */
  readonly firstId?: number;
  /** The result is to be a layer: an empty list of features is one, too. */
  readonly expected?: "layer";
  /** Own fields of a subclass; then the code is an object of methods and `run` is called. */
  readonly self?: Readonly<Record<string, P>>;
}

/** What it answers. */
export type FunctionAnswer<L, P> = (
  | { readonly type: "layer"; readonly data: L; readonly rest?: L }
  | ({ readonly type: "value" } & P)
) & {
  /** Own fields that `run` set or may have changed. */
  readonly fields?: Readonly<Record<string, P>>;
};
