import type { AlgorithmSchema } from "../algorithms/algorithm.ts";
import { isAbout } from "../algorithms/registry.ts";
import { SpatialError } from "../errors.ts";
import { type Layer, layerFromData } from "../layers/layer.ts";
import type { Operation } from "../operations/operation.ts";
import { OPERATIONS } from "../operations/registry.ts";
import { splitOptions } from "../operations/run-options.ts";
import type { BodyCode } from "../schema/types/body.ts";
import { callArguments } from "../schema/parameter.ts";
import type { Task } from "../tasks/task.ts";
import type { GEO_MEMBERS } from "./algorithm-registry.ts";
import { type LayerInput, resolveInput } from "./layer-input.ts";
import { notReady } from "./layer-names.ts";
import { keepOnMainLoop } from "./main-loop-objects.ts";
import { isOwn } from "./own-algorithm.ts";
import { submitProcess } from "./process-call.ts";
import type { SettingValues } from "./settings.ts";
import type { Session } from "./session.ts";
import type { SubmitOptions } from "./submission.ts";

type AlgorithmMethod = (...args: unknown[]) => Task<Layer>;

/** What `geo` has besides a method per operation and algorithm. */
export interface GeoBase extends Record<(typeof GEO_MEMBERS)[number], unknown> {
  run(id: string, parameters: Record<string, unknown>, options?: SubmitOptions): Task<Layer>;
  submit(id: string, parameters: Record<string, unknown>, options?: SubmitOptions): { readonly task: Task<Layer> };
  register(algorithm: unknown): AlgorithmMethod;
  estimateUtm(layer: LayerInput, options?: { readonly datum?: string }): string;
  config(settings?: Readonly<Record<string, unknown>>): SettingValues;
  algorithms(...words: string[]): Pick<AlgorithmSchema, "name" | "id" | "title" | "group" | "doc" | "example">[];
}

/** Of the operations that are no algorithms, as far as the sources call them. */
interface OperationMethods extends Record<"load" | "save" | "sql" | "figure" | "chart", AlgorithmMethod> {
  batch(algorithm: string, items: unknown, options?: Readonly<Record<string, unknown>>): Task<Layer[]>;
  task(name: string, run: BodyCode, options?: Readonly<Record<string, unknown>>): Task;
}

/** `geo` as built here; its exact types, one method per algorithm, are in the generated declarations. */
export type Geo = GeoBase & OperationMethods & Readonly<Record<string, AlgorithmMethod | GeoBase[keyof GeoBase]>>;

export function makeGeo(session: Session): Geo {
  const { algorithms } = session;
  const base: GeoBase = {
    run: (id, parameters, options) => submitProcess(session, id, parameters, options).task,
    register: (algorithm) => method(session, algorithms.register(algorithm)),
    algorithms: (...words) =>
      algorithms
        .list()
        .filter((algorithm) => isAbout(algorithm, words))
        .map(({ name, id, title, group, doc, example }) => ({ name, id, title, group, doc, example })),
    estimateUtm: (input, options) => {
      const { known, label, dependsOn } = resolveInput(input, session.names);
      if (known === undefined && dependsOn !== undefined) throw notReady(label, dependsOn);
      return layerFromData(label, known!).estimateUtm(options);
    },
    config: (settings) => session.settings.set(settings === undefined ? {} : optionsObject("config", settings)),
    submit: (id, parameters, options) => ({ task: session.submitAlgorithm(id, parameters, options) }),
  };
  const geo = keepOnMainLoop({} as Geo, "geo");
  const define = (name: string, value: unknown, configurable = false): void =>
    void Object.defineProperty(geo, name, { value, enumerable: true, configurable });
  for (const [name, member] of Object.entries(base)) define(name, member);
  for (const operation of OPERATIONS) define(operation.name, method(session, operation));
  for (const algorithm of algorithms.list()) define(algorithm.name, method(session, algorithm), isOwn(algorithm));
  algorithms.onRegistered((algorithm) => define(algorithm.name, method(session, algorithm), true));
  return geo;
}

/** `geo.buffer(roads, { distance: "50m", as: "near" })`: parameters and options of the run in one object. */
function method(session: Session, operation: AlgorithmSchema & Pick<Operation, "over">): AlgorithmMethod {
  const { name, parameters } = operation;
  const words = callArguments(parameters);
  return (...args) => {
    // the object of options may come sooner, and have what would be an argument of its own
    const early = args.findIndex((arg, index) => index > 0 && isOptions(arg));
    const at = early < 0 ? words.length : Math.min(early, words.length);
    const given = Object.fromEntries(
      words
        .slice(0, at)
        .flatMap((word, index) => (args[index] === undefined ? [] : [[word.name, args[index]] as const])),
    );
    const taken = session.operationFor(operation, given);
    const { submit, values } = splitOptions(taken, optionsObject(name, args[at]));
    return session.submit(name, { ...given, ...values }, submit) as Task<Layer>;
  };
}

function isOptions(given: unknown): boolean {
  if (typeof given !== "object" || given === null) return false;
  const prototype: unknown = Object.getPrototypeOf(given);
  // those of cells have an Object of their own
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function optionsObject(name: string, options: unknown): Readonly<Record<string, unknown>> {
  if (options === undefined) return {};
  if (typeof options === "object" && options !== null && !Array.isArray(options))
    return options as Readonly<Record<string, unknown>>;
  throw new SpatialError(
    "BAD_ARGUMENT",
    `geo.${name}(layer, ${JSON.stringify(options)}): the second argument is an object of options. For example: geo.${name}(layer, { as: "result" })`,
  );
}
