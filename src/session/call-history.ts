import { layerParameter } from "./algorithm-call.ts";
import type { AlgorithmSchema } from "../algorithms/algorithm.ts";
import { Layer } from "../layers/layer.ts";
import { internalsOf, type Task } from "../tasks/task.ts";
import type { BatchCall } from "./batch.ts";
import type { AlgorithmUse, Call, GivenOptions, GivenRef } from "./call.ts";
import type { LayerInput } from "./layer-input.ts";
import type { LayerNames } from "./layer-names.ts";
import type { SubmitOptions, TaskBody } from "./session.ts";

/** How one task was asked for. */
export interface PastCall {
  /** The task's number. */
  readonly task: number;
  readonly call: Call;
  /** Numbers of the tasks whose results it takes, or that it was to run after. */
  readonly needs: readonly number[];
}

/** As many as the engine lists of ended tasks. */
const MOST = 1000;

/** The calls that made the session's tasks, oldest first. Keeps no layer and no task alive. */
export class CallHistory {
  readonly #names: LayerNames;
  readonly #calls = new Map<number, PastCall>();
  readonly #makers = new WeakMap<Layer, number>();

  constructor(names: LayerNames) {
    this.#names = names;
  }

  /** @param call absent for a task that came as one */
  add(task: Task, call?: Call): void {
    const { source, dependsOn, dependsOnLayers } = internalsOf(task);
    const given = call === undefined ? [] : refsIn(call).map((ref) => ref.task);
    const layers = dependsOnLayers.map((layer) => this.layer(layer as LayerInput).task);
    const needs = [...given, ...layers, ...dependsOn.map(({ id }) => id)].filter((id) => id !== undefined);
    const made: Call = { kind: "made", by: source?.type ?? "main" };
    this.#calls.set(task.id, { task: task.id, call: call ?? made, needs: [...new Set(needs)] });
    const [oldest] = this.#calls.keys();
    if (this.#calls.size > MOST && oldest !== undefined) this.#calls.delete(oldest);
  }

  /** Says which task a layer came from. */
  made(layer: Layer, task: number): void {
    this.#makers.set(layer, task);
  }

  of(task: number): PastCall | undefined {
    return this.#calls.get(task);
  }

  list(): readonly PastCall[] {
    return [...this.#calls.values()];
  }

  /** What is called now, before anything that the call names is bound anew. */
  algorithm(
    algorithm: AlgorithmSchema,
    given: Readonly<Record<string, unknown>>,
    options: SubmitOptions,
  ): AlgorithmUse {
    const inputs = new Map<string, GivenRef>();
    const others: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(given)) {
      const parameter = layerParameter(algorithm, key);
      if (parameter === undefined) others[key] = value;
      else if (value !== undefined) inputs.set(parameter.name, this.layer(value as LayerInput));
    }
    return { kind: "algorithm", algorithm, inputs, given: others, options: this.options(options) };
  }

  batch(algorithm: AlgorithmSchema, calls: readonly BatchCall[], options: SubmitOptions): Call {
    const items = calls.map(({ given, as }) => this.algorithm(algorithm, given, as === undefined ? {} : { as }));
    return { kind: "batch", algorithm, items, options: this.options(options) };
  }

  body({ name, source, inputs, share = {} }: TaskBody, options: SubmitOptions): Call {
    const given = inputs.map((input) => ({ name: input.name, layer: this.layer(input.layer) }));
    const body = {
      kind: "body",
      name,
      inputs: given,
      share: Object.keys(share),
      options: this.options(options),
    } as const;
    return typeof source === "string" ? { ...body, source } : body;
  }

  layer(input: LayerInput): GivenRef {
    if (typeof input === "string") return { label: input, named: true, task: this.#names.task(input)?.id };
    if (!(input instanceof Layer)) return this.task(input);
    const name = this.#names.nameIn(input);
    const value = new WeakRef(input);
    return { label: name ?? input.name, named: name !== undefined, value, task: this.#makers.get(input) };
  }

  task(task: Task): GivenRef {
    const name = this.#names.nameOf(task as Task<Layer>);
    const named = name !== undefined && this.#names.task(name) === task;
    return { label: name ?? task.description, named, value: new WeakRef(task), task: task.id };
  }

  options({ after, ...others }: SubmitOptions): GivenOptions {
    const tasks = after === undefined ? [] : [after].flat();
    return { ...others, after: tasks.map((task: Task) => this.task(task)) };
  }
}

function refsIn(call: Call): readonly GivenRef[] {
  switch (call.kind) {
    case "algorithm":
      return [...call.inputs.values(), ...call.options.after];
    case "batch":
      return [...call.items.flatMap(refsIn), ...call.options.after];
    case "load":
      return call.options.after;
    case "save":
      return [call.layer, ...call.options.after];
    case "body":
      return [...call.inputs.map(({ layer }) => layer), ...call.options.after];
    case "made":
      return [];
  }
}
