import type { AnyFunction } from "../functions/draft.ts";
import type { LayerInput } from "./layer-input.ts";

/** A task whose code is the body of a cell, or a function that sees its inputs by name. */
export interface TaskBody {
  readonly name: string;
  /** The text of a cell, or a function `(inputs, ctx) => result`. */
  readonly source: string | AnyFunction;
  /** What its cell is called in messages. */
  readonly where?: string;
  readonly inputs: readonly { readonly name: string; readonly layer: LayerInput }[];
  /** Values that the body gets copies of, by name. */
  readonly share?: Readonly<Record<string, unknown>>;
  /** It is called for chunks of the first input. */
  readonly chunks?: boolean;
}
