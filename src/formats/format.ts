import type { Feedback } from "../feedback.ts";
import type { Dataset } from "../layers/dataset.ts";
import type { Table, ValuesOf } from "../schema/parameter.ts";
import type { OptionValues } from "./format-options.ts";
import type { Query } from "./query.ts";
import type { RandomSource } from "./sources/source.ts";
import type { ByteSink } from "./targets/byte-sink.ts";

/** `O` are the values of the format's own options. */
export interface WriteOptions<O = OptionValues> {
  /** What the layer is called inside the file, where the format has a place for it. */
  readonly name: string;
  /** The format's own options, checked. */
  readonly options?: Partial<O>;
  /** What is there under that name, where it is a file of this format that keeps other layers; to be closed. */
  readonly existing?: () => Promise<RandomSource | undefined>;
  /** A file of the same name with another ending, which belongs to this one. */
  readonly beside?: (ending: string) => Promise<ByteSink>;
  readonly feedback: Feedback;
}

/**
 * A kind of file. All that mapcell knows of it is said here; its code is loaded when it is used. `R` and `W` are the
 * tables of its own options, by which its reader and its writer are typed.
 */
export interface Format<R extends Table = Table, W extends Table = Table> {
  /** As a user may know it: "geojson". */
  readonly id: string;
  /** In messages: "GeoJSON". */
  readonly title: string;
  /** Lower case, with the dot, the usual one first. */
  readonly endings: readonly string[];
  /** What servers call it. */
  readonly mediaTypes: readonly string[];
  /** Whether a file that begins so is of this kind, whatever it is called. */
  recognises?(head: Uint8Array): boolean;
  /** Of a zip archive that is one file of this kind: a path in it by which it is known. */
  readonly archive?: string;
  /** Whether its text may be in an encoding that must be said. */
  readonly hasEncoding?: boolean;
  /** Whether a file holds several layers, so that one that is there is changed, not replaced. */
  readonly keepsOtherLayers?: boolean;
  /** What may be said when it is read, and when it is written, besides what all formats know; always optional. */
  readonly readOptions?: R;
  readonly writeOptions?: W;
  /** Endings of the files beside it that belong to it. */
  readonly siblings?: readonly string[];
  /** Endings of what others made of it beside it, such as an index, which is wrong when it is written anew. */
  readonly derived?: readonly string[];
  /** May leave it to its caller to apply bounds, fields and limit, as long as it gives no less than they ask for. */
  read?(source: RandomSource, query: Query<ValuesOf<R>>, feedback: Feedback): Promise<Dataset>;
  /**
   * Asks a source for all that `read` will, so that it can be fetched where waiting costs nothing. False where all of
   * the file is needed.
   */
  touch?(source: RandomSource, query: Query<ValuesOf<R>>): Promise<boolean>;
  write?(data: Dataset, sink: ByteSink, options: WriteOptions<ValuesOf<W>>): Promise<void>;
}
