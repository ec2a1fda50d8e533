import type { Algorithm } from "../algorithms/algorithm.ts";
import { algorithms, findAlgorithm, isAbout } from "../algorithms/registry.ts";
import { SpatialError } from "../errors.ts";
import type { Layer } from "../layers/layer.ts";
import type { Task } from "../tasks/task.ts";
import type { LayerInput } from "./layer-input.ts";
import type { Saved, Session, SubmitOptions } from "./session.ts";

type AlgorithmMethod = (...args: unknown[]) => Task<Layer>;

interface GeoBase {
  load(name: string, path: string, options?: SubmitOptions & { crs?: string; layer?: string }): Task<Layer>;
  save(layer: LayerInput, path: string, options?: SubmitOptions): Task<Saved>;
  run(id: string, parameters: Record<string, unknown>, options?: SubmitOptions): Task<Layer>;
  submit(id: string, parameters: Record<string, unknown>, options?: SubmitOptions): { readonly task: Task<Layer> };
  algorithms(...words: string[]): Pick<Algorithm, "name" | "id" | "title" | "group" | "doc" | "example">[];
}

/** `geo` as built here; its exact types, one method per algorithm, are in the generated declarations. */
export type Geo = GeoBase & Readonly<Record<string, AlgorithmMethod | GeoBase[keyof GeoBase]>>;

const SUBMIT_OPTIONS = new Set(["as", "priority", "after", "keep", "invalid", "engine", "background"]);

export function makeGeo(session: Session): Geo {
  const base: GeoBase = {
    load: (name, path, options) => session.load(name, path, options),
    save: (layer, path, options) => session.save(layer, path, options),
    run: (id, parameters, options) => session.submitAlgorithm(id, parameters, options),
    algorithms: (...words) =>
      algorithms
        .filter((algorithm) => isAbout(algorithm, words))
        .map(({ name, id, title, group, doc, example }) => ({ name, id, title, group, doc, example })),
    submit: (id, parameters, options) => ({ task: session.submitAlgorithm(id, parameters, options) }),
  };
  const methods = algorithms.map((algorithm) => [algorithm.name, method(session, algorithm.name)] as const);
  return Object.freeze({ ...base, ...Object.fromEntries(methods) });
}

/** `geo.buffer(roads, { distance: "50m", as: "near" })`: parameters and options of the run in one object. */
function method(session: Session, name: string): AlgorithmMethod {
  const { parameters } = findAlgorithm(name);
  const first = parameters[0]?.type === "layer" ? parameters[0].name : undefined;
  const own = new Set(parameters.map((parameter) => parameter.name));
  return (...args) => {
    const [input, options] = first === undefined ? [undefined, args[0]] : args;
    const values: Record<string, unknown> = first === undefined || input === undefined ? {} : { [first]: input };
    const submit: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(optionsObject(name, options))) {
      (SUBMIT_OPTIONS.has(key) && !own.has(key) ? submit : values)[key] = value;
    }
    return session.submitAlgorithm(name, values, submit);
  };
}

function optionsObject(name: string, options: unknown): object {
  if (options === undefined) return {};
  if (typeof options === "object" && options !== null && !Array.isArray(options)) return options;
  throw new SpatialError(
    "BAD_ARGUMENT",
    `geo.${name}(layer, ${JSON.stringify(options)}): the second argument is an object of options. For example: geo.${name}(layer, { as: "result" })`,
  );
}
