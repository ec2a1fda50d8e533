import type { CrsId } from "../crs/crs-id.ts";
import type { SpatialError } from "../errors.ts";
import type { LayerData } from "../layers/layer-data.ts";

/**
 * What a word of a magic stands for. `layer`, `task` and `variable` words are names that are looked up when the line
 * runs; `flag` takes no word; `items` are given by an expression; `body` is the rest of the cell. Everything else reaches
 * its reader as it was typed.
 */
export type ArgumentKind =
  | "layer"
  | "task"
  | "variable"
  | "field"
  | "text"
  | "path"
  | "crs"
  | "number"
  | "choice"
  | "flag"
  | "algorithm"
  | "items"
  | "body";

/** How a magic reads and completes a value. */
export interface ArgumentForm {
  readonly type: ArgumentKind;
  /** By comma or by repeating. A `many` positional takes all words that are left. */
  readonly many?: boolean;
  /** All there are of a choice; of a text some, for completion. */
  readonly values?: readonly string[];
  /** Of a path: what its files end in, for completion. */
  readonly endings?: readonly string[];
  /** Of a field: the parameter that has the layer; the first layer if nothing is said. */
  readonly of?: string;
  /** What it looks like as a word without an option before it; any other word is for what comes next. */
  readonly only?: RegExp;
  /** Of a text: it may be an address, whose password is not printed. */
  readonly isAddress?: boolean;
  /** Of a text: the body of a cell magic is taken for it, and no value is ever put into it. */
  readonly isBody?: boolean;
  /** Of a layer: text that is none, but a value by itself. */
  readonly unless?: RegExp;
  /** "number, 1 to 64" */
  readonly typeText?: string;
}

/** What a value can be checked against. */
export type LayerFacts = Pick<LayerData, "crs" | "fields"> & Partial<Pick<LayerData, "geometry">>;

/** Where a value is read. */
export interface Parsing {
  /** "buffer: distance", to begin a message with. */
  readonly what: string;
  /** Whether the parameter was called by QGIS's name, in capitals, so that the value is written as QGIS writes it. */
  readonly isQgis: boolean;
  /** @param problem goes on from the parameter's name: `is "x"; expected a number` */
  refuse(problem: string): SpatialError;
  /**
   * The layer given for a parameter, or the first layer; undefined while a task that makes it has not finished, and
   * where there is none.
   */
  layer(parameter?: string): LayerFacts | undefined;
  /** The layer given for the parameter itself. */
  readonly own: LayerFacts | undefined;
}

/** Of a value that depends on a layer which is not there yet: it is read again when it is. */
export const LATER: unique symbol = Symbol("later");

/** What a layer that goes into a task must be. */
export interface InputNeeds {
  /** Whether geometries must be valid, which `--invalid` sees to. */
  readonly validity: "valid" | "any";
  /** Several layers, in the order given. */
  readonly several: boolean;
  /** It may have no geometry. */
  readonly table: boolean;
  /** Several, each under the name that it is seen by: a call takes an object of them. */
  readonly named?: boolean;
}

/**
 * What a parameter may be: one object a type, made in a file of its own. Validation, magic, call, types, help,
 * completion, history, export and registered functions ask it, so that a type is complete or does not compile.
 */
export interface ParameterType<V = unknown> {
  /** What a registered algorithm calls it, e.g. "distance". */
  readonly id: string;
  /** Turns what was typed, in a magic or in TypeScript, into a checked value. */
  parse(given: unknown, at: Parsing): V | typeof LATER;
  /** What a call takes. @param from goes before names of public types */
  typescript(from: string): string;
  readonly argument: ArgumentForm;
  /** As a magic takes it: text, a number, a list or an object for a word, true or false for a flag. */
  toMagic(given: unknown, at: Parsing): unknown;
  /** As a call takes it: TypeScript is stricter than a magic, where everything is text. */
  toCode(given: unknown, at: Parsing): string;
  /** A word that is right, for examples. */
  readonly sample: string;
  /** Layers, tasks or names of layers in what was given. */
  references(given: unknown): readonly unknown[];
  /** What the history keeps of what was given: nothing that holds on to layers. */
  remembered(given: unknown): unknown;
  /** Of a type whose value is a layer: it goes into the task beside the values. */
  readonly input?: InputNeeds;
  /** What a user's function gets. @param crs of the first layer */
  toFunction(value: V, crs: CrsId | undefined): unknown;
  /** Whether it is a length on the ground, which only a layer on the globe can have. */
  isOnGround(value: V): boolean;
}

/** What most types have in common: no layers in them, printed as they are read. */
export function plainType<V>(
  type: Pick<ParameterType<V>, "id" | "parse" | "typescript" | "argument" | "sample"> & Partial<ParameterType<V>>,
): ParameterType<V> {
  return {
    toMagic: (given) => given,
    toCode: (given, at) => JSON.stringify(readAlone(type, given, at)),
    references: () => [],
    remembered: (given) => given,
    toFunction: (value) => value,
    isOnGround: () => false,
    ...type,
  };
}

/** The value as it is read without any layer; what was given where it depends on one. */
export function readAlone<V>(type: Pick<ParameterType<V>, "parse">, given: unknown, at: Parsing): unknown {
  const value = type.parse(given, at);
  return value === LATER ? given : value;
}
