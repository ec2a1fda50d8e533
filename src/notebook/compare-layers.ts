import type { SourceFile } from "../layers/provenance.ts";
import { isWithin } from "./compare-sketches.ts";
import { stableText } from "./stable-text.ts";
import type { LayerRecord, Manifest } from "./manifest.ts";

/** A layer that is not what the manifest says. */
export interface MovedLayer {
  readonly name: string;
  /** The line that made it. */
  readonly by: string;
  readonly before: LayerRecord | undefined;
  readonly now: LayerRecord | undefined;
  readonly why: Why;
}

export type Why =
  /** It was not made this time. */
  | { readonly kind: "missing" }
  /** It was not made before. */
  | { readonly kind: "new" }
  /** A file it was read from. */
  | { readonly kind: "input"; readonly before: SourceFile; readonly now: SourceFile | undefined }
  /** Layers that went into it, by name. */
  | { readonly kind: "inputs"; readonly names: readonly string[] }
  /** What was asked for. */
  | { readonly kind: "asked"; readonly changes: readonly string[] }
  /** The user's code. */
  | { readonly kind: "code" }
  /** The same was asked of the same, with other software. */
  | { readonly kind: "environment"; readonly changes: readonly string[] }
  /** The same was asked of the same: something that is not recorded has a part in it. */
  | { readonly kind: "unknown" };

/**
 * Layers that differ, in the order in which they are made: the first is where the trouble begins.
 * @param tolerance in units of the CRS
 */
export function movedLayers(before: Manifest, now: Manifest, tolerance = 0): readonly MovedLayer[] {
  const changes = environmentChanges(before, now);
  const made = numbered(now.layers);
  const known = numbered(before.layers);
  const moved: MovedLayer[] = [];
  for (const [key, record] of known) {
    const other = made.get(key);
    if (other === undefined)
      moved.push({ ...ofRecord(record), before: record, now: undefined, why: { kind: "missing" } });
    else if (other.hash !== record.hash && !(tolerance > 0 && isWithin(record, other, tolerance)))
      moved.push({ ...ofRecord(other), before: record, now: other, why: reasonOf(record, other, { moved, changes }) });
  }
  for (const [key, record] of made) {
    if (known.has(key)) continue;
    moved.push({ ...ofRecord(record), before: undefined, now: record, why: { kind: "new" } });
  }
  return moved;
}

/** What of the software is another. */
export function environmentChanges(before: Manifest, now: Manifest): readonly string[] {
  const changes: string[] = [];
  const add = (what: string, old: string | undefined, other: string | undefined): void => {
    if (old !== other) changes.push(`${what} ${old ?? "none"} → ${other ?? "none"}`);
  };
  add("mapcell", before.mapcell, now.mapcell);
  for (const name of new Set([...Object.keys(before.engines), ...Object.keys(now.engines)]))
    add(name, before.engines[name], now.engines[name]);
  add("table of CRSs", before.crsTable, now.crsTable);
  return changes;
}

/** Names are used again when a cell makes another layer of the same name. */
function numbered(records: readonly LayerRecord[]): ReadonlyMap<string, LayerRecord> {
  const counts = new Map<string, number>();
  return new Map(
    records.map((record) => {
      const count = (counts.get(record.name) ?? 0) + 1;
      counts.set(record.name, count);
      return [`${record.name} ${count}`, record];
    }),
  );
}

function ofRecord({ name, by }: LayerRecord): Pick<MovedLayer, "name" | "by"> {
  return { name, by };
}

interface Known {
  readonly moved: readonly MovedLayer[];
  readonly changes: readonly string[];
}

function reasonOf(before: LayerRecord, now: LayerRecord, { moved, changes }: Known): Why {
  const file = changedFile(before.files ?? [], now.files ?? []);
  if (file !== undefined) return { kind: "input", ...file };
  const asked = askedChanges(before, now);
  if (asked.length > 0) return { kind: "asked", changes: asked };
  if (before.code !== now.code) return { kind: "code" };
  if (stableText(before.inputs) !== stableText(now.inputs))
    return { kind: "inputs", names: movedInputs(before, moved) };
  return changes.length > 0 ? { kind: "environment", changes } : { kind: "unknown" };
}

function changedFile(
  before: readonly SourceFile[],
  now: readonly SourceFile[],
): { readonly before: SourceFile; readonly now: SourceFile | undefined } | undefined {
  for (const file of before) {
    const other = now.find(({ path }) => path === file.path);
    if (other?.sha256 !== file.sha256) return { before: file, now: other };
  }
  return undefined;
}

function askedChanges(before: LayerRecord, now: LayerRecord): readonly string[] {
  const changes: string[] = [];
  const add = (what: string, old: unknown, other: unknown): void => {
    const [from, to] = [old, other].map((value) => (value === undefined ? "none" : stableText(value)));
    if (from !== to) changes.push(`${what} ${from} → ${to}`);
  };
  add("operation", before.operation, now.operation);
  for (const name of new Set([...Object.keys(before.values), ...Object.keys(now.values)]))
    add(name, before.values[name], now.values[name]);
  add("invalid", before.invalid, now.invalid);
  // the version of a library is a matter of the environment
  if (library(before) !== library(now)) add("engine", before.engine, now.engine);
  return changes;
}

function library({ engine }: LayerRecord): string | undefined {
  return engine?.split(" ")[0];
}

function movedInputs({ inputs }: LayerRecord, moved: readonly MovedLayer[]): readonly string[] {
  const hashes = new Set(Object.values(inputs).flat());
  return [
    ...new Set(moved.filter(({ before }) => before !== undefined && hashes.has(before.hash)).map(({ name }) => name)),
  ];
}
