import { Layer } from "../layers/layer.ts";
import type { Operation } from "../operations/operation.ts";
import { namedBy } from "../operations/results.ts";
import { parameterNamed } from "../schema/parameter.ts";
import { type Reference, sortReferences } from "../schema/references.ts";
import { internalsOf, type Task } from "../tasks/task.ts";
import type { TaskSource } from "../tasks/task-source.ts";
import type { Call, GivenOptions, GivenRef } from "./call.ts";
import type { LayerInput } from "./layer-input.ts";
import type { LayerNames } from "./layer-names.ts";
import type { SubmitOptions } from "./submission.ts";

/** How one task was asked for. */
export interface PastCall {
  /** The task's number. */
  readonly task: number;
  /** Absent for one that the user's own code made. */
  readonly call: Call | undefined;
  /** What the task was made of. */
  readonly by: TaskSource["type"];
  readonly needs: Needs;
}

/** What a task has to do with layers and other tasks. */
export interface Needs {
  /** The layers and results that go into it. */
  readonly takes: readonly GivenRef[];
  /** What has to be there before it begins, and does not go into it. */
  readonly after: readonly GivenRef[];
  /** The name that its layer gets. */
  readonly makes: string | undefined;
  /** Those of its sub-tasks, in their order. */
  readonly parts: readonly Needs[];
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
    const by = internalsOf(task).source?.type ?? "main";
    this.#calls.set(task.id, { task: task.id, call, by, needs: this.#needsOf(task, call) });
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
  call(
    operation: Operation,
    given: Readonly<Record<string, unknown>>,
    options: SubmitOptions,
    parts: readonly Call[] = [],
  ): Call {
    const { references, others } = sortReferences(operation.parameters, given);
    const inputs = new Map(
      [...references].map(([name, layers]) => [name, layers.map((one) => this.#given(one))] as const),
    );
    const kept = Object.entries(others).map(([key, value]) => {
      const type = parameterNamed(operation.parameters, key)?.type;
      return [key, value === undefined || value === null ? value : type?.remembered(value)] as const;
    });
    return { operation, inputs, given: Object.fromEntries(kept), parts, options: this.options(options) };
  }

  #given({ layer, key }: Reference): GivenRef {
    return { ...this.layer(layer as LayerInput), ...(key !== undefined && { key }) };
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

  /** @param call absent for a part that came as a task */
  #needsOf(task: Task, call: Call | undefined): Needs {
    const { source, dependsOn, dependsOnLayers } = internalsOf(task);
    const takes =
      call === undefined ? layersIn(source).map((layer) => this.layer(layer)) : [...call.inputs.values()].flat();
    const taken = new Set(takes.flatMap((ref) => ref.task ?? []));
    const declared = [...dependsOn.map((other) => this.task(other)), ...this.#layers(dependsOnLayers)];
    return {
      takes,
      after: declared.filter((ref) => ref.task === undefined || !taken.has(ref.task)),
      makes: call && layerName(call),
      parts: task.subTasks.map((part, index) => this.#needsOf(part, call?.parts[index])),
    };
  }

  #layers(layers: readonly unknown[]): GivenRef[] {
    return layers.map((layer) => this.layer(layer as LayerInput));
  }
}

/** The name that its layer gets. */
function layerName({ operation, given, options }: Call): string | undefined {
  const key = namedBy(operation);
  const name = key === "as" ? options.as : given[key ?? ""];
  return typeof name === "string" ? name : undefined;
}

/** The layers that a user's function or module is called with, also as members of one object or list. */
function layersIn(source: TaskSource | undefined): readonly Layer[] {
  if (source?.type !== "function" && source?.type !== "module") return [];
  const { input } = source;
  const isPlain = typeof input === "object" && input !== null && Object.getPrototypeOf(input) === Object.prototype;
  const values: readonly unknown[] = Array.isArray(input) ? input : isPlain ? Object.values(input) : [input];
  return values.filter((value) => value instanceof Layer);
}
