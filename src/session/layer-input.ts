import { SpatialError } from "../errors.ts";
import { dataOf, Layer, originOf } from "../layers/layer.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { isResult } from "../layers/provenance.ts";
import { layerIn } from "../layers/told-values.ts";
import { Task } from "../tasks/task.ts";
import { type LayerNames, notReady } from "./layer-names.ts";

/** A layer, the task that makes one, or the name of one. */
export type LayerInput = Layer | Task<Layer> | string;

/** An input of a task: a snapshot of a layer, or the promise of one, which makes its task a dependency. */
export interface ResolvedInput {
  /** For descriptions and provenance. */
  readonly label: string;
  readonly dependsOn: Task<Layer> | undefined;
  /** The columns, if they are there already. */
  readonly known: LayerData | undefined;
  /** The columns, once the dependency is complete. */
  data(): LayerData;
  /** Whether it was computed rather than loaded, once the dependency is complete. */
  isResult(): boolean;
}

/** @throws BAD_ARGUMENT, UNKNOWN_LAYER with near names */
export function resolveInput(input: unknown, names: LayerNames): ResolvedInput {
  if (input instanceof Layer) return ofLayer(input);
  if (input instanceof Task) return ofTask(input as Task<Layer>, undefined);
  if (typeof input !== "string") {
    throw new SpatialError(
      "BAD_ARGUMENT",
      `${describe(input)} is not a layer; give a Layer, a task that makes one, or a layer's name.`,
    );
  }
  const task = names.task(input);
  if (task === undefined) return ofLayer(names.layer(input));
  const { status } = task.state;
  if (status === "failed" || status === "canceled") throw notReady(input, task);
  return ofTask(task, input);
}

function ofLayer(layer: Layer): ResolvedInput {
  const data = dataOf(layer);
  return {
    label: layer.name,
    dependsOn: undefined,
    known: data,
    data: () => data,
    isResult: () => isResultLayer(layer),
  };
}

function ofTask(task: Task<Layer>, name: string | undefined): ResolvedInput {
  const done = task.state.status === "complete" ? layerOf(task) : undefined;
  if (done !== undefined) return { ...ofLayer(done), label: name ?? done.name };
  return {
    label: name ?? task.description,
    dependsOn: task,
    known: undefined,
    data: () => dataOf(layerOf(task)),
    isResult: () => isResultLayer(layerOf(task)),
  };
}

function isResultLayer(layer: Layer): boolean {
  return isResult(originOf(layer));
}

function layerOf(task: Task<Layer>): Layer {
  const { state } = task;
  const result: unknown = state.status === "complete" ? state.result : undefined;
  const layer = layerIn(result);
  if (layer !== undefined) return layer;
  throw new SpatialError(
    "BAD_ARGUMENT",
    `Task ${task.id} "${task.description}" made ${describe(result)}, not a layer.`,
  );
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  return typeof value === "object" ? `a value of type ${value.constructor?.name ?? "object"}` : JSON.stringify(value);
}
