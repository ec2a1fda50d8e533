import type { CrsId } from "../../crs/crs-id.ts";
import { outsideGlobe } from "../../crs/geographic-range.ts";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { LayerDataBuilder } from "../../layers/table-builder.ts";
import { fileCrs, statedFileCrs } from "../file-crs.ts";
import { Damage, FlatTable } from "../flatgeobuf/flat-table.ts";
import { fieldPositions, type Query } from "../query.ts";
import type { RandomSource } from "../sources/source.ts";
import { ArrowBatch } from "./arrow-batch.ts";
import { leafOf } from "./arrow-fields.ts";
import { appendPlaceOf, type Places, placesOf } from "./arrow-places.ts";
import { type ArrowField, type ArrowSchema, readSchema } from "./arrow-schema.ts";
import { readVector, type Vector } from "./arrow-vectors.ts";

/** Numbers of fields in Arrow's Message.fbs, and of its kinds of messages. */
const MESSAGE = { kind: 1, header: 2, bodyLength: 3 } as const;
const [SCHEMA, DICTIONARY, RECORDS] = [1, 2, 3];
const MAGIC = "ARROW1";
const CONTINUED = 0xffffffff;
const READING = 0.95;
/** Columns that are nothing but null need no memory, so that a batch could say anything. */
const MOST_ROWS_PER_BYTE = 64;

/**
 * Reads Arrow's IPC, as a file or as a stream: a layer where it has places (GeoArrow, or as GeoPandas writes Feather),
 * else a table. Throws LAYER_UNREADABLE, UNKNOWN_CRS, INVALID_GEOMETRY, BAD_ARGUMENT for a field that is not there.
 */
export async function readArrow(source: RandomSource, query: Query, feedback: Feedback): Promise<LayerData> {
  const bytes = await source.readAt(0, source.size);
  try {
    const reader = new ArrowReader({ name: source.name, query, feedback });
    for (const message of messagesIn(bytes)) reader.take(message, bytes.length);
    return reader.finish();
  } catch (cause) {
    if (!(cause instanceof Damage)) throw cause;
    throw new SpatialError("LAYER_UNREADABLE", `Cannot read "${source.name}": ${cause.message}.`, { cause });
  }
}

interface Message {
  readonly table: FlatTable;
  readonly body: Uint8Array;
  readonly end: number;
}

/** A file is a stream between its magic and a footer that repeats where what is. */
function* messagesIn(bytes: Uint8Array): Generator<Message> {
  const start = Buffer.from(bytes.subarray(0, MAGIC.length)).toString("latin1");
  if (start === "FEA1") throw new Damage("this is Feather's first version; write it anew with pyarrow");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start === MAGIC ? 8 : 0;
  while (at + 8 <= bytes.length) {
    const isMarked = view.getUint32(at, true) === CONTINUED;
    const size = view.getInt32(at + (isMarked ? 4 : 0), true);
    at += isMarked ? 8 : 4;
    if (size === 0) return;
    if (size < 0 || at + size > bytes.length) throw new Damage("it is cut, or this is not Arrow");
    const table = FlatTable.root(bytes.slice(at, at + size));
    const length = Number(table.uint64(MESSAGE.bodyLength));
    at += size;
    if (!(length >= 0 && at + length <= bytes.length)) throw new Damage("it is cut");
    yield { table, body: bytes.subarray(at, at + length), end: at + length };
    at += length;
  }
}

interface Asked {
  readonly name: string;
  readonly query: Query;
  readonly feedback: Feedback;
}

class ArrowReader {
  readonly #asked: Asked;
  readonly #dictionaries = new Map<bigint, Vector>();
  #schema: ArrowSchema | undefined;
  #places: Places | undefined;
  #wanted = new Set<string>();
  #builder: LayerDataBuilder | undefined;
  #crs: CrsId | undefined;

  constructor(asked: Asked) {
    this.#asked = asked;
  }

  take({ table, body, end }: Message, total: number): void {
    const header = table.table(MESSAGE.header);
    const kind = table.uint8(MESSAGE.kind);
    this.#asked.feedback.throwIfCanceled();
    if (header === undefined) throw new Damage("a message is empty");
    if (kind === SCHEMA) this.#begin(readSchema(header));
    if (kind === DICTIONARY) this.#dictionary(header, body);
    if (kind === RECORDS) this.#records(new ArrowBatch(header, body), body.length);
    this.#asked.feedback.progress((READING * end) / total, "reading");
  }

  finish(): LayerData {
    if (this.#builder === undefined) throw new Damage("it has no schema, or this is not Arrow");
    const data = this.#builder.finish();
    this.#asked.feedback.progress(1, "reading");
    if (this.#places !== undefined && this.#crs === undefined && outsideGlobe(data.geometry) !== undefined)
      throw new SpatialError(
        "UNKNOWN_CRS",
        `"${this.#asked.name}" does not state its CRS, and has coordinates that are no longitudes and latitudes. State ` +
          'it yourself, e.g. --crs EPSG:25832 or { crs: "EPSG:25832" }.',
      );
    return data;
  }

  #begin(schema: ArrowSchema): void {
    if (this.#schema !== undefined) throw new Damage("it has two schemas");
    const { name, query, feedback } = this.#asked;
    const [places, ...others] = placesOf(schema);
    for (const other of others)
      feedback.log("warning", `"${name}" has more than one column of places; "${other.name}" is left out.`);
    const hidden = new Set([places, ...others].map((each) => each?.name));
    const all = schema.fields.filter((field) => !hidden.has(field.name));
    const names = all.map((field) => field.name);
    const wanted = query.fields === undefined ? all : fieldPositions(names, query.fields).map((at) => all[at]!);
    const fields = wanted.map((field) => ({ name: field.name, type: leafOf(field).type }));
    this.#schema = schema;
    this.#places = places;
    this.#wanted = new Set(fields.map((field) => field.name));
    this.#crs = places === undefined ? undefined : crsOf(places, this.#asked);
    const crs = this.#crs ?? fileCrs("EPSG:4326", { name, feedback });
    this.#builder = places === undefined ? LayerDataBuilder.ofTable(fields) : new LayerDataBuilder(crs, fields);
  }

  #dictionary(header: FlatTable, body: Uint8Array): void {
    const id = header.uint64(0);
    const batch = header.table(1);
    const field = this.#schema?.fields.flatMap(withInner).find(({ dictionary }) => dictionary?.id === id);
    if (field === undefined || batch === undefined) throw new Damage("a dictionary belongs to no column");
    const { dictionary: _, ...plain } = field;
    const values = readVector(new ArrowBatch(batch, body), plain, this.#dictionaries);
    const before = header.uint8(2) === 0 ? undefined : this.#dictionaries.get(id);
    this.#dictionaries.set(id, before === undefined ? values : joined(before, values));
  }

  #records(batch: ArrowBatch, bytes: number): void {
    if (this.#schema === undefined) throw new Damage("it has rows before it says of what");
    const { fields } = this.#schema;
    if (batch.length > 1024 + MOST_ROWS_PER_BYTE * bytes)
      throw new Damage("a batch has more rows than its bytes can hold");
    for (const [position, vector] of fields.map((field) => readVector(batch, field, this.#dictionaries)).entries())
      if (vector.length < batch.length) throw new Damage(`the column "${fields[position]!.name}" is too short`);
      else this.#vectors.set(fields[position]!.name, vector);
    this.#append(batch.length);
  }

  /** Of the batch that is being read. */
  readonly #vectors = new Map<string, Vector>();

  #append(rows: number): void {
    const builder = this.#builder!;
    const first = builder.length;
    for (let row = 0; row < rows; row++) {
      if (this.#places === undefined) builder.beginRecord();
      else this.#place(builder, row, this.#places);
      if (row % 1024 === 0) this.#asked.feedback.throwIfCanceled();
    }
    for (const field of this.#schema!.fields) {
      if (!this.#wanted.has(field.name)) continue;
      const [column, vector, { valueOf }] = [builder.column(field.name), this.#vectors.get(field.name)!, leafOf(field)];
      for (let row = 0; row < rows; row++) {
        const raw = vector.at(row);
        if (raw !== null) column.set(first + row, valueOf(raw));
      }
    }
  }

  #place(builder: LayerDataBuilder, row: number, places: Places): void {
    try {
      appendPlaceOf(builder.geometry, this.#vectors.get(places.name)!.at(row), places);
    } catch (cause) {
      if (!(cause instanceof SpatialError)) throw cause;
      throw new SpatialError(
        cause.code,
        `Cannot read "${this.#asked.name}": row ${builder.length + 1}: ${cause.message}`,
        {
          cause,
        },
      );
    }
  }
}

function withInner(field: ArrowField): readonly ArrowField[] {
  return [field, ...field.children.flatMap(withInner)];
}

function joined(before: Vector, after: Vector): Vector {
  const at = (index: number): unknown => (index < before.length ? before.at(index) : after.at(index - before.length));
  return { length: before.length + after.length, at };
}

/** Undefined where nothing is stated. */
function crsOf({ crs, isLonLat }: Places, { name, query, feedback }: Asked): CrsId | undefined {
  if (query.crs !== undefined) return query.crs;
  if (isLonLat) return fileCrs("OGC:CRS84", { name, feedback });
  return crs === undefined || crs === null ? undefined : statedFileCrs(crs, { name, feedback });
}
