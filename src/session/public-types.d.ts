// The public types of mapcell: what a cell and `import … from "mapcell"` see. The part between the last two lines is
// generated from the algorithms' schemas when the package is built. Written for TypeScript 5.0 and later.

/** x, y (and ignored further numbers), in CRS units; longitude before latitude. */
export type Position = number[];

/** A GeoJSON geometry (RFC 7946). */
export type Geometry =
  | { type: "Point"; coordinates: Position }
  | { type: "MultiPoint"; coordinates: Position[] }
  | { type: "LineString"; coordinates: Position[] }
  | { type: "MultiLineString"; coordinates: Position[][] }
  | { type: "Polygon"; coordinates: Position[][] }
  | { type: "MultiPolygon"; coordinates: Position[][][] }
  | { type: "GeometryCollection"; geometries: Geometry[] };

/**
 * The values of an `integer64` field are bigints: write one as 123n. Those of `date`, `datetime` and `time` are ISO 8601
 * text, as it was given ("2024-02-29", "2024-02-29T12:30:00+01:00", "12:30:00"): `new Date(text)` makes a Date of one, and
 * a Date may be given. Those of `binary` are Uint8Arrays, those of `list` arrays of texts, numbers or booleans.
 */
export type FieldType =
  | "string"
  | "integer"
  | "integer64"
  | "number"
  | "boolean"
  | "date"
  | "datetime"
  | "time"
  | "binary"
  | "list"
  | "json";
export interface Field {
  readonly name: string;
  readonly type: FieldType;
}

/** One feature of a layer: a copy, writing to it changes no layer. */
export interface Feature {
  readonly type: "Feature";
  /** Position in the layer, from 0; in a chunk of one, in the whole. */
  readonly id: number;
  readonly geometry: Geometry | null;
  readonly properties: Record<string, any>;
}

/** What may become a feature of a new layer. */
export interface FeatureLike {
  readonly type?: "Feature";
  readonly geometry: Geometry | null;
  readonly properties?: Record<string, unknown> | null;
}

/** A row of a new table: its members are the fields. What has a `geometry` is a feature. */
export type TableRow<Row extends object> = Row & { readonly geometry?: never };

/** What JSON can hold; other values are objects with one member that begins with `$`: `{ $date: "2024-02-29" }`. */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [name: string]: PlainValue };

/** How a layer came about, exactly. */
export interface Provenance {
  /** "native:buffer", "mapcell:load", "mapcell:task"; "mapcell:content" of a layer that is known by its content alone. */
  readonly operation: string;
  /** Of mapcell; of a content hash, the number of its form. */
  readonly version: string;
  /** The geometry library and its version, where geometries are computed. */
  readonly engine?: string;
  /** What becomes of invalid geometries, where valid ones are needed. */
  readonly invalid?: string;
  /** Parameters as they were checked, defaults among them. */
  readonly values: Readonly<Record<string, PlainValue>>;
  /** Content hashes of the layers that went in, by parameter. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  /** Hash of the user's code, with all that went along with it. */
  readonly code?: string;
  /** What was read of a file, or of the files that make one. */
  readonly source?: { readonly bytes: number; readonly sha256: string };
  /** Which of the operation's layers it is, where it makes several. */
  readonly output?: string;
  /** Of a layer that is known by its content alone: that content's hash. */
  readonly content?: string;
  /** SHA-256 (hex) of all of these. */
  readonly hash: string;
  /** Where the source was, which may lie elsewhere: no part of the hash. `part`: only parts of the file were read. */
  readonly files?: readonly {
    readonly path: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly etag?: string;
    readonly part?: true;
  }[];
}

/**
 * An immutable set of features with one CRS, or a table: rows without geometry. Editing means making a new one.
 * @example
 * const places = Layer.from({ type: "Point", coordinates: [8.5, 47.4] }, { name: "places" });
 * for (const { id, geometry } of places) console.log(id, geometry?.type, places.crs);
 */
export declare class Layer implements Iterable<Feature> {
  private constructor();
  /**
   * A layer from GeoJSON or rows `{ geometry, properties }`; a table from rows `{ name: "a", size: 1 }`.
   * @param options.crs e.g. "EPSG:3857"; GeoJSON is EPSG:4326 if nothing is said.
   */
  static from(
    source:
      | { readonly type: string; readonly [member: string]: unknown }
      | { readonly type: string }
      | readonly FeatureLike[]
      | Iterable<FeatureLike>,
    options?: { readonly crs?: string; readonly name?: string },
  ): Layer;
  static from<Row extends object>(rows: Iterable<TableRow<Row>>, options?: { readonly name?: string }): Layer;
  readonly name: string;
  /** As QGIS names it, e.g. "Point" or "MultiPolygon"; "No geometry" where no feature has one. */
  readonly geometryType: string;
  /** Whether it has rows alone, and no geometry. */
  readonly isTable: boolean;
  /** Number of features, or rows of a table. */
  readonly length: number;
  /** Authority code, e.g. "EPSG:4326"; of a table, which lies nowhere, "EPSG:4326". */
  readonly crs: string;
  /** minX, minY, maxX, maxY in CRS units; undefined when nothing has coordinates. */
  readonly bounds: readonly [number, number, number, number] | undefined;
  readonly fields: readonly Field[];
  /** SHA-256 of the content (geometry, fields, values, CRS), whatever the layer's name. */
  readonly hash: string;
  /**
   * How it came about: the operation, all its parameters, the hashes of what went in. Layers whose provenance has the
   * same `hash` are equal, on any machine, as far as the user's own functions depend on nothing else. One that was made
   * of features in a cell is known by its content.
   */
  readonly provenance: Provenance;
  /** The first `n` features (default 10). */
  head(n?: number): Feature[];
  /** A new layer of the features for which `keep` returns true. Asking for a field that is none is an error. */
  filter(keep: (feature: Feature, index: number) => boolean): Layer;
  /**
   * A new layer with a field whose values a function makes: a new one behind the others, or in the place of one.
   * @example
   * const towns = Layer.from([{ name: "Ayr", people: 46_000, km2: 11.5 }]);
   * console.log(towns.calculate("density", (f) => f.properties.people / f.properties.km2).head(1));
   */
  calculate(field: string, value: (feature: Feature, index: number) => unknown): Layer;
  /** A new layer with these fields only, in this order. */
  select(fields: readonly string[]): Layer;
  /**
   * A new layer in the order of the values of a field, or of several: by the first, then the second and so on; or of what
   * a function says of each feature. Rows that are alike keep their order, nulls come last either way, and text goes by
   * its characters, capitals first.
   */
  sort(
    by: string | readonly string[] | ((feature: Feature, index: number) => unknown),
    order?: "asc" | "desc" | { readonly descending?: boolean },
  ): Layer;
  /**
   * The rows in groups: those with the same values in these fields, or for which a function says the same.
   * @example
   * const towns = Layer.from([{ name: "Ayr", land: "UK", people: 46_000 }, { name: "Deal", land: "UK", people: 30_000 }]);
   * console.log(towns.groupBy("land").aggregate({ people: "sum", towns: "join(name)", n: "count" }).toRows());
   */
  groupBy(by: string | readonly string[] | ((feature: Feature, index: number) => unknown)): LayerGroups;
  /**
   * A new layer with the fields of the first row of another layer or table that has the same value in a field.
   * @example
   * const towns = Layer.from([{ name: "Ayr", land: "UK" }]);
   * const lands = Layer.from([{ iso: "UK", continent: "Europe" }]);
   * console.log(towns.join(lands, { on: { land: "iso" } }).toRows());
   */
  join(table: Layer, options: TableJoinOptions | string): Layer;
  /**
   * A table with a row for each field: `count` of values, `nulls`, `unique` values, `mean`, `std` (of a sample), `min`,
   * `q1`, `median`, `q3`, `max`. What a field's type has none of is null.
   */
  describe(): Layer;
  /**
   * An index of the features by their places, planar, in layer units; inside task functions as well.
   * @example
   * const towns = Layer.from({ type: "MultiPoint", coordinates: [[8.5, 47.4], [7.4, 46.9]] });
   * console.log(towns.index().nearest({ type: "Point", coordinates: [8, 47] })[0]?.distance);
   */
  index(): LayerIndex;
  /** The values of a field, null where there is none. */
  column(field: string): any[];
  /** The rows as plain objects without geometry, as charts and tables take them. */
  toRows(): Record<string, any>[];
  /** The same content under another name. */
  withName(name: string): Layer;
  /** A copy, in the layer's own CRS. */
  toGeoJSON(): {
    type: "FeatureCollection";
    features: { type: "Feature"; geometry: Geometry | null; properties: Record<string, any> }[];
  };
  [Symbol.iterator](): IterableIterator<Feature>;
}

/** What the user can do something about. Its message says what was given, what is allowed and what to do. */
export declare class SpatialError extends Error {
  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown });
  readonly name: "SpatialError";
  /** Stable: match on it, never on the message. */
  readonly code: ErrorCode;
}

/** The life of a task: queued or held, running, maybe cancelling, then one of the last three for ever. */
export type TaskState<T = unknown> =
  | { readonly status: "queued" | "held" | "running" | "cancelling" }
  | { readonly status: "complete"; readonly result: T }
  | {
      readonly status: "failed";
      readonly reason: "error" | "timeout" | "memory" | "lost";
      readonly error: SpatialError | Error;
    }
  | { readonly status: "canceled"; readonly reason: "user" | "dependency" | "shutdown" };

export type TaskStatus = TaskState["status"];

/** How a task ended. */
export type Outcome<T> = Extract<TaskState<T>, { readonly status: "complete" | "failed" | "canceled" }>;

/** What a task function gets besides its input. */
export interface TaskContext {
  /** @param fraction share of the work done, 0 to 1. @param text what is being done now. */
  progress(fraction: number, text?: string): void;
  isCanceled(): boolean;
  /** Ends the function if the task was canceled. Cheap: call it in every loop. */
  throwIfCanceled(): void;
  /** 0 to n - 1, reporting progress and looking for a cancel on the way. */
  range(n: number): Iterable<number>;
  log(level: "info" | "warning" | "error", text: string): void;
  /** Sends a value to the task's listeners on the main loop, in order, before `finished`. */
  emit(name: string, value: unknown): void;
  readonly signal: AbortSignal;
}

/** What listeners of a task, or of all tasks, are told, on the main loop, in order. */
export type TaskEvent =
  | { readonly type: "added" | "state"; readonly task: Task<any> }
  | {
      readonly type: "progress";
      readonly task: Task<any>;
      readonly fraction: number;
      readonly text: string | undefined;
    }
  | {
      readonly type: "log";
      readonly task: Task<any>;
      readonly entry: { readonly level: "info" | "warning" | "error"; readonly text: string };
    }
  /** A value that the task sent with `ctx.emit`. */
  | { readonly type: "emit"; readonly task: Task<any>; readonly name: string; readonly value: unknown }
  /** A unit of work went to a lane (a worker thread, from 0). */
  | { readonly type: "unit"; readonly task: Task<any>; readonly lane: number }
  /** The last of a task. */
  | { readonly type: "settled"; readonly task: Task<any>; readonly outcome: Outcome<unknown> }
  /** No task is left that has not ended. */
  | { readonly type: "allFinished" }
  /** An error that belongs to no outcome: thrown in `finished`, in a listener, or after a task's end. */
  | { readonly type: "listenerError"; readonly label: string; readonly error: Error };

export interface TaskOptions<T> {
  readonly description?: string;
  /** Larger runs first; 0 by default. */
  readonly priority?: number;
  /**
   * Tasks that must be complete before this one starts. Layers, by name or themselves: if one is removed or replaced
   * before the task has ended, the task is cancelled.
   */
  readonly dependsOn?:
    | readonly Task<any>[]
    | { readonly tasks?: readonly Task<any>[]; readonly layers?: readonly (Layer | string)[] };
  /** Not cancelled by an interrupt. */
  readonly keep?: boolean;
  /** False greys the buttons that would cancel it; `cancel()` works all the same. */
  readonly canCancel?: boolean;
  /** Neither listed nor displayed. */
  readonly hidden?: boolean;
  /** Listed, but without a display of its own in the cell. */
  readonly silent?: boolean;
  /** Starts held. */
  readonly hold?: boolean;
  /** How much of its parent's progress it makes up, e.g. a count of features. Default 1. */
  readonly weight?: number;
  /** Running longer than this it fails, with the reason "timeout". Milliseconds. */
  readonly timeoutMs?: number;
  /** Starts once more if its worker is lost. Only for work that may be done twice. */
  readonly retryWhenLost?: boolean;
  /** Called once, on the main loop, however the task ends. */
  readonly finished?: (outcome: Outcome<T>) => void;
}

/**
 * Work that runs in a worker thread. Awaiting it gives its result, or throws why it failed.
 * Subclass it (`run` in the worker, `finished` on the main loop) or make one with `fromFunction`; start it with `tasks.add`.
 * @example
 * const squares = Task.fromFunction((n: number, ctx) => [...ctx.range(n)].map((i) => i * i), 5);
 * console.log(await tasks.add(squares));
 */
export declare class Task<T = unknown> implements PromiseLike<T> {
  constructor(description: string, options?: TaskOptions<T>);
  /**
   * A task that runs `fn(input, ctx)` in a worker. In scope there are `geometry`, `ctx`, what the notebook imports, and
   * its functions and classes as long as they need nothing else of it; its other variables only if they are shared.
   */
  static fromFunction<I, R>(
    fn: (input: I, ctx: TaskContext) => R,
    input?: I,
    options?: TaskOptions<Awaited<R>> & {
      /** It waits (for a server, a database) rather than computes: many such tasks share a worker. */
      readonly io?: boolean;
      /**
       * Variables around `fn` that it gets copies of, taken now: `{ share: { k } }`. Their size is in the task's log.
       */
      readonly share?: Readonly<Record<string, unknown>>;
      /**
       * Calls `fn` for some features of the first layer of its input after the other, on all workers at once, and joins what it returns (features,
       * a layer or a list) in their order. The parts are the same on every machine.
       */
      readonly chunks?: boolean;
    },
  ): Task<Awaited<R>>;
  /** A task that follows a promise of the notebook, or the one `start` makes when the task begins; it occupies no worker. */
  static fromPromise<T>(
    source: PromiseLike<T> | ((ctx: TaskContext) => PromiseLike<T>),
    options?: TaskOptions<T>,
  ): Task<T>;
  /**
   * A task that runs an exported function, `(input, ctx) => result`, of a JavaScript or TypeScript file.
   * @param path relative to the notebook. @param exportName "run" by default.
   */
  static fromModule<R = unknown>(path: string, exportName?: string, input?: unknown, options?: TaskOptions<R>): Task<R>;
  /** Unique in this session; what %tasks and %cancel show and take. */
  readonly id: number;
  readonly description: string;
  readonly status: TaskStatus;
  /** The status with what belongs to it: the result, or why there is none. */
  readonly state: TaskState<T>;
  /** Larger runs first; 0 by default. */
  readonly priority: number;
  /** Not cancelled by an interrupt. */
  readonly keep: boolean;
  /** Share of the work done, 0 to 1. */
  readonly fraction: number;
  /** What is being done now. */
  readonly text: string | undefined;
  /** Started and not yet ended. */
  readonly isActive: boolean;
  readonly canCancel: boolean;
  readonly hidden: boolean;
  readonly silent: boolean;
  /** The task that this one is a part of. */
  readonly parent: Task<any> | undefined;
  readonly subTasks: readonly Task<any>[];
  /** Tasks that must be complete before this one starts and are not yet. */
  readonly waitsFor: readonly Task<any>[];
  /** Numbers of the workers that are busy with it now, from 0. */
  readonly lanes: readonly number[];
  /** What those workers hold for themselves, in bytes; measured about once a second. */
  readonly memoryBytes: number | undefined;
  /** Since it started running; 0 before. */
  readonly elapsedMs: number;
  /** What is left, by the speed so far; undefined before there is one. */
  readonly remainingMs: number | undefined;
  /** Ends with the outcome, never rejects. */
  readonly settled: Promise<Outcome<T>>;
  /** Held while it runs: it stands still when its workers have finished what they have in hand. */
  readonly holding: boolean;
  /** Safe at any time, any number of times. */
  cancel(): void;
  /** Keeps it from starting until `resume`; a running one finishes what its workers have in hand, then stands still. */
  hold(): void;
  /** Lets it start, or go on. */
  resume(): void;
  /**
   * Makes a task a part of this one, before either is started: this one ends last, its progress is that of all by
   * weight, a cancel or hold reaches the parts, and a part that fails cancels it. One that has only parts gives their
   * results, in order.
   */
  addSubTask<K extends Task<any>>(
    task: K,
    options?: {
      readonly dependsOn?: readonly Task<any>[];
      /** "parentDependsOnSubTask": this one begins only when the part is complete. */
      readonly relation?: "independent" | "parentDependsOnSubTask";
    },
  ): K;
  /** Whether it has ended within the time (default 30,000 ms; 0 waits for ever). May be called again. */
  waitForFinished(timeoutMs?: number): Promise<boolean>;
  /** What the task has logged, in order. */
  readonly logs: readonly { readonly level: "info" | "warning" | "error"; readonly text: string }[];
  /** Tells what happens to the task, on the main loop, in order, until the signal aborts; `settled` comes last. */
  on(listener: (event: TaskEvent) => void, options?: { readonly signal?: AbortSignal }): void;
  /** Override: runs in a worker, sees only `this`'s own fields, `geometry` and `ctx`. */
  run(ctx: TaskContext): unknown;
  /** Override: runs once, on the main loop. */
  finished(outcome: Outcome<T>): void;
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: any) => B | PromiseLike<B>) | null,
  ): Promise<A | B>;
  catch<B = never>(onRejected?: ((reason: any) => B | PromiseLike<B>) | null): Promise<T | B>;
  finally(onFinally?: (() => void) | null): Promise<T>;
}

/**
 * The progress of work that something else does, such as a query in a database or an upload. It runs from when it is
 * started until `finalize` or `fail`; a headless run does not wait for it.
 */
export declare class ProxyTask<T = void> extends Task<T> {
  constructor(description: string, options?: TaskOptions<T>);
  /** Aborts when the task is cancelled: stop the work then. */
  readonly signal: AbortSignal;
  /** @param fraction share of the work done, 0 to 1. */
  setProgress(fraction: number, text?: string): void;
  log(level: "info" | "warning" | "error", text: string): void;
  /** The work is done. */
  finalize(result: T): void;
  fail(error: unknown): void;
}

/** A layer, the task that makes one (then it is waited for), or the name of one. */
export type LayerInput = Layer | Task<Layer> | string;
/** "500m", "2km", "30ft" on the ground, or a bare number in layer units. */
export type DistanceInput = number | string;
/** A field of a result, made by an expression. */
export interface MappedFieldInput {
  readonly name: string;
  readonly expression: string;
  /** That of the expression's values if nothing is said. */
  readonly type?: FieldType;
}
/** A field of a group's row: how what an expression gives for the members becomes one value. */
export interface AggregateInput {
  readonly name: string;
  /** QGIS's: "sum", "mean", "first_value", "concatenate" … */
  readonly aggregate: string;
  readonly input: string;
  /** Between texts that are put together; a comma if nothing is said. */
  readonly delimiter?: string;
  readonly type?: FieldType;
}
/** "xmin,ymin,xmax,ymax", with " [EPSG:…]" behind it where it is in another CRS than the layer; or a layer's extent. */
export type ExtentInput = string | readonly [number, number, number, number] | Layer | Task<Layer>;

export interface RunOptions {
  /** Names the result: `layers.NAME`. Running again replaces the layer in place. */
  readonly as?: string;
  readonly priority?: number;
  /** Tasks that must be complete first. */
  readonly after?: Task<any> | readonly Task<any>[];
  /** Not cancelled by an interrupt. */
  readonly keep?: boolean;
  /** Running longer than this it fails, with the reason "timeout". Milliseconds. */
  readonly timeoutMs?: number;
  /** Starts once more if its worker is lost. */
  readonly retryWhenLost?: boolean;
  /** The geometry engine; geos is the fast one. */
  readonly engine?: "geos" | "jsts";
  /** Headless runs do not wait for it at the end of the cell. */
  readonly background?: boolean;
}

/** Of algorithms that need valid geometries. */
export interface ValidityOptions {
  /** Invalid input geometries: repair them, leave them out, or fail naming the first. Default: the session's setting. */
  readonly invalid?: "fix" | "skip" | "abort";
}

/** What tasks do where a call says nothing else. */
export interface Settings {
  /** `fix` (default), `skip` or `abort`: what happens to invalid input geometries. */
  readonly invalid: "fix" | "skip" | "abort";
}

/** What was written. */
export interface Saved {
  readonly path: string;
  readonly features: number;
  readonly bytes: number;
}

/** A handle on a task that is not thenable, so that an async function can return it without waiting for it. */
export interface TaskHandle<T> {
  readonly task: Task<T>;
}

/** What an algorithm says of itself. */
export interface AlgorithmInfo {
  /** Of its magic and its call, e.g. "buffer". */
  readonly name: string;
  /** QGIS's id, e.g. "native:buffer". */
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly doc: string;
  readonly example: string;
}

/** What a registered algorithm takes: a schema of the kind that mapcell's own algorithms have. All layers come first. */
export type AlgorithmParameter = {
  /** In camelCase; `--kebab-case` on the line of its magic. */
  readonly name: string;
  /** One line for help, with the unit where there is one. */
  readonly doc?: string;
} & ParameterDefinition;

type ValueOf<K extends AlgorithmParameter> = ParameterValues<K>[K["type"]];
type GivenFor<K extends AlgorithmParameter> = ParameterInputs<K>[K["type"]];

/** What the function of a registered algorithm gets: every parameter by name, checked, layers as read-only Layers. */
export type AlgorithmValues<P extends readonly AlgorithmParameter[]> = {
  readonly [K in P[number] as K["name"]]: ValueOf<K>;
};

/** Features become a layer; any other value stays what it is. */
export type AlgorithmResult<R> = R extends
  | readonly { readonly geometry: any }[]
  | { readonly features: readonly unknown[] }
  | Iterator<unknown>
  ? Layer
  : R;

/** A registered algorithm as a call: the first layer (if it takes one), then the other parameters and how to run. */
export type RegisteredAlgorithm<P extends readonly AlgorithmParameter[], R> = P extends readonly [
  infer First extends AlgorithmParameter & { readonly type: "layer" | "layers" | "table" },
  ...unknown[],
]
  ? (
      input: GivenFor<First>,
      options?: RunOptions & { readonly [K in P[number] as Exclude<K["name"], First["name"]>]?: GivenFor<K> },
    ) => Task<R>
  : (options?: RunOptions & { readonly [K in P[number] as K["name"]]?: GivenFor<K> }) => Task<R>;

/** An algorithm of your own. */
export interface AlgorithmDefinition<P extends readonly AlgorithmParameter[], R> {
  /** "shade" or "user:shade". The part after the colon names the magic and the call. */
  readonly id: string;
  readonly parameters: P;
  /**
   * Runs in a worker thread, like the function of `Task.fromFunction`: it sees its values, `ctx` and `geometry`, not the
   * notebook's variables. Features it returns become a layer.
   */
  readonly run: (values: AlgorithmValues<P>, ctx: TaskContext) => R;
  /** Calls `run` for some features of the first parameter, a layer, after the other, as in `Task.fromFunction`. */
  readonly chunks?: boolean;
  readonly title?: string;
  readonly group?: string;
  /** What it does, for help. */
  readonly doc?: string;
  readonly tags?: readonly string[];
  /** A line that runs, for help. */
  readonly example?: string;
}

/**
 * Geoprocessing. Every call submits a task and returns at once; every algorithm is also a magic of the same name.
 * @example
 * const place = Layer.from({ type: "Point", coordinates: [8.5, 47.4] });
 * const around = await geo.buffer(place, { distance: "2km", as: "around" });
 * console.log(around.length, around.bounds);
 */
export interface Geo extends GeoAlgorithms, GeoOperations {
  /** Runs an algorithm by QGIS's id and parameter names: `geo.run("native:buffer", { INPUT: roads, DISTANCE: 50 })`. */
  run(id: string, parameters: Record<string, unknown>, options?: RunOptions & ValidityOptions): Task<Layer>;
  /**
   * Runs an algorithm once for each item, as one task; its result is the list of their layers. An item is an object of
   * parameters (which may hold `as`), or a layer for the first input; `options` holds what all have in common.
   * `as: "near"` names the results near_1, near_2 … If one item fails, the others are cancelled.
   */
  batch(
    id: string,
    items: readonly (LayerInput | { readonly [parameter: string]: unknown })[],
    options?: RunOptions & ValidityOptions & { readonly [parameter: string]: unknown },
  ): Task<Layer[]>;
  /**
   * The equal of a `%%task` cell: `run(inputs, ctx)` in a worker, with layers under the names that `input` gives them.
   * Waits for the tasks that make them; features it returns become a layer, `layers.NAME` with `as`.
   */
  task<R, const I extends { readonly [name: string]: LayerInput } = {}>(
    name: string,
    run: (inputs: { readonly [K in keyof I]: Layer }, ctx: TaskContext) => R,
    options?: RunOptions & {
      readonly input?: I;
      /** Variables around `run` that it gets copies of. */
      readonly share?: Readonly<Record<string, unknown>>;
      /** Calls `run` for some features of the first input after the other, as in `Task.fromFunction`. */
      readonly chunks?: boolean;
    },
  ): Task<AlgorithmResult<Awaited<R>>>;
  /** Like the algorithm's own call, but returns a handle that an `async` function can return. */
  submit(id: string, parameters: Record<string, unknown>, options?: RunOptions & ValidityOptions): TaskHandle<Layer>;
  /** Sets what tasks submitted from now on do where a call says nothing else, and returns all settings. */
  config(settings?: Partial<Settings>): Settings;
  /**
   * Makes a function an algorithm: `geo.NAME(…)`, `geo.run("user:NAME", …)` and, from the next cell on, `%NAME`, with
   * validation, help and completion. Registering a name again replaces it. Returns `geo.NAME`.
   */
  register<const P extends readonly AlgorithmParameter[], R>(
    algorithm: AlgorithmDefinition<P, R>,
  ): RegisteredAlgorithm<P, AlgorithmResult<Awaited<R>>>;
  /** The algorithms there are; with words, those that have to do with all of them. */
  algorithms(...words: string[]): AlgorithmInfo[];
}

/**
 * The layers of the session by name, in the order of their submission. `delete layers.NAME` removes one.
 * @example
 * await geo.buffer(Layer.from({ type: "Point", coordinates: [8.5, 47.4] }), { distance: "2km", as: "near" });
 * console.log(layers.near.length, [...layers].map(({ name }) => name));
 */
export interface Layers extends Iterable<Layer> {
  [name: string]: Layer; // writable, so that it can be deleted; setting one is refused
}

/**
 * The task manager.
 * @example
 * const task = tasks.add(Task.fromFunction(() => 6 * 7));
 * await tasks.wait(task);
 * console.log(task.status, tasks.countActive);
 */
export interface Tasks extends Iterable<Task> {
  /**
   * Starts a task made with `new` or `fromFunction`.
   * @param options.background a headless run does not wait for it at the end of the cell
   */
  add<K extends Task<any>>(task: K, options?: { readonly background?: boolean }): K;
  /** By its number in the table. */
  get(id: number): Task | undefined;
  readonly count: number;
  /** How many have not ended. */
  readonly countActive: number;
  activeTasks(): readonly Task<any>[];
  /** Tells everything that happens to tasks until the signal aborts. */
  on(listener: (event: TaskEvent) => void, options?: { readonly signal?: AbortSignal }): void;
  /** Cancels every task that has not ended. */
  cancelAll(): void;
  /** Ends when all tasks (or those given) have ended, however they ended. */
  wait(...tasks: Task<any>[]): Promise<void>;
}

/**
 * The live map of the session.
 * @example
 * const place = Layer.from({ type: "Point", coordinates: [8.5, 47.4] }, { name: "place" });
 * map.show(place).fit(place);
 */
export interface MapView {
  /** Shows just these layers, the last one on top, and makes the view fit them: `%map a b`. Layers made later come above. */
  only(...layers: LayerInput[]): MapView;
  /** Makes these layers visible as well, and the map's view fit them. */
  show(...layers: LayerInput[]): MapView;
  /** Takes these layers out of sight; the session keeps them. */
  hide(...layers: LayerInput[]): MapView;
  /** Moves the view to a layer. */
  fit(layer: LayerInput): MapView;
  /**
   * Says how a layer looks on the map and in pictures: `map.style(countries, { by: "population", palette: "YlGnBu" })`.
   * Classes are made by a task; what is left out stays as it is.
   */
  style(layer: LayerInput, options: StyleOptions): Task<Styled>;
}

/** How a layer looks. Sizes are in pixels. */
export interface StyleOptions {
  /** A field or an expression whose values tell features apart. */
  readonly by?: string;
  /** How numbers make classes; quantile if nothing is said. */
  readonly method?: "quantile" | "equal" | "jenks" | "pretty" | "std" | "log" | "categories";
  /** 2 to 20; 5 if nothing is said. */
  readonly classes?: number;
  /** Upper ends of all classes but the last, ascending, instead of a method. */
  readonly breaks?: readonly number[];
  /** ColorBrewer's names, Viridis, Okabe-Ito …; with -r at its end turned around. */
  readonly palette?: string;
  /** "#rrggbb" or a name such as "steelblue". */
  readonly color?: string;
  /** 0 to 1. */
  readonly opacity?: number;
  readonly width?: number;
  /** Of points; two for the smallest and the largest of sizes by value. */
  readonly radius?: number | readonly number[];
  /** A colour, or "none". */
  readonly outline?: string;
  /** Lengths of dashes and gaps, in widths of the line. */
  readonly dash?: readonly number[];
}

/** What `geo.figure` has drawn. As the last expression of a cell it shows itself. */
export interface Figure {
  /** Undefined for one that is no file. */
  readonly path: string | undefined;
  readonly svg: string;
  /** In at most 256 colours; the file has all. */
  readonly png: Uint8Array;
}

/** What became of a layer's looks. */
export interface Styled {
  readonly layer: string;
  /** Lowest or most frequent first; empty where all features look alike. */
  readonly classes: readonly { readonly label: string; readonly count: number; readonly color: string }[];
}

export declare const geo: Geo;
export declare const layers: Layers;
export declare const tasks: Tasks;
export declare const map: MapView;
/** Ends the session: cancels what runs and stops the worker threads. A script need not call it. In a notebook it does nothing. */
export declare function close(): Promise<void>;
declare global {
  /**
   * Functions of geometries, planar, in layer units: in task functions, in cells, and by
   * `import { geometry } from "mapcell/geometry"` in scripts.
   */
  const geometry: GeometryTools;
}
// --- generated below ---
