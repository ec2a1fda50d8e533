import { createHash } from "node:crypto";
import { needsValidity } from "../algorithms/registry.ts";
import type { AlgorithmSchema } from "../algorithms/algorithm.ts";
import type { Algorithm } from "../algorithms/shapes.ts";
import { codeKey } from "../functions/code-key.ts";
import type { FunctionPayload } from "../functions/function-payload.ts";
import { ENGINE_VERSIONS } from "../geometry/engines/versions.ts";
import { type DataHash, dataHash } from "../layers/data-hash.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { Packed } from "../layers/layer-values.ts";
import { plainValue, type PlainValue } from "../layers/plain-value.ts";
import type { Making, SourceBytes, SourceFile } from "../layers/provenance.ts";
import type { PlannedOperation } from "../operations/operation.ts";
import { taskBody } from "../operations/task-body.ts";
import { packageVersion } from "../package-version.ts";
import { type AlgorithmCall, checkedValues, layerInputs } from "./algorithm-call.ts";

/** What a provenance tells of an operation. */
export type MakingOperation = Pick<AlgorithmSchema, "id" | "version">;

/** How a layer is made by an algorithm of mapcell's; asked when its inputs are there. */
export function algorithmMaking(call: AlgorithmCall<Algorithm>): Making {
  const { algorithm, options } = call;
  return {
    operation: algorithm.id,
    version: versionOf(algorithm),
    // what only moves or copies coordinates asks no library
    ...(algorithm.shape !== "coordinates" && { engine: ENGINE_VERSIONS[options.engine] }),
    ...(needsValidity(algorithm) && { invalid: options.invalid }),
    values: { ...resultValues(algorithm, checkedValues(call)), ...labelsOf(call) },
    inputs: inputHashes(call),
  };
}

/** How a layer is made by an operation that plans its own job. */
export function operationMaking(
  operation: PlannedOperation,
  call: AlgorithmCall,
  files: readonly SourceFile[],
): Making {
  const { id, apart = [] } = operation;
  const values = Object.entries(checkedValues(call)).filter(([name]) => !apart.includes(name));
  return {
    operation: id,
    version: versionOf(operation),
    values: Object.fromEntries(values),
    inputs: inputHashes(call),
    ...(files.length > 0 && { source: sourceOf(files), files }),
  };
}

/** How a layer is made by a user's function: of what goes to the lane. */
export function functionMaking(
  {
    prepared,
    baseDir,
    engine,
    input,
    shared = {},
    inputs = {},
    self = {},
    expected,
    rows,
  }: FunctionPayload<LayerData, Packed>,
  { operation = taskBody, chunks }: { readonly operation?: MakingOperation | undefined; readonly chunks: boolean },
): Making {
  const packed = { ...(input && { input }), ...prefixed("share", shared), ...prefixed("this", self) };
  const layers = Object.entries(packed).flatMap(([name, value]) =>
    value.layers.map(({ path, data }) => [[name, ...path].join("."), [dataHash(data)]] as const),
  );
  return {
    operation: operation.id,
    version: versionOf(operation),
    engine: ENGINE_VERSIONS[engine],
    code: codeKey(prepared, baseDir),
    values: {
      ...Object.fromEntries(Object.entries(packed).map(([name, value]) => [name, shortValue(value)])),
      ...(chunks && { chunks }),
      ...(expected !== undefined && { expected }),
      ...(rows !== undefined && { rows }),
    },
    inputs: Object.fromEntries([
      ...Object.entries(inputs).map(([name, data]) => [name, [dataHash(data)]] as const),
      ...layers,
    ]),
  };
}

/** Of mapcell, whose rooms all operations stand on, and of the operation itself, which may change between releases. */
function versionOf({ version = 1 }: MakingOperation): string {
  return `${packageVersion()}+${version}`;
}

/** One file, or several that belong together. */
function sourceOf(files: readonly SourceFile[]): SourceBytes {
  const [first] = files;
  if (files.length === 1 && first !== undefined) return { bytes: first.bytes, sha256: first.sha256 };
  const list = files.map(({ path, bytes, sha256 }) => [/\.\w+$/.exec(path)?.[0].toLowerCase() ?? "", bytes, sha256]);
  return {
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    sha256: createHash("sha256").update(JSON.stringify(list)).digest("hex"),
  };
}

/** What a layer made beside is called changes none. */
function resultValues(
  { parameters }: AlgorithmSchema,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => parameters[name]?.type.id !== "output"));
}

function inputHashes(call: AlgorithmCall): Readonly<Record<string, readonly DataHash[]>> {
  const hashes: Record<string, DataHash[]> = {};
  for (const [name, input] of layerInputs(call)) (hashes[name] ??= []).push(dataHash(input.data()));
  return hashes;
}

/** Where an algorithm takes several layers it may write what they are called into its result. */
function labelsOf({ algorithm: { parameters }, inputs }: AlgorithmCall): Readonly<Record<string, unknown>> {
  const several = [...inputs].filter(([name]) => parameters[name]?.type.input?.several === true);
  return Object.fromEntries(several.map(([name, all]) => [name, all.map(({ label }) => label)]));
}

/** With the names of its layers, which the function can read; a long one by its hash. */
function shortValue({ value, layers }: Packed): PlainValue {
  const plain = plainValue(value);
  const whole = layers.length === 0 ? plain : [plain, layers.map(({ path, name }) => [path.join("."), name])];
  const text = JSON.stringify(whole);
  return text.length <= LONGEST ? whole : { $sha256: createHash("sha256").update(text).digest("hex") };
}

const LONGEST = 500;

function prefixed<T>(prefix: string, values: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));
}
