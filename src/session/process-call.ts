import { basename, extname } from "node:path";
import { SpatialError } from "../errors.ts";
import { endingsTo, formatOfEnding } from "../formats/registry.ts";
import { isAddress } from "../formats/sources/paths.ts";
import type { Layer } from "../layers/layer.ts";
import { plainName } from "../schema/names.ts";
import { inputParameters, namedParameters, parameterNamed } from "../schema/parameter.ts";
import { Task } from "../tasks/task.ts";
import type { KnownAlgorithm } from "./algorithm-registry.ts";
import type { LayerInput } from "./layer-input.ts";
import type { Session } from "./session.ts";
import type { SubmitOptions } from "./submission.ts";

type Given = Readonly<Record<string, unknown>>;
type ProcessSession = Pick<Session, "add" | "algorithms" | "load" | "names" | "save" | "store" | "submitAlgorithm">;

/** A file that a result goes to. */
interface Sink {
  /** QGIS's name of the output: "OUTPUT", "NON_MATCHING". */
  readonly output: string;
  readonly path: string;
  readonly layerName: string | undefined;
}

interface ProcessTask {
  /** Ends when all files are written. */
  readonly task: Task<Layer>;
  readonly sinks: readonly Sink[];
}

/**
 * Runs an algorithm as QGIS's own calls have it: inputs may be files, and what OUTPUT or another output names as a file is
 * written. TEMPORARY_OUTPUT and nothing stay layers.
 * @throws SpatialError for what can be seen to be wrong before anything is queued
 */
export function submitProcess(
  session: ProcessSession,
  nameOrId: string,
  given: Given,
  options: SubmitOptions = {},
): ProcessTask {
  const algorithm = session.algorithms.find(nameOrId);
  const { sinks, left } = sinksOf(algorithm, given);
  const rests = sinks.filter(({ output }) => output !== MAIN);
  const names = new Map(rests.map(({ output }) => [output, freeName(session, `${algorithm.name} ${output}`)]));
  const named = rests.map(({ output }) => [output, names.get(output)] as const);
  const layer = session.submitAlgorithm(
    algorithm.name,
    { ...withFiles(session, algorithm, left), ...Object.fromEntries(named) },
    options,
  );
  if (sinks.length === 0) return { task: layer, sinks };
  const saves = sinks.map(({ output, path, layerName }) => {
    const own = layerName === undefined ? {} : { layerName };
    return session.save(names.get(output) ?? layer, path, own);
  });
  const task = new Task<Layer>(`${algorithm.name} written`, {
    job: { stages: [() => []] },
    dependsOn: saves,
    map: () => {
      const { state } = layer;
      if (state.status !== "complete") throw new Error(`${layer.description} is not complete`);
      return state.result;
    },
  });
  return { task: session.add(task, options.background === undefined ? {} : { background: options.background }), sinks };
}

const MAIN = "OUTPUT";
const TEMPORARY = /^("")?$|^TEMPORARY_OUTPUT$|^memory:/;

/** What is to be written, and what is left of the call without it. */
function sinksOf(
  { parameters }: KnownAlgorithm,
  given: Given,
): { readonly sinks: readonly Sink[]; readonly left: Given } {
  const sinks: Sink[] = [];
  const left: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const output = outputNamed(parameters, key);
    const isText = typeof value === "string" && value !== "";
    const sink = output !== undefined && isText ? sinkOf(output, value.trim()) : undefined;
    if (sink !== undefined) sinks.push(sink);
    else if (output === undefined || !isText || !TEMPORARY.test(value.trim())) left[key] = value;
  }
  return { sinks, left };
}

/** QGIS's name of the output that goes by this one. */
function outputNamed(parameters: KnownAlgorithm["parameters"], key: string): string | undefined {
  const parameter = parameterNamed(parameters, key);
  if (parameter === undefined) return plainName(key) === "output" ? MAIN : undefined;
  return parameter.type.id === "output" ? parameter.qgis : undefined;
}

/** A path, or as QGIS writes a table of a database: `ogr:dbname='a.gpkg' table="roads" (geom)`. Undefined for no file. */
function sinkOf(output: string, text: string): Sink | undefined {
  const [, database, layerName] = /^ogr:dbname='([^']*)'\s+table="([^"]*)"/.exec(text) ?? [];
  const path = database ?? text;
  const ending = extname(path).toLowerCase();
  // QGIS calls a layer after its file
  const named = ending === ".gpkg" ? (layerName ?? basename(path, extname(path))) : undefined;
  if (formatOfEnding(ending)?.write !== undefined) return { output, path, layerName: named };
  // what is no path names a layer of the session
  if (TEMPORARY.test(text) || (output !== MAIN && ending === "" && !/[/\\]/.test(path))) return undefined;
  throw noFormat(text);
}

function noFormat(text: string): SpatialError {
  return new SpatialError(
    "FORMAT_UNKNOWN",
    `OUTPUT is "${text}"; expected TEMPORARY_OUTPUT or a file that ends in ${endingsTo("write").join(", ")}.`,
  );
}

/** Text that names no layer of the session but a file stands for what is in it. */
function withFiles(session: ProcessSession, { parameters }: KnownAlgorithm, given: Given): Given {
  const inputs = new Set(inputParameters(parameters).map(({ name }) => name));
  const read = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(read);
    return typeof value === "string" && isFile(session, value) ? fileLayer(session, value) : value;
  };
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      const name = parameterNamed(parameters, key)?.name ?? "";
      return [key, inputs.has(name) ? read(value) : value];
    }),
  );
}

/** `roads.gpkg|layername=main` is how QGIS says which layer of a file. */
function parted(text: string): { readonly path: string; readonly layer: string | undefined } {
  const [path = "", ...parts] = text.split("|");
  const [, layer] = /^layername=(.*)$/i.exec(parts.find((part) => /^layername=/i.test(part)) ?? "") ?? [];
  return { path, layer };
}

function isFile(session: ProcessSession, text: string): boolean {
  if (session.names.task(text) !== undefined || session.store.get(text) !== undefined) return false;
  const { path } = parted(text);
  return isAddress(path) || formatOfEnding(extname(path).toLowerCase())?.read !== undefined;
}

/** The file's layer, which the session has under the file's name from now on. */
function fileLayer(session: ProcessSession, text: string): LayerInput {
  const { path, layer } = parted(text);
  const name = freeName(session, basename(path, extname(path)) || "layer");
  return session.load(name, path, layer === undefined ? {} : { layer });
}

/** A name that no layer of the session has, nor will have. */
function freeName(session: ProcessSession, wanted: string): string {
  const plain = wanted.replaceAll(/["'{}\n\r]/g, "_");
  let name = plain;
  for (let n = 2; session.names.task(name) !== undefined || session.store.get(name) !== undefined; n++)
    name = `${plain} ${n}`;
  return name;
}

/** QGIS's JSON: `{ "inputs": { … } }`, with what else its "Copy as JSON" writes beside it; or the inputs alone. */
export function processInputs(text: string): Given {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new SpatialError("BAD_ARGUMENT", `This is no JSON: ${cause.message}. Expected {"inputs": {"INPUT": …}}.`, {
      cause,
    });
  }
  const inputs = isObject(given) && "inputs" in given ? given["inputs"] : given;
  if (isObject(inputs)) return inputs;
  throw new SpatialError("BAD_ARGUMENT", `Expected a JSON object {"inputs": {"INPUT": …}}, not ${text.slice(0, 60)}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The names that QGIS has for what an algorithm makes. */
export function outputNames({ parameters, gives }: KnownAlgorithm): readonly string[] {
  const first = typeof gives === "object" ? Object.keys(gives) : [MAIN];
  return [...first, ...namedParameters(parameters).flatMap(({ type, qgis }) => (type.id === "output" ? [qgis] : []))];
}
