import { SpatialError } from "../errors.ts";
import type { SourceFile } from "../layers/provenance.ts";
import { type Manifest, MANIFEST_FORMAT, MANIFEST_KEY, type OutputManifest, sealed, sealOf } from "./manifest.ts";
import type { Notebook } from "./notebook-format.ts";
import { statedParameters } from "./stated-parameters.ts";

/**
 * What a notebook says of its layers: what its outputs hold, or, where these were cleared, what a run has gathered in its
 * metadata. Undefined where there is nothing.
 *
 * @throws SpatialError MANIFEST_INVALID for one of another format, or that was changed by hand
 */
export function manifestOf(notebook: Notebook): Manifest | undefined {
  const gathered = gatheredManifest(notebook);
  if (gathered !== undefined) return gathered;
  const kept = notebook.metadata[MANIFEST_KEY];
  if (kept === undefined) return undefined;
  const manifest = checked(kept, "the notebook's metadata") as Manifest;
  if (!Array.isArray(manifest.inputs) || !isRecord(manifest.parameters))
    throw invalid("the notebook's metadata", "holds no list of inputs and no parameters");
  return manifest;
}

/** Of what the outputs hold; undefined where they hold nothing. */
export function gatheredManifest(notebook: Notebook): Manifest | undefined {
  const parts = notebook.cells.flatMap((cell, index) => {
    if (cell.cell_type !== "code") return [];
    return cell.outputs.flatMap((output) => {
      const kept = "metadata" in output ? output.metadata[MANIFEST_KEY] : undefined;
      return kept === undefined ? [] : [checked(kept, `an output of cell ${index + 1}`)];
    });
  });
  const last = parts.at(-1);
  if (last === undefined) return undefined;
  const { format, mapcell, engines, crsTable } = last;
  const layers = parts.flatMap((part) => part.layers);
  return sealed({
    format,
    mapcell,
    engines,
    crsTable,
    inputs: filesOf(layers.flatMap(({ files = [] }) => files)),
    parameters: statedParameters(notebook),
    layers,
  });
}

/** Each once, by path. */
function filesOf(files: readonly SourceFile[]): readonly SourceFile[] {
  const known = new Map(files.map((file) => [`${file.path} ${file.sha256}`, file]));
  return [...known].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
}

function checked(kept: unknown, place: string): OutputManifest {
  if (!isRecord(kept) || typeof kept["format"] !== "number")
    throw invalid(place, `is ${Array.isArray(kept) ? "a list" : typeof kept}, not a manifest with its format`);
  if (kept["format"] !== MANIFEST_FORMAT)
    throw invalid(
      place,
      `has format ${kept["format"]}, and this mapcell reads format ${MANIFEST_FORMAT}. Verify with the version that made it (${String(kept["mapcell"])}), or run the notebook anew`,
    );
  if (kept["seal"] !== sealOf(kept) || !Array.isArray(kept["layers"]))
    throw invalid(place, "was changed by hand since it was made (its seal does not fit). Run the notebook anew");
  return kept as unknown as OutputManifest;
}

function invalid(place: string, problem: string): SpatialError {
  return new SpatialError("MANIFEST_INVALID", `The manifest in ${place} ${problem}.`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
