import { writtenWkt } from "../../crs/written-crs.ts";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { boundsOf } from "../../geometry/bounds.ts";
import { isTable, type LayerData } from "../../layers/layer-data.ts";
import type { ByteSink } from "../targets/byte-sink.ts";
import { bytesOfShape, changesOfShapes, type Shapes, shapesOf, sizeOfShape } from "./written-shapes.ts";
import { dbfColumns, dbfHead, dbfRow } from "./written-table.ts";

const HEAD = 100;
const RECORD_HEAD = 8;
const CHUNK = 1 << 20;
/** Other programs count bytes in 31 bits. */
const MOST_BYTES = 2 ** 31 - 1;
const FIELDS = 255;

/** Where the files of a Shapefile go, by their endings: one after the other. */
export type PutFile = (ending: string, write: (sink: ByteSink) => Promise<void>) => Promise<void>;

/**
 * Writes .shp, .shx, .dbf in UTF-8, .prj in Esri's WKT and .cpg. What a Shapefile can't hold is said in one warning.
 * Throws LAYER_UNWRITABLE for a table, for more than one kind of places, and for more than 2 GB.
 */
export async function writeShapefile(data: LayerData, put: PutFile, feedback: Feedback): Promise<void> {
  if (isTable(data)) throw refuse("A table has no places to write as a Shapefile; save it as .csv, .parquet or .gpkg.");
  if (data.fields.length > FIELDS)
    throw refuse(`A Shapefile has ${FIELDS} fields at most; the layer has ${data.fields.length}.`);
  const shapes = shapesOf(data.geometry);
  const columns = dbfColumns(data.fields, data.columns);
  const { length } = data.geometry;
  await put(".shp", (sink) => writeAll(sink, pieces(shapes, "shp"), { feedback, length }));
  await put(".shx", (sink) => writeAll(sink, pieces(shapes, "shx")));
  await put(".dbf", async (sink) => {
    await sink.write(dbfHead(columns, length));
    await writeAll(sink, rows());
    await sink.write(Uint8Array.of(0x1a));
  });
  await put(".cpg", (sink) => sink.write(Buffer.from("UTF-8")));
  const wkt = writtenWkt(data.crs);
  if (wkt !== undefined) await put(".prj", (sink) => sink.write(Buffer.from(wkt)));
  function* rows(): Generator<Uint8Array> {
    for (let index = 0; index < length; index++) yield dbfRow(columns, index);
  }
  const changes = [
    ...changesOfShapes(shapes),
    ...columns.flatMap((column) => column.changes),
    ...(wkt === undefined ? [`the CRS, ${data.crs}, has no words in a .prj file, which is left out`] : []),
  ];
  if (changes.length > 0) feedback.log("warning", `A Shapefile does not hold all of it: ${changes.join("; ")}.`);
}

function refuse(message: string): SpatialError {
  return new SpatialError("LAYER_UNWRITABLE", message);
}

interface Telling {
  readonly feedback: Feedback;
  /** Features in all. */
  readonly length: number;
}

async function writeAll(sink: ByteSink, all: Iterable<Uint8Array>, telling?: Telling): Promise<void> {
  let [chunk, size, done] = [[] as Uint8Array[], 0, 0];
  const flush = async (): Promise<void> => {
    if (size > 0) await sink.write(Buffer.concat(chunk));
    [chunk, size] = [[], 0];
  };
  for (const piece of all) {
    chunk.push(piece);
    size += piece.length;
    if (done++ % 256 === 0) telling?.feedback.throwIfCanceled();
    if (size < CHUNK) continue;
    await flush();
    telling?.feedback.progress(Math.min(1, done / telling.length), "writing");
  }
  await flush();
}

/** The head and the records of a .shp file, or of its index. */
function* pieces(shapes: Shapes, which: "shp" | "shx"): Generator<Uint8Array> {
  const { length } = shapes.geometry;
  let total = HEAD;
  for (let index = 0; index < length; index++) total += RECORD_HEAD + sizeOfShape(shapes, index);
  if (total > MOST_BYTES)
    throw refuse("A Shapefile has 2 GB at most, and the layer is larger; save it as .gpkg or .fgb.");
  yield headOf(shapes, which === "shp" ? total : HEAD + RECORD_HEAD * length);
  let at = HEAD;
  for (let index = 0; index < length; index++) {
    const size = sizeOfShape(shapes, index);
    const head = Buffer.alloc(RECORD_HEAD);
    // lengths and places are counted in words of two bytes
    head.writeInt32BE(which === "shp" ? index + 1 : at / 2, 0);
    head.writeInt32BE(size / 2, 4);
    yield head;
    if (which === "shp") yield bytesOfShape(shapes, index);
    at += RECORD_HEAD + size;
  }
}

function headOf({ geometry, type }: Shapes, bytes: number): Uint8Array {
  const head = Buffer.alloc(HEAD);
  head.writeInt32BE(9994, 0);
  head.writeInt32BE(bytes / 2, 24);
  head.writeInt32LE(1000, 28);
  head.writeInt32LE(type, 32);
  const box = boundsOf(geometry) ?? [0, 0, 0, 0];
  const ranges = [...box, ...rangeOf(geometry.z), ...rangeOf(geometry.m)];
  for (const [i, value] of ranges.entries()) head.writeDoubleLE(value, 36 + 8 * i);
  return head;
}

function rangeOf(values: Float64Array | undefined): readonly [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values ?? []) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least <= most ? [least, most] : [0, 0];
}
