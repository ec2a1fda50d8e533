import { createHash } from "node:crypto";
import type { DataHash } from "./data-hash.ts";
import { type PlainValue, plainValue } from "./plain-value.ts";

/** What was read of a file, or of the files that make one. */
export interface SourceBytes {
  readonly bytes: number;
  /** SHA-256 (hex) of them. */
  readonly sha256: string;
}

/** A file that a layer was read from, as the user named it; told beside what makes layers equal. */
export interface SourceFile extends SourceBytes {
  /** With passwords left out. */
  readonly path: string;
  /** The server's own mark of the file's state. */
  readonly etag?: string;
  /** Only a part of it was read, and is what the hash is of; `bytes` are those of the whole. */
  readonly part?: true;
}

/** How a layer came about: layers of equal provenance are equal, on any machine. */
export interface Provenance {
  /** "native:buffer", "mapcell:load", "mapcell:task"; "mapcell:content" of a layer that is known by its content alone. */
  readonly operation: string;
  /** Of mapcell and, behind a plus sign, of the operation itself: "0.1.0+1"; of a content hash the number of its form. */
  readonly version: string;
  /** The geometry library and its version, where geometries are computed. */
  readonly engine?: string;
  /** What becomes of invalid geometries, where an operation needs valid ones. */
  readonly invalid?: string;
  /** Parameters as they were checked, defaults among them. */
  readonly values: Readonly<Record<string, PlainValue>>;
  /** Content hashes of the layers that went in, by parameter. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  /** Of the user's code, with all that went along with it. */
  readonly code?: string;
  readonly source?: SourceBytes;
  /** Which of the operation's layers it is, where it makes several. */
  readonly output?: string;
  /** Of a layer that is known by its content alone: that content's hash. */
  readonly content?: string;
  /** SHA-256 (hex) of all of these. */
  readonly hash: string;
  /** Where the source was. It may lie elsewhere: no part of the hash. */
  readonly files?: readonly SourceFile[];
}

/** A provenance as it is kept: the hashes of its inputs may be computed later. */
export interface Making {
  readonly operation: string;
  readonly version: string;
  readonly engine?: string;
  readonly invalid?: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, readonly DataHash[]>>;
  readonly code?: string;
  readonly source?: SourceBytes;
  readonly files?: readonly SourceFile[];
}

/** Where a layer came from, in words for people, and how exactly. */
export interface Origin {
  /** The file or address it was read from. */
  readonly source?: string;
  readonly algorithm?: string;
  /** Hash of the algorithm's code, where that is the user's own. */
  readonly code?: string;
  /** What its inputs are called. */
  readonly inputs?: readonly string[];
  /** Which of the algorithm's layers it is, where it makes several. */
  readonly output?: string;
  /** What its task's line says of it besides its size: "1 repaired". */
  readonly remark?: string;
  /** None for a layer that is known by its content alone. */
  readonly making?: Making;
}

/** Whether a task or a method of a layer computed it; what was loaded or made of features in a cell is no result. */
export function isResult({ algorithm, making, source }: Origin): boolean {
  return algorithm !== undefined || (making !== undefined && source === undefined);
}

/** Number of the form of content hashes. */
const CONTENT_FORM = "1";

/** Of what is known to be made so; not of one of several layers. */
export function provenanceOf(making: Making): Provenance {
  const { operation, version, engine, invalid, values, inputs, code, source } = making;
  return hashed({
    operation,
    version,
    ...(engine !== undefined && { engine }),
    ...(invalid !== undefined && { invalid }),
    values: plainValues(values),
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, all]) => [name, all.map(({ value }) => value)])),
    ...(code !== undefined && { code }),
    ...(source !== undefined && { source: { bytes: source.bytes, sha256: source.sha256 } }),
  });
}

/** @param content the hash of the layer's own content */
export function provenanceFrom({ making, output }: Origin, content: DataHash): Provenance {
  if (making === undefined)
    return hashed({
      operation: "mapcell:content",
      version: CONTENT_FORM,
      values: {},
      inputs: {},
      content: content.value,
    });
  const { hash: _, ...whole } = provenanceOf(making);
  const { files } = making;
  const told = hashed({ ...whole, ...(output !== undefined && { output }) });
  return files === undefined ? told : { ...told, files };
}

function hashed(provenance: Omit<Provenance, "hash" | "files">): Provenance {
  const text = JSON.stringify(plainValue(provenance));
  return { ...provenance, hash: createHash("sha256").update(`mapcell provenance 1\n${text}`).digest("hex") };
}

/** Without those that nobody gave. */
function plainValues(values: Readonly<Record<string, unknown>>): Readonly<Record<string, PlainValue>> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, plainValue(value)]),
  );
}
