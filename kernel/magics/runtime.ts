import { SpatialError } from "../../src/errors.ts";
import { Layer } from "../../src/layers/layer.ts";
import type { LayerInput } from "../../src/session/layer-input.ts";
import { plannedOperation } from "../../src/operations/registry.ts";
import { RESULTS, type ResultName } from "../../src/operations/results.ts";
import { RUN_OPTIONS } from "../../src/operations/run-options.ts";
import { namedParameters, parameterNamed } from "../../src/schema/parameter.ts";
import { checkValues, type Schema } from "../../src/schema/check-values.ts";
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

/** Submits what a magic stands for. @param body of a cell magic */
type TaskMethod = (operation: string, values: MagicValues, options: MagicValues, body?: string) => Task;

/** The global `__mapcell` that transformed cells call: `layerTask`, `fileTask` … do the same, and say what comes of it. */
export type MagicRuntime = OtherCalls & Readonly<Record<`${ResultName}Task`, TaskMethod>>;

interface OtherCalls {
  /** A bare word. @param variable reads the variable of that name, where there is one */
  name(text: string, variable?: () => unknown): MagicName;
  /** The task that a name was bound to last, for the variable of that name. @param magics what it gets its type of */
  bound(name: string, ...magics: string[]): Task | undefined;
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
  const runtime = new Runtime(session, host);
  const submit: TaskMethod = (...given) => runtime.submit(...given);
  const methods = Object.keys(RESULTS).map((result) => [`${result}Task`, submit] as const);
  return Object.assign(runtime, Object.fromEntries(methods) as Record<`${ResultName}Task`, TaskMethod>);
}

/** The type of `__mapcell` for the cell language, on one line. @param types absolute path of the package's type file, without its ending */
export function magicDeclarations(types: string): string {
  const from = `import(${JSON.stringify(types)})`;
  const values =
    "values: { readonly algorithm?: A; readonly [name: string]: unknown }, options: Record<string, unknown>";
  const body = `source?: string, check?: (ctx: ${from}.TaskContext, ...inputs: ${from}.Layer[]) => R`;
  const submits = Object.entries(RESULTS).map(
    ([result, { typescript }]) =>
      `${result}Task<R, const O extends string, const A extends string>(magic: O, ${values}, ${body}): ${from}.Task<${typescript(`${from}.`)}>`,
  );
  const members = [
    "name(text: string, variable?: () => unknown): unknown",
    `bound<const O extends string = "">(name: string, ...magics: O[]): ${from}.Task<${from}.ResultOf<O>>`,
    ...submits,
    "ended<K>(task: K): Promise<readonly [K]>",
    "command(magic: string, values: Record<string, unknown>): void",
    "waiting(magic: string, values: Record<string, unknown>, body?: string): Promise<void>",
    "timed<K>(run: () => Promise<readonly [K]>): Promise<readonly [K]>",
    "help(magic: string): void",
    "about(name: string, detail: number): Promise<void>",
  ];
  return `export declare const __mapcell: { ${members.join("; ")} };`;
}

class Runtime implements OtherCalls {
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
    this.#commands = magicCommands(session, { ...host, rebind: (name, task) => this.#rebind(name, task) });
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

  submit(name: string, values: MagicValues, options: MagicValues, body?: string): Task {
    const { algorithms, names } = this.#session;
    const planned = plannedOperation(name);
    const schema = planned === undefined ? algorithms.find(name) : this.#session.operationFor(planned, values);
    const given = this.#resolved(schema, values, body);
    const cell = this.#host.currentCell();
    const task = this.#session.submit(name, given, this.#submitOptions(name, options), cell && `Cell ${cell.number}`);
    const own = planned?.names;
    const as = planned === undefined ? (options["as"] as string | undefined) : undefined;
    const called = names.nameOf(task as Task<Layer>) ?? (own && toText("task's name", values[own])) ?? as;
    if (called !== undefined) this.#remember(called, task);
    return task;
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

  /** With layers, tasks and variables in place of their names. @param body of the cell */
  #resolved({ parameters }: Schema, values: MagicValues, body: string | undefined): Record<string, unknown> {
    const resolved: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(values)) {
      const type = parameterNamed(parameters, name)?.type;
      if (type?.input?.named === true) resolved[name] = this.#byName(name, listOf(value));
      else if (type?.argument.type === "variable") resolved[name] = Object.fromEntries(listOf(value).map(toShared));
      else resolved[name] = Array.isArray(value) ? value.map((item: unknown) => this.#item(item)) : this.#item(value);
    }
    const taken = namedParameters(parameters).find(({ type }) => type.argument.type === "body");
    return taken === undefined ? resolved : { ...resolved, [taken.name]: body ?? "" };
  }

  #item(value: unknown): unknown {
    return value instanceof MagicName ? this.#layer(value) : value;
  }

  /** Layers by the names under which a body sees them. */
  #byName(option: string, all: readonly unknown[]): Record<string, LayerInput> {
    const inputs: Record<string, LayerInput> = {};
    for (const given of all) {
      const name = this.#inputName(`--${option}`, given);
      if (Object.hasOwn(inputs, name)) throw new SpatialError("BAD_ARGUMENT", `--${option} names "${name}" twice.`);
      inputs[name] = this.#layer(given);
    }
    return inputs;
  }

  #inputName(option: string, given: unknown): string {
    const named = given instanceof Task ? this.#session.names.nameOf(given as Task<Layer>) : undefined;
    const name = given instanceof MagicName ? given.text : given instanceof Layer ? given.name : named;
    if (name === undefined)
      throw new SpatialError(
        "BAD_ARGUMENT",
        `An ${option} must have a name for the body to see it by. Give the result one: --as NAME.`,
      );
    if (isIdentifier(name)) return name;
    throw new SpatialError(
      "BAD_ARGUMENT",
      `${option} ${JSON.stringify(name)} can't be a variable's name in the body. Give the layer one: %load NAME … or --as NAME.`,
    );
  }

  #layer(given: unknown): LayerInput {
    return toLayer(given, this.#session.names);
  }

  /** What a cell has bound itself stays what it is. */
  #rebind(name: string, task: Task): void {
    const { variables } = this.#host;
    const value = variables.value(name);
    if (value === undefined || !this.isBound(name, value)) return;
    this.#remember(name, task);
    variables.assign(name, task);
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
