import type { CrsId } from "../../crs/crs-id.ts";
import { outsideGlobe } from "../../crs/geographic-range.ts";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { Kind } from "../../geometry/column.ts";
import { appendWkb } from "../../geometry/wkb-reader.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { LayerDataBuilder } from "../../layers/table-builder.ts";
import { fileCrs, statedFileCrs } from "../file-crs.ts";
import { fieldPositions, type Query } from "../query.ts";
import type { RandomSource } from "../sources/source.ts";
import { type GeoColumn, geoColumns } from "./geo-columns.ts";
import { appendNative, isNativeEncoding } from "./native-geometry.ts";
import { fieldOf, type ParquetField } from "./parquet-fields.ts";
import { damaged, openParquet, type ParquetFile, readColumns, touchColumns } from "./parquet-file.ts";
import { type Choice, chooseRowGroups } from "./row-groups.ts";

const READING = 0.95;

/**
 * Reads Parquet in the order of its rows: a layer where it has places (GeoParquet, Parquet's own type, or a column of
 * WKB by a usual name), else a table. Of the row groups, those are read that may have features within the bounds.
 * Throws LAYER_UNREADABLE, UNKNOWN_CRS, INVALID_GEOMETRY, BAD_ARGUMENT for a field that is not there.
 */
export async function readParquet(source: RandomSource, query: Query, feedback: Feedback): Promise<LayerData> {
  const { file, geo, fields, choice, columns } = await plan(source, query);
  tell(file, { geo, choice, feedback });
  const crs = geo === undefined ? undefined : crsOf(file.name, geo, { query, feedback });
  const start = fields.map(({ name, type }) => ({ name, type }));
  // a CRS that only the coordinates tell is set at the end
  const builder =
    geo === undefined
      ? LayerDataBuilder.ofTable(start)
      : new LayerDataBuilder(crs ?? fileCrs("EPSG:4326", { name: file.name, feedback }), start);
  for (const [done, span] of choice.spans.entries()) {
    feedback.throwIfCanceled();
    const values = await readColumns(file, span, columns);
    append({ builder, geo, fields, feedback, file }, values, span.end - span.start);
    feedback.progress((READING * (done + 1)) / choice.spans.length, "reading");
  }
  const data = builder.finish();
  feedback.progress(1, "reading");
  if (geo !== undefined && crs === undefined) refuseOutside(file.name, data);
  return data;
}

/** Asks for all that `readParquet` will read. */
export async function touchParquet(source: RandomSource, query: Query): Promise<boolean> {
  const { file, choice, columns } = await plan(source, query);
  for (const span of choice.spans) await touchColumns(file, span, columns);
  return true;
}

interface Plan {
  readonly file: ParquetFile;
  readonly geo: GeoColumn | undefined;
  readonly fields: readonly ParquetField[];
  /** Of the places and the fields, by name. */
  readonly columns: readonly string[];
  readonly choice: Choice;
}

async function plan(source: RandomSource, query: Query): Promise<Plan> {
  const file = await openParquet(source);
  const places = geoColumns(file);
  const [geo] = places;
  if (geo !== undefined && geo.encoding !== "WKB" && !isNativeEncoding(geo.encoding))
    throw damaged(file.name, `its places are encoded in a way ("${geo.encoding}") that mapcell does not know`);
  // the boxes of places are theirs, and other columns of places are said to be left out
  const hidden = new Set([...places.map(({ name }) => name), ...(geo?.covering ?? []).map(([first = ""]) => first)]);
  const all = file.schema.children.filter(({ element }) => !hidden.has(element.name)).map(fieldOf);
  const names = all.map(({ name }) => name);
  const fields =
    query.fields === undefined ? all : fieldPositions(names, query.fields).map((position) => all[position]!);
  const columns = [...(geo === undefined ? [] : [geo.name]), ...fields.map(({ name }) => name)];
  return { file, geo, fields, columns, choice: chooseRowGroups(file, { geo, columns }, query) };
}

function tell(
  file: ParquetFile,
  { geo, choice, feedback }: Pick<Plan, "geo" | "choice"> & { feedback: Feedback },
): void {
  const groups = file.metadata.row_groups.length;
  if (choice.spans.length < groups) {
    const share = `${kilobytes(choice.bytes)} of ${kilobytes(file.size)}`;
    feedback.log("info", `${choice.spans.length} of ${groups} row groups are read, ${share}.`);
  }
  const others = geoColumns(file).filter(({ name }) => name !== geo?.name);
  for (const { name } of others)
    feedback.log("warning", `"${file.name}" has more than one column of places; "${name}" is left out.`);
}

function kilobytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

interface Asked {
  readonly query: Query;
  readonly feedback: Feedback;
}

/** Undefined where nothing is stated. */
function crsOf(name: string, { crs, isLonLat }: GeoColumn, { query, feedback }: Asked): CrsId | undefined {
  if (query.crs !== undefined) return query.crs;
  if (isLonLat) return fileCrs("OGC:CRS84", { name, feedback });
  return crs === undefined ? undefined : statedFileCrs(crs, { name, feedback });
}

function refuseOutside(name: string, { geometry }: LayerData): void {
  if (outsideGlobe(geometry) === undefined) return;
  throw new SpatialError(
    "UNKNOWN_CRS",
    `"${name}" does not state its CRS, and has coordinates that are no longitudes and latitudes. State it yourself, ` +
      'e.g. --crs EPSG:25832 or { crs: "EPSG:25832" }.',
  );
}

interface Reading extends Pick<Plan, "file" | "geo" | "fields"> {
  readonly builder: LayerDataBuilder;
  readonly feedback: Feedback;
}

type Values = ReadonlyMap<string, readonly unknown[]>;

function append({ builder, geo, fields, feedback, file }: Reading, values: Values, rows: number): void {
  const first = builder.length;
  const places = geo && values.get(geo.name);
  for (let row = 0; row < rows; row++) {
    if (geo === undefined || places === undefined) builder.beginRecord();
    else appendPlace(builder, places[row], { encoding: geo.encoding, name: file.name });
    if (row % 1024 === 0) feedback.throwIfCanceled();
  }
  for (const { name, valueOf } of fields) {
    const column = builder.column(name);
    const raw = values.get(name) ?? [];
    for (let row = 0; row < rows; row++) {
      const value = raw[row];
      if (value !== null && value !== undefined) column.set(first + row, valueOf(value));
    }
  }
}

interface GeometryPlace {
  readonly encoding: string;
  /** Of the file. */
  readonly name: string;
}

function appendPlace({ geometry }: LayerDataBuilder, value: unknown, { encoding, name }: GeometryPlace): void {
  if (encoding !== "WKB") return appendNative(geometry, value, encoding);
  if (!(value instanceof Uint8Array)) {
    geometry.beginFeature(Kind.Null);
    geometry.endFeature();
    return;
  }
  try {
    appendWkb(geometry, value);
  } catch (cause) {
    if (!(cause instanceof SpatialError)) throw cause;
    const message = `Cannot read "${name}": row ${geometry.length + 1}: ${cause.message}`;
    throw new SpatialError(cause.code, message, { cause });
  }
}
