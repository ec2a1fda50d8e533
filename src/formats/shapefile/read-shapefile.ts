import type { CrsId } from "../../crs/crs-id.ts";
import { crsOfWkt } from "../../crs/read-crs.ts";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { LayerDataBuilder } from "../../layers/table-builder.ts";
import type { Query } from "../query.ts";
import type { RandomSource } from "../sources/source.ts";
import { type DbfTable, openDbf } from "./dbf-table.ts";
import { appendShape, ShapeDamage } from "./shape-geometry.ts";

const HEAD = 100;
const RECORD = 8;
const READING = 0.95;
/** No CRS is longer. */
const MOST_TEXT = 1 << 16;

/**
 * Reads a Shapefile in the order of its records; what is marked as deleted is left out. Throws LAYER_UNREADABLE for a
 * damaged file and for multipatches, UNKNOWN_CRS where the .prj file is missing or describes a CRS that we do not know.
 */
export async function readShapefile(source: RandomSource, query: Query, feedback: Feedback): Promise<LayerData> {
  const { name } = source;
  const bytes = await source.readAt(0, source.size);
  const builder = new LayerDataBuilder(await crsOf(source, query, feedback));
  const table = await tableOf(source, query, feedback);
  table?.declare(builder);
  try {
    readRecords(bytes, { builder, table, feedback });
  } catch (cause) {
    if (!(cause instanceof ShapeDamage)) throw cause;
    const place = `record ${builder.length + 1}`;
    throw new SpatialError("LAYER_UNREADABLE", `Cannot read "${name}": ${place}: ${cause.message}.`, { cause });
  }
  if (table !== undefined && table.length !== recordsOf(bytes))
    feedback.log("warning", `"${name}" has ${recordsOf(bytes)} shapes, and its .dbf ${table.length} rows.`);
  feedback.progress(1, "reading");
  return builder.finish();
}

interface Reading {
  readonly builder: LayerDataBuilder;
  readonly table: DbfTable | undefined;
  readonly feedback: Feedback;
}

function readRecords(bytes: Uint8Array, { builder, table, feedback }: Reading): void {
  let row = 0;
  for (const { start, end } of recordsIn(bytes)) {
    const current = row++;
    if (table !== undefined && current < table.length && table.isDeleted(current)) continue;
    const index = builder.length;
    appendShape(builder.geometry, bytes.subarray(start, end));
    if (table !== undefined && current < table.length) table.addTo(builder, current, index);
    if (index % 256 !== 0) continue;
    feedback.throwIfCanceled();
    feedback.progress((READING * end) / bytes.length, "reading");
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function* recordsIn(bytes: Uint8Array): Generator<Span> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < HEAD || view.getUint32(0) !== 9994) throw new ShapeDamage("the file is no .shp");
  // counted in words of two bytes; some writers leave the header's count wrong, but never the file shorter
  const stated = 2 * view.getUint32(24);
  if (stated > bytes.length) throw new ShapeDamage(`the file has ${bytes.length} of ${stated} bytes (was it cut off?)`);
  for (let at = HEAD; at + RECORD <= stated;) {
    const start = at + RECORD;
    const end = start + 2 * view.getUint32(at + 4);
    if (end > stated) throw new ShapeDamage("it ends behind the end of the file");
    yield { start, end };
    at = end;
  }
}

function recordsOf(bytes: Uint8Array): number {
  let count = 0;
  for (const _ of recordsIn(bytes)) count++;
  return count;
}

async function crsOf(source: RandomSource, { crs }: Query, feedback: Feedback): Promise<CrsId> {
  if (crs !== undefined) return crs;
  const text = await textBeside(source, ".prj");
  const id = text === undefined ? undefined : crsOfWkt(text);
  if (id !== undefined) {
    feedback.log("info", `"${source.name}" is in ${id}.`);
    return id;
  }
  const [, named = ""] = /^\s*\w+\s*\[\s*"([^"]*)"/.exec(text ?? "") ?? [];
  const what =
    text === undefined ? "has no .prj file to state its CRS" : `states a CRS that mapcell cannot compute, "${named}"`;
  throw new SpatialError(
    "UNKNOWN_CRS",
    `"${source.name}" ${what}. State it yourself, e.g. --crs EPSG:4326 or { crs: "EPSG:4326" }.`,
  );
}

async function tableOf(source: RandomSource, { encoding }: Query, feedback: Feedback): Promise<DbfTable | undefined> {
  const dbf = await source.sibling(".dbf");
  if (dbf === undefined) {
    feedback.log("warning", `"${source.name}" has no .dbf file beside it, so its features have no values.`);
    return undefined;
  }
  try {
    return await openDbf(dbf, encoding, await textBeside(source, ".cpg"));
  } finally {
    await dbf.close();
  }
}

async function textBeside(source: RandomSource, ending: string): Promise<string | undefined> {
  const file = await source.sibling(ending);
  if (file === undefined) return undefined;
  const bytes = await file.readAt(0, MOST_TEXT);
  await file.close();
  return new TextDecoder().decode(bytes);
}
