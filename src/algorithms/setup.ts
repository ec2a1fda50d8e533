import type { Feedback } from "../feedback.ts";
import type { GeometryEngine } from "../geometry/engine.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { Table, ValuesOf } from "../schema/parameter.ts";
import type { InvalidPolicy } from "./algorithm.ts";

/** What a task of an algorithm works on. Plain data that can be sent to a lane. */
export interface Setup<T extends Table = Table> {
  /** By parameter name, all in the CRS of the first. */
  readonly inputs: Readonly<Record<string, LayerData>>;
  /** Of parameters that take several, as they are. */
  readonly lists?: Readonly<Record<string, readonly LayerData[]>>;
  /** What those are called. */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  readonly values: ValuesOf<T>;
  readonly invalid: InvalidPolicy;
}

/** What a lane has for every algorithm. */
export interface Tools {
  readonly engine: GeometryEngine;
  readonly feedback: Feedback;
}

/** The layer named `name`; checked by whoever made the setup. */
export function inputOf({ inputs }: Pick<Setup, "inputs">, name: string): LayerData {
  const data = inputs[name];
  if (data === undefined) throw new Error(`There is no input "${name}"`);
  return data;
}

/** Layers of a parameter that takes several. */
export function inputsOf({ lists = {} }: Pick<Setup, "lists">, name: string): readonly LayerData[] {
  return lists[name] ?? [];
}
