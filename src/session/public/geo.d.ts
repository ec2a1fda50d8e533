import type { LayerInput } from "./inputs.js";
import type { Layer } from "./layers.js";
import type {
  AlgorithmDefinition,
  AlgorithmInfo,
  AlgorithmParameter,
  AlgorithmResult,
  RegisteredAlgorithm,
} from "./own-algorithms.js";
import type { Task, TaskHandle } from "./tasks.js";

/** What a task of an algorithm gives, by the algorithm's name or id. */
export type ResultOf<A> = A extends keyof AlgorithmResults ? AlgorithmResults[A] : Layer;

/**
 * Geoprocessing. Every call submits a task and returns at once; every algorithm is also a magic of the same name.
 * @example
 * const place = Layer.from({ type: "Point", coordinates: [8.5, 47.4] });
 * const around = await geo.buffer(place, { distance: "2km", as: "around" });
 * console.log(around.length, around.bounds);
 */
export interface Geo extends GeoAlgorithms, GeoOperations {
  /** Runs an algorithm by QGIS's id and parameter names: `geo.run("native:buffer", { INPUT: roads, DISTANCE: 50 })`. */
  run<const A extends string>(
    id: A,
    parameters: Record<string, unknown>,
    options?: RunOptions & ValidityOptions,
  ): Task<ResultOf<A>>;
  /** Like the algorithm's own call, but returns a handle that an `async` function can return. */
  submit<const A extends string>(
    id: A,
    parameters: Record<string, unknown>,
    options?: RunOptions & ValidityOptions,
  ): TaskHandle<ResultOf<A>>;
  /**
   * The CRS of the UTM zone that a layer's middle lies in, as GeoPandas' `estimate_utm_crs`: `geo.reproject(roads, {
   * targetCrs: geo.estimateUtm(roads) })`.
   */
  estimateUtm(layer: LayerInput, options?: { readonly datum?: string }): string;
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
