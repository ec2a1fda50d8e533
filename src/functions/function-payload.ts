import type { PreparedFunction } from "./prepared-function.ts";

/** What a unit of kind "function" takes. `L` is LayerData: this room doesn't know layers. */
export interface FunctionPayload<L> {
  readonly prepared: PreparedFunction;
  /** Folder of the notebook: where import() looks for packages. */
  readonly baseDir: string;
  readonly engine: "geos" | "jsts";
  /** First argument of a function; its layers are packed. */
  readonly input?: unknown;
  /** Values that the user shares with the function, by name; their layers are packed. */
  readonly shared?: Readonly<Record<string, unknown>>;
  /** For the task's log, before anything else. */
  readonly note?: string;
  /** Layers in scope by name. */
  readonly inputs?: Readonly<Record<string, L>>;
  /** The result is to be a layer: an empty list of features is one, too. */
  readonly expected?: "layer";
  /** Own fields of a subclass, packed; then the code is an object of methods and `run` is called. */
  readonly self?: Readonly<Record<string, unknown>>;
}

/** What it answers. Layers inside `value` and `fields` are packed. */
export type FunctionAnswer<L> = (
  | { readonly type: "layer"; readonly data: L }
  | { readonly type: "value"; readonly value: unknown }
) & {
  /** Own fields that `run` set or may have changed. */
  readonly fields?: Readonly<Record<string, unknown>>;
};
