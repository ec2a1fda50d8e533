import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { isElsewhere } from "../formats/sources/paths.ts";
import { type MovedLayer, environmentChanges, movedLayers } from "./compare-layers.ts";
import { otherOutputs, type OtherOutput } from "./compare-outputs.ts";
import type { SourceFile } from "../layers/provenance.ts";
import { sealed, type Manifest } from "./manifest.ts";
import type { Notebook } from "./notebook-format.ts";
import { gatheredManifest } from "./read-manifest.ts";

/** A file or address that is not what it was. */
export interface ChangedInput {
  readonly path: string;
  readonly before: SourceFile;
  /** Undefined where it is gone, or was not read this time. */
  readonly now: SourceFile | undefined;
}

/** What came of running a notebook again. */
export interface Comparison {
  readonly inputs: readonly ChangedInput[];
  readonly layers: readonly MovedLayer[];
  readonly outputs: readonly OtherOutput[];
  readonly environment: readonly string[];
  /** How many layers the manifest has. */
  readonly known: number;
}

export type Verdict = "same" | "input" | "layer" | "environment" | "output";

/** @param before the notebook as it was saved @param now as it came out of the run */
export function compareRuns(
  before: { readonly notebook: Notebook; readonly manifest: Manifest },
  now: Notebook,
  { onlyLayers = false, tolerance = 0 }: { readonly onlyLayers?: boolean; readonly tolerance?: number } = {},
): Comparison {
  const { manifest, notebook } = before;
  const made = gatheredManifest(now) ?? nothingMade(manifest);
  return {
    inputs: changedInputs(manifest.inputs, made.inputs),
    layers: movedLayers(manifest, made, tolerance),
    outputs: onlyLayers ? [] : otherOutputs(notebook, now),
    environment: environmentChanges(manifest, made),
    known: manifest.layers.length,
  };
}

/** What matters most comes first; another environment that gives the same layers is no difference. */
export function verdictOf({ inputs, layers, outputs }: Comparison): Verdict {
  if (inputs.length > 0) return "input";
  const [first] = layers;
  if (first !== undefined) return first.why.kind === "environment" ? "environment" : "layer";
  return outputs.length > 0 ? "output" : "same";
}

/** Files that are gone, which is known before anything runs. */
export async function missingInputs(manifest: Manifest, folder: string): Promise<readonly ChangedInput[]> {
  const missing: ChangedInput[] = [];
  for (const before of manifest.inputs) {
    const isThere = isElsewhere(before.path) || (await isFile(resolve(folder, before.path)));
    if (!isThere) missing.push({ path: before.path, before, now: undefined });
  }
  return missing;
}

function changedInputs(before: readonly SourceFile[], now: readonly SourceFile[]): readonly ChangedInput[] {
  return before.flatMap((file) => {
    const same = now.filter(({ path }) => path === file.path);
    if (same.some(({ sha256 }) => sha256 === file.sha256)) return [];
    return [{ path: file.path, before: file, now: same[0] }];
  });
}

/** The software cannot be known then; that it is the same is no claim of ours. */
function nothingMade(manifest: Manifest): Manifest {
  return sealed({ ...manifest, inputs: [], layers: [] });
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}
