import { resolve } from "node:path";
import type { LayerData } from "../layers/layer-data.ts";
import { LayerStore } from "../layers/layer-store.ts";
import { dataOf, Layer, layerFromData, originOf } from "../layers/layer.ts";
import type { Making, Origin, SourceFile } from "../layers/provenance.ts";
import { layerIn } from "../layers/told-values.ts";
import type { AlgorithmSchema } from "../algorithms/algorithm.ts";
import type { Algorithm } from "../algorithms/shapes.ts";
import { TaskEngine } from "../tasks/engine.ts";
import type { Job, Unit } from "../tasks/job.ts";
import type { Outcome } from "../tasks/task-state.ts";
import { Task } from "../tasks/task.ts";
import { cacheFrom } from "../store/store-place.ts";
import { isShort, type ShortForm } from "../algorithms/short-form.ts";
import type { TaskOptions } from "../tasks/task-options.ts";
import { type AlgorithmCall, checkedValues, dependenciesOf, jobOf, prepareCall } from "./algorithm-call.ts";
import { load } from "../operations/load.ts";
import type {
  JobPlan,
  Operation,
  OperationCall,
  OperationOver,
  PartsPlan,
  PlannedOperation,
} from "../operations/operation.ts";
import { algorithmOperation, plannedOperation } from "../operations/registry.ts";
import { namedBy } from "../operations/results.ts";
import { splitOptions } from "../operations/run-options.ts";
import { save, type Saved } from "../operations/save.ts";
import { statedNames } from "../schema/parameter.ts";
import { AlgorithmRegistry, type KnownAlgorithm } from "./algorithm-registry.ts";
import type { Call } from "./call.ts";
import { CallHistory } from "./call-history.ts";
import { bodyJob, compileTask } from "./compile-task.ts";
import type { TaskOrigin } from "./function-job.ts";
import type { SessionConfig } from "./session-config.ts";
import type { LayerInput } from "./layer-input.ts";
import { mainGeometry } from "./main-loop-geometry.ts";
import { keepOnMainLoop, mainLoopOnly } from "./main-loop-objects.ts";
import { LayerCheck } from "./layer-check.ts";
import { checkName, LayerNames } from "./layer-names.ts";
import { isOwn, type OwnAlgorithm } from "./own-algorithm.ts";
import { algorithmAnswer, layersTask, otherTasks } from "./made-layers.ts";
import { algorithmMaking, operationMaking } from "./making.ts";
import { makingLayer, makingOutputs } from "./making-layer.ts";
import { Looks } from "./looks.ts";
import { ownJob } from "./own-job.ts";
import { pathWithin } from "./path-within.ts";
import { layersOfOutputs, ResultCache } from "./result-cache.ts";
import { policyFor, Settings } from "./settings.ts";
import { longCall, rowFunction, rowJob } from "./short-call.ts";
import { Staleness } from "./staleness.ts";
import { Styler } from "./styler.ts";
import {
  afterOf,
  defined,
  describe,
  layerAnswer,
  submissionOf,
  type SubmitOptions,
  taskOptions,
} from "./submission.ts";

/** A task that was started. */
export interface Submission {
  readonly task: Task;
  readonly as: string | undefined;
  /** A headless cell does not wait for it. */
  readonly background: boolean;
}

/**
 * One notebook's (or script's) state: its layers, its tasks and what makes them. Lives on the main loop; everything that
 * computes is handed to a lane and comes back by `finished`.
 */
export class Session {
  readonly store = new LayerStore();
  readonly names = new LayerNames(this.store);
  readonly engine: TaskEngine;
  readonly algorithms: AlgorithmRegistry;
  readonly history = new CallHistory(this.names);
  readonly settings: Settings;
  readonly #cache: ResultCache;
  readonly styler = new Styler(this);
  readonly staleness: Staleness;
  readonly #looks = new Looks(this);
  readonly #origin: TaskOrigin;
  readonly #notebookFolder: string;
  #folder: string;
  readonly #submissions = new Set<(submission: Submission) => void>();

  constructor(config: SessionConfig = {}) {
    keepOnMainLoop(this, "a Session");
    const { baseDir = process.cwd(), notebook, checkLayers = process.env["MAPCELL_CHECK"] === "1" } = config;
    const check = new LayerCheck((data) => this.store.list().find(({ layer }) => dataOf(layer) === data)?.name);
    this.#folder = this.#notebookFolder = resolve(baseDir);
    const folder = (): string => this.#folder;
    const workerUrl = config.workerUrl ?? new URL("../worker/main.js", import.meta.url);
    const from = config.cache ?? cacheFrom(process.env);
    this.settings = new Settings({ cache: from.use === "on" ? "on" : "off" });
    this.#cache = new ResultCache(this.settings, from, workerUrl);
    this.#origin = {
      get baseDir() {
        return folder();
      },
      cache: this.#cache,
      provided: { Layer, geometry: mainGeometry },
      mainLoopOnly,
      ...(notebook === undefined ? {} : { notebook }),
    };
    this.algorithms = new AlgorithmRegistry(config.reservedNames ?? [], this.#origin);
    this.engine = new TaskEngine({
      workerUrl,
      ...(config.lanes === undefined ? {} : { lanes: config.lanes }),
      ...(config.onPulse === undefined ? {} : { onPulse: config.onPulse }),
      compile: (task) => compileTask(task, this.#origin),
      layerName: (layer) => this.names.nameOfLayer(layer),
      ...(checkLayers ? { wrap: (description, job) => check.wrap(description, job) } : {}),
    });
    this.engine.on((event) => {
      if (event.type !== "settled" || event.outcome.status !== "complete") return;
      const layer = layerIn(event.outcome.result);
      if (layer !== undefined) this.history.made(layer, event.task.id);
    });
    this.staleness = new Staleness(this);
    this.store.on("change", ({ kind, stored }) => {
      if (kind === "removed" || kind === "replaced") this.engine.loseLayer(stored.name, kind);
    });
  }

  /** Where relative paths start. */
  get baseDir(): string {
    return this.#folder;
  }

  get notebookFolder(): string {
    return this.#notebookFolder;
  }

  /** Lets relative paths start elsewhere from now on; a relative folder is in the one before, none is the first. */
  changeFolder(path: string): string {
    return (this.#folder = path === "" ? this.#notebookFolder : resolve(this.#folder, path));
  }

  /** Tells of every task that is not internal, within the call that submits it. */
  onSubmitted(listener: (submission: Submission) => void): void {
    this.#submissions.add(listener);
  }

  /**
   * Runs an algorithm of the registry on layers. Only a registered one may give something else than a layer.
   * @param given parameters by any spelling of their names, layers among them
   * @throws SpatialError for what can be seen to be wrong before the inputs are there; nothing is queued then
   */
  submitAlgorithm(
    nameOrId: string,
    given: Readonly<Record<string, unknown>>,
    options: SubmitOptions = {},
  ): Task<Layer> {
    const algorithm = this.algorithms.find(nameOrId);
    const task = this.#algorithmTask(algorithm, given, options);
    const others = otherTasks(algorithm, given, task, this.names);
    const call = this.history.call(knownOperation(algorithm), given, options);
    if (algorithm.gives === "layers") return this.#add(task, options, call);
    this.#start(task, options, call);
    for (const { task: other, as } of others) this.#start(other, { as });
    return task;
  }

  /**
   * Does what an operation or algorithm does, by any spelling of its name.
   * @param where what the cell that calls is called in messages
   * @throws SpatialError for what can be seen to be wrong before the inputs are there; nothing is queued then
   */
  submit(nameOrId: string, said: Readonly<Record<string, unknown>>, options: SubmitOptions = {}, where?: string): Task {
    const planned = plannedOperation(nameOrId);
    if (planned === undefined) return this.submitAlgorithm(nameOrId, said, options);
    const operation = this.operationFor(planned, said);
    const given = operation.implied === undefined ? said : { ...said, ...operation.implied(said, this.names.all()) };
    const { invalid } = this.settings.values;
    const call = prepareCall(operation, given, this.names, { invalid, engine: options.engine ?? "geos" });
    const plan = operation.plan(this.#operationCall(operation, call, { options, where }));
    if ("parts" in plan) return this.#addParts(operation, plan, options);
    const use = this.history.call(operation, given, options);
    const styling = operation.needsStyles === true ? this.#looks.styling([...call.inputs.values()].flat()) : [];
    const dependsOn = [...dependenciesOf(call), ...styling, ...afterOf(options)];
    const { description, origin = {} } = plan;
    const job = this.#madeBy(operation, plan, call);
    const key = namedBy(operation);
    const as = key === undefined || key === "as" ? key && options.as : String(checkedValues(call)[key]);
    if (as !== undefined) {
      const named = { ...options, as };
      return this.#start(this.#layerTask(description, origin, named, { job, dependsOn }), named, use);
    }
    const map = plan.map === undefined ? {} : { map: (answer: unknown) => plan.map?.(answer) };
    return this.#add(new Task(description, { job, dependsOn, ...map, ...taskOptions(options) }), options, use);
  }

  /** What an operation is for what it is given: one that runs an algorithm takes the parameters of that. */
  operationFor<O extends AlgorithmSchema & Pick<Operation, "over">>(
    operation: O,
    given: Readonly<Record<string, unknown>>,
  ): Exclude<O, OperationOver> | PlannedOperation {
    const { over } = operation;
    return over === undefined
      ? (operation as Exclude<O, OperationOver>)
      : over.for(this.algorithms.find(String(given[over.parameter])));
  }

  #operationCall(
    operation: PlannedOperation,
    call: AlgorithmCall,
    { options, where }: { readonly options: SubmitOptions; readonly where: string | undefined },
  ): OperationCall {
    return {
      values: checkedValues(call),
      given: call.given,
      stated: statedNames(operation.parameters, call.given),
      options,
      where,
      input: (name) => this.#looks.input(call.inputs.get(name)![0]!),
      inputs: (name) => (call.inputs.get(name) ?? []).map((input) => this.#looks.input(input)),
      compile: (body) => bodyJob(body, { engine: call.options.engine, named: options.as !== undefined }, this.#origin),
      basemaps: () => this.#looks.basemaps(),
      baseDir: this.baseDir,
    };
  }

  /** The job of a plan, with the layer that it makes, if it says how. */
  #madeBy(operation: PlannedOperation, plan: JobPlan, call: AlgorithmCall): Job {
    if (plan.made === undefined) return plan.job;
    const job = makingLayer(plan.job, (answer) => {
      const { data, files } = plan.made!(answer);
      return { data, making: operationMaking(operation, call, this.#placed(files)) };
    });
    const { reads } = plan;
    if (reads === undefined) return job;
    const making = (): Making => operationMaking(operation, call, []);
    const layersOf = (answer: unknown): LayerData[] => [plan.made!(answer).data];
    return this.#cache.around(job, { making, layersOf, file: { path: reads, baseDir: this.baseDir } });
  }

  /** One task of which others are the parts. */
  #addParts(operation: PlannedOperation, { description, parts, told }: PartsPlan, options: SubmitOptions): Task {
    const { as: _as, ...others } = options;
    const tasks = parts.map(({ operation: name, given, as }) => {
      const algorithm = this.algorithms.find(name);
      const own = { ...others, ...(as === undefined ? {} : { as }) };
      const task = this.#algorithmTask(algorithm, given, own);
      return { algorithm, given, as, task, beside: otherTasks(algorithm, given, task, this.names) };
    });
    const { priority, keep } = options;
    const whole = new Task<Layer[]>(description, defined({ priority, keep }));
    const calls = tasks.map(({ algorithm, given, as }) =>
      this.history.call(knownOperation(algorithm), given, as === undefined ? {} : { as }),
    );
    const call = this.history.call(operation, told, others, calls);
    for (const { task, as, algorithm } of tasks) {
      whole.addSubTask(task);
      if (as !== undefined && algorithm.gives !== "layers") this.names.submit(as, task);
    }
    this.#add(whole, others, call);
    for (const { task, as } of tasks.flatMap(({ beside }) => beside)) this.#start(task, { as });
    return whole;
  }

  load(name: string, path: string, options: SubmitOptions & Readonly<Record<string, unknown>> = {}): Task<Layer> {
    const { submit, values } = splitOptions(load, options);
    return this.submit("load", { name, path, ...values }, submit) as Task<Layer>;
  }

  save(layer: LayerInput, path: string, options: SubmitOptions & Readonly<Record<string, unknown>> = {}): Task<Saved> {
    const { submit, values } = splitOptions(save, options);
    return this.submit("save", { input: layer, path, ...values }, submit) as Task<Saved>;
  }

  /** Starts a task; its display is made within this call. */
  add<K extends Task>(task: K, options: SubmitOptions = {}): K {
    return this.#add(task, options);
  }

  #add<K extends Task>(task: K, options: SubmitOptions, call?: Call): K {
    this.engine.add(task);
    this.history.add(task, call);
    const submission = { task, as: options.as, background: options.background ?? false };
    for (const listener of this.#submissions) listener(submission);
    return task;
  }

  /** Runs one unit on the lane for the session's own work (map tiles, pictures). */
  async runInternal(unit: Unit): Promise<unknown> {
    const task = new Task(unit.kind, { job: oneUnit(unit), internal: true });
    this.engine.add(task);
    return task;
  }

  /** Cancels what an interrupt cancels: every task that has not ended, but those kept. */
  interrupt(): void {
    this.engine.cancelAll((task) => !task.keep);
  }

  async close(): Promise<void> {
    await this.engine.close();
  }

  /** Their paths from the notebook's folder, wherever relative paths start at the moment. */
  #placed(files: readonly SourceFile[]): readonly SourceFile[] {
    return files.map((file) => ({ ...file, path: pathWithin(this.#notebookFolder, this.baseDir, file.path) }));
  }

  /** @param called what its task is called: a short name stands in the table as it was written */
  #algorithmTask(
    algorithm: KnownAlgorithm,
    given: Readonly<Record<string, unknown>>,
    options: SubmitOptions,
    called = algorithm.name,
  ): Task<Layer> {
    const how = {
      invalid: policyFor(algorithm, options.invalid, this.settings),
      engine: options.engine ?? "geos",
    } as const;
    if (isOwn(algorithm)) return this.#ownTask(prepareCall(algorithm, given, this.names, how), options);
    if (isShort(algorithm)) return this.#shortTask(algorithm, given, options);
    const call = prepareCall(algorithm, given, this.names, how);
    const { description, origin, ...submission } = submissionOf(call, options, called);
    const task = { ...submission.task, job: this.#outputsJob(call) };
    if (algorithm.gives !== "layers")
      return this.#layerTask(description, origin, options, { ...task, answer: algorithmAnswer(algorithm, given) });
    const { as } = options;
    const several = layersTask(
      description,
      { ...submission.task, job: task.job, ...taskOptions(options) },
      { as, origin, names: this.names },
    );
    return several as Task as Task<Layer>;
  }

  #outputsJob(call: AlgorithmCall<Algorithm>): Job {
    const making = (): Making => algorithmMaking(call);
    return this.#cache.around(makingOutputs(jobOf(call), making), { making, layersOf: layersOfOutputs });
  }

  #shortTask(algorithm: ShortForm, given: Readonly<Record<string, unknown>>, options: SubmitOptions): Task<Layer> {
    // its own names first: they are what a mistake should be told by
    const how = { invalid: this.settings.values.invalid, engine: options.engine ?? "geos" } as const;
    const call = prepareCall(algorithm, given, this.names, how);
    const fn = rowFunction(algorithm, given);
    if (fn === undefined) {
      const long = longCall(algorithm, given);
      return this.#algorithmTask(this.algorithms.find(long.algorithm), long.given, options, algorithm.name);
    }
    const { job, code } = rowJob({ call, fn, origin: this.#origin });
    const { description, origin, ...submission } = submissionOf(call, options);
    const answer = algorithmAnswer(algorithm, given);
    return this.#layerTask(description, { ...origin, code }, options, { ...submission.task, job, answer });
  }

  #ownTask(call: AlgorithmCall<OwnAlgorithm>, options: SubmitOptions): Task<Layer> {
    const submission = submissionOf(call, options);
    const { description } = submission;
    const origin = { ...submission.origin, code: call.algorithm.prepared.key };
    const task = { ...submission.task, job: ownJob(call, this.#origin, options.as !== undefined) };
    if (options.as !== undefined) return this.#layerTask(description, origin, options, task);
    const map = (value: unknown): unknown =>
      value instanceof Layer ? layerFromData(description, dataOf(value), { ...originOf(value), ...origin }) : value;
    return new Task<unknown>(description, { ...task, ...taskOptions(options), map }) as Task<Layer>;
  }

  /** Its layer is known under a name from now on. */
  #start(task: Task<Layer>, options: SubmitOptions, call?: Call): Task<Layer> {
    if (options.as !== undefined) this.names.submit(options.as, task);
    return this.#add(task, options, call);
  }

  #layerTask(
    description: string,
    origin: Origin,
    options: SubmitOptions,
    { answer: read = layerAnswer, ...task }: TaskOptions<Layer> & { readonly answer?: typeof layerAnswer },
  ): Task<Layer> {
    const { as } = options;
    if (as !== undefined) checkName(as);
    const layerTask: Task<Layer> = new Task<Layer>(as === undefined ? description : describe(description, as), {
      ...task,
      ...taskOptions(options),
      map: (answer) => read(answer, as ?? description, origin),
      finished: (outcome: Outcome<Layer>) => this.names.settle(layerTask, outcome),
    });
    return layerTask;
  }
}

/** A registered algorithm may give anything. */
function knownOperation(algorithm: KnownAlgorithm): Operation {
  return algorithmOperation(algorithm, isOwn(algorithm) ? "value" : undefined);
}

function oneUnit(unit: Unit): Job {
  return { stages: [() => [unit]] };
}
