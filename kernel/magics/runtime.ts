import { SpatialError } from "../../src/errors.ts";
import { Layer } from "../../src/layers/layer.ts";
import type { LayerInput } from "../../src/session/layer-input.ts";
import type { Figure } from "../../src/operations/figure.ts";
import { RUN_OPTIONS } from "../../src/operations/run-options.ts";
import type { Saved } from "../../src/operations/save.ts";
import { checkValues } from "../../src/schema/check-values.ts";
import type { SubmitOptions } from "../../src/session/submission.ts";
import { Task } from "../../src/tasks/task.ts";
import { isIdentifier } from "./bindable.ts";
import { magicCommands } from "./commands.ts";
import type { Commands } from "./command-table.ts";
import { waitFor } from "./held.ts";
import { helpPage } from "./help-page.ts";
import { helpFor } from "./help.ts";
import type { MagicHost, MagicSession, MagicValues } from "./magic-host.ts";
import { MagicName, toLayer, toShared, toTask } from "./names.ts";
import { listOf, toText } from "./values.ts";

/** The global `__mapcell` that transformed cells call. */
export interface MagicRuntime {
  /** A bare word. @param variable reads the variable of that name, where there is one */
  name(text: string, variable?: () => unknown): MagicName;
  /** The task that a name was bound to last, for the variable of that name. */
  bound(name: string): Task | undefined;
  layerTask(magic: string, values: MagicValues, options: MagicValues, body?: string): Task<Layer>;
  /** `--batch`: one task for all items. */
  batchTask(magic: string, values: MagicValues, options: MagicValues): Task<Layer[]>;
  /** A registered algorithm whose result is given no name, so that it may be anything. */
  valueTask(magic: string, values: MagicValues, options: MagicValues): Task;
  bodyTask(magic: string, values: MagicValues, options: MagicValues, body?: string): Task;
  saveTask(magic: string, values: MagicValues, options: MagicValues): Task<Saved>;
  figureTask(magic: string, values: MagicValues, options: MagicValues): Task<Figure>;
  /** `--wait`: in a box, because a task alone would be awaited away. */
  ended<K extends Task>(task: K): Promise<readonly [K]>;
  command(magic: string, values: MagicValues): void;
  /** @param body of a cell magic whose body is no TypeScript */
  waiting(magic: string, values: MagicValues, body?: string): Promise<void>;
  /** Runs a statement and says how long it took. */
  timed<K>(run: () => Promise<readonly [K]>): Promise<readonly [K]>;
  help(magic: string): void;
  /** `x?`: shows what is known of a name. @throws UNKNOWN_NAME */
  about(name: string, detail: 0 | 1): Promise<void>;
  /** Whether a variable's value is what a magic bound to that name, so that the next magic may bind it again. */
  isBound(name: string, value: unknown): boolean;
}

export function magicRuntime(session: MagicSession, host: MagicHost): MagicRuntime {
  return new Runtime(session, host);
}

/** The type of `__mapcell` for the cell language, on one line. @param types absolute path of the package's type file, without its ending */
export function magicDeclarations(types: string): string {
  const from = `import(${JSON.stringify(types)})`;
  const layer = `${from}.Task<${from}.Layer>`;
  const values = "values: Record<string, unknown>, options: Record<string, unknown>";
  const check = `check?: (ctx: ${from}.TaskContext, ...inputs: ${from}.Layer[]) => `;
  // What a lane makes a layer of, and what stays a value.
  const features =
    "readonly { readonly geometry: any }[] | { readonly features: readonly unknown[] } | Iterator<unknown>";
  const members = [
    "name(text: string, variable?: () => unknown): unknown",
    `bound(name: string): ${layer}`,
    `layerTask(magic: string, ${values}, source?: string, ${check}unknown): ${layer}`,
    `batchTask(magic: string, ${values}): ${from}.Task<${from}.Layer[]>`,
    `valueTask(magic: string, ${values}): ${from}.Task<any>`,
    `bodyTask<R>(magic: string, ${values}, source?: string, ${check}Promise<R>): ${from}.Task<R extends ${features} ? ${from}.Layer : R>`,
    `saveTask(magic: string, ${values}): ${from}.Task<{ readonly path: string; readonly features: number; readonly bytes: number }>`,
    `figureTask(magic: string, ${values}): ${from}.Task<${from}.Figure>`,
    "ended<K>(task: K): Promise<readonly [K]>",
    "command(magic: string, values: Record<string, unknown>): void",
    "waiting(magic: string, values: Record<string, unknown>, body?: string): Promise<void>",
    "timed<K>(run: () => Promise<readonly [K]>): Promise<readonly [K]>",
    "help(magic: string): void",
    "about(name: string, detail: number): Promise<void>",
  ];
  return `export declare const __mapcell: { ${members.join("; ")} };`;
}

class Runtime implements MagicRuntime {
  readonly #session: MagicSession;
  readonly #host: MagicHost;
  readonly #commands: Commands;
  /** Tasks that magics bound, with the names. */
  readonly #bound = new WeakMap<Task, string>();
  /** By name, for names that are no layer's: those of `%%task`. */
  readonly #latest = new Map<string, Task>();

  constructor(session: MagicSession, host: MagicHost) {
    this.#session = session;
    this.#host = host;
    this.#commands = magicCommands(session, host);
  }

  name(text: string, variable?: () => unknown): MagicName {
    return new MagicName(text, variable);
  }

  bound(name: string): Task | undefined {
    return this.#latest.get(name) ?? this.#session.names.task(name);
  }

  isBound(name: string, value: unknown): boolean {
    return value === undefined || (value instanceof Task && this.#bound.get(value) === name);
  }

  layerTask(magic: string, values: MagicValues, options: MagicValues, body?: string): Task<Layer> {
    const submit = this.#submitOptions(magic, options);
    const made = body === undefined ? this.#submit(magic, values, submit) : this.#runBody(values, submit, body);
    const task = made as Task<Layer>;
    const name = this.#session.names.nameOf(task);
    if (name !== undefined) this.#remember(name, task);
    return task;
  }

  batchTask(magic: string, values: MagicValues, { batch, ...options }: MagicValues): Task<Layer[]> {
    return this.#session.submitBatch(magic, batch, this.#resolved(values), this.#submitOptions(magic, options));
  }

  valueTask(magic: string, values: MagicValues, options: MagicValues): Task {
    return this.layerTask(magic, values, options);
  }

  bodyTask(magic: string, values: MagicValues, options: MagicValues, body = ""): Task {
    const task = this.#runBody(values, this.#submitOptions(magic, options), body);
    this.#remember(toText("task's name", values["name"]), task);
    return task;
  }

  saveTask(magic: string, values: MagicValues, options: MagicValues): Task<Saved> {
    return this.#submit(magic, values, this.#submitOptions(magic, options)) as Task<Saved>;
  }

  figureTask(magic: string, values: MagicValues, options: MagicValues): Task<Figure> {
    return this.#submit(magic, values, this.#submitOptions(magic, options)) as Task<Figure>;
  }

  async ended<K extends Task>(task: K): Promise<readonly [K]> {
    await waitFor(task);
    return [task];
  }

  command(magic: string, values: MagicValues): void {
    this.#commands.now[magic]?.(values);
  }

  async waiting(magic: string, values: MagicValues, body = ""): Promise<void> {
    await this.#commands.waiting[magic]?.(values, body);
  }

  async timed<K>(run: () => Promise<readonly [K]>): Promise<readonly [K]> {
    const say = this.#host.stopwatch();
    try {
      return await run();
    } finally {
      say();
    }
  }

  help(magic: string): void {
    this.#host.output.display(helpFor(magic, this.#session.algorithms.list()));
  }

  async about(name: string, detail: 0 | 1): Promise<void> {
    if (name.startsWith("%")) return this.help(name.replace(/^%+/, ""));
    const help = await this.#host.inspect(name, detail);
    if (help === undefined) throw new SpatialError("UNKNOWN_NAME", `There is nothing called "${name}" to help with.`);
    this.#host.output.display(helpPage(help));
  }

  #submit(magic: string, values: MagicValues, options: SubmitOptions): Task {
    return this.#session.submit(magic, this.#resolved(values), options);
  }

  #item(value: unknown): unknown {
    return value instanceof MagicName ? this.#layer(value) : value;
  }

  /** With layers and tasks in place of their names. */
  #resolved(values: MagicValues): Record<string, unknown> {
    const resolved = Object.entries(values).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((item: unknown) => this.#item(item)) : this.#item(value),
    ]);
    return Object.fromEntries(resolved) as Record<string, unknown>;
  }

  #runBody(values: MagicValues, options: SubmitOptions, source: string): Task {
    const inputs = listOf(values["input"]).map((given) => ({
      name: this.#inputName(given),
      layer: this.#layer(given),
    }));
    const repeated = inputs.find(({ name }, index) => inputs.findIndex((other) => other.name === name) !== index);
    if (repeated !== undefined) throw new SpatialError("BAD_ARGUMENT", `--input names "${repeated.name}" twice.`);
    const cell = this.#host.currentCell();
    const body = {
      name: toText("task's name", values["name"]),
      source,
      ...(cell === undefined ? {} : { where: `Cell ${cell.number}` }),
      inputs,
      share: Object.fromEntries(listOf(values["share"]).map(toShared)),
      chunks: values["chunks"] === true,
    };
    return this.#session.runTaskBody(body, options);
  }

  /** Under which name the body sees an input. */
  #inputName(given: unknown): string {
    const named = given instanceof Task ? this.#session.names.nameOf(given as Task<Layer>) : undefined;
    const name = given instanceof MagicName ? given.text : given instanceof Layer ? given.name : named;
    if (name === undefined)
      throw new SpatialError(
        "BAD_ARGUMENT",
        "An --input must have a name for the body to see it by. Give the result one: --as NAME.",
      );
    if (isIdentifier(name)) return name;
    throw new SpatialError(
      "BAD_ARGUMENT",
      `--input ${JSON.stringify(name)} can't be a variable's name in the body. Give the layer one: %load NAME … or --as NAME.`,
    );
  }

  #layer(given: unknown): LayerInput {
    return toLayer(given, this.#session.names);
  }

  #remember(name: string, task: Task): void {
    this.#bound.set(task, name);
    if (this.#session.names.task(name) === task) this.#latest.delete(name);
    else this.#latest.set(name, task);
  }

  /** What was said of how to run, checked. */
  #submitOptions(magic: string, { after, ...given }: MagicValues): SubmitOptions {
    const tasks = listOf(after).map((task) => toTask(task, this.#session.names, this.#session.engine));
    const schema = { name: magic, example: `%${magic} … --as near --priority 1`, parameters: RUN_OPTIONS };
    const values = Object.entries(checkValues(schema, given)).filter(([name]) => given[name] !== undefined);
    return { ...(Object.fromEntries(values) as SubmitOptions), ...(tasks.length === 0 ? {} : { after: tasks }) };
  }
}
