import { createHash } from "node:crypto";
import { plainValue, type PlainValue } from "../layers/plain-value.ts";
import type { Sketch } from "../layers/layer-digest.ts";
import type { SourceFile } from "../layers/provenance.ts";

/** Of this build; a manifest of another is not read. */
export const MANIFEST_FORMAT = 1;
/** Its name in the metadata of outputs and of notebooks. */
export const MANIFEST_KEY = "mapcell";

const SEAL_DIGITS = 16;

/** One layer, as a notebook's outputs keep it. */
export interface LayerRecord {
  readonly name: string;
  readonly hash: string;
  readonly features: number;
  readonly crs: string;
  /** minX, minY, maxX, maxY; null where nothing has coordinates. */
  readonly bounds: readonly number[] | null;
  /** The line that made it. */
  readonly by: string;
  readonly operation: string;
  readonly engine?: string;
  readonly invalid?: string;
  readonly values: Readonly<Record<string, PlainValue>>;
  readonly code?: string;
  readonly output?: string;
  /** Content hashes, by parameter. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  /** Hash of the provenance. */
  readonly provenance: string;
  readonly sketch: Sketch;
  /** "1 repaired" */
  readonly remark?: string;
  readonly files?: readonly SourceFile[];
}

/** What gives results besides the notebook and its inputs. */
export interface Environment {
  /** Version of mapcell. */
  readonly mapcell: string;
  readonly engines: Readonly<Record<string, string>>;
  /** Hash of the table of coordinate reference systems. */
  readonly crsTable: string;
}

/** What one output keeps: of the layers that its tasks made. */
export interface OutputManifest extends Environment {
  readonly format: number;
  readonly layers: readonly LayerRecord[];
  /** Of all the rest, so that a change by hand shows. */
  readonly seal: string;
}

/** What a notebook keeps: of all of them, in the order of its outputs. */
export interface Manifest extends OutputManifest {
  /** Files and addresses that were read, by path. */
  readonly inputs: readonly SourceFile[];
  /** What the cell of parameters sets, by name, as text. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** With its seal. */
export function sealed<M extends object>(manifest: M): M & { readonly seal: string } {
  return { ...manifest, seal: sealOf(manifest) };
}

/** The same for the same content, whatever the order of its members. */
export function sealOf(manifest: object): string {
  const { seal: _, ...content } = manifest as { readonly seal?: unknown };
  return createHash("sha256")
    .update(JSON.stringify(plainValue(content)))
    .digest("hex")
    .slice(0, SEAL_DIGITS);
}
