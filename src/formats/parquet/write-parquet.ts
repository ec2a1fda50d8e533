import type { KeyValue } from "hyparquet";
import type { SchemaElement } from "hyparquet/src/types.js";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { writtenProjJson } from "../../crs/written-crs.ts";
import { boundsAt, boundsOf, featureBounds } from "../../geometry/bounds.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import { kindAt, kindName } from "../../geometry/kind.ts";
import { ordinatesOf, wkbOf } from "../../geometry/wkb-writer.ts";
import { isTable, type LayerData } from "../../layers/layer-data.ts";
import type { WriteOptions } from "../format.ts";
import { hilbertOrder } from "../hilbert-order.ts";
import type { ByteSink } from "../targets/byte-sink.ts";
import { type WrittenColumn, writtenColumn } from "./written-columns.ts";

/** Rows of a group: the least that a reader takes at once. */
const GROUP = 20_000;

/**
 * Writes GeoParquet 1.1: places as WKB, and a column of their boxes whose statistics tell readers which groups of rows
 * they need. Features keep their order, or go along a Hilbert curve with `sort`. A table becomes plain Parquet.
 */
export async function writeParquet(
  data: LayerData,
  sink: ByteSink,
  { options = {}, feedback }: WriteOptions<{ readonly sort: boolean }>,
): Promise<void> {
  const { length } = data.geometry;
  const fields = data.fields.map((field, i) => writtenColumn(field, data.columns[i]!));
  const places = isTable(data) ? undefined : placeColumns(data);
  const columns = [...fields, ...(places?.columns ?? [])];
  const changes = fields.flatMap(({ change }) => (change === undefined ? [] : [change]));
  if (changes.length > 0) feedback.log("warning", `In the file, ${changes.join("; ")}.`);
  const order = options.sort === true ? hilbertOrder(data.geometry).indices : undefined;
  const bytes = new ByteWriter();
  const flush = async (): Promise<void> => {
    await sink.write(bytes.getBytes());
    bytes.index = 0;
  };
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [{ name: "schema", num_children: columns.length }, ...columns.flatMap(({ elements }) => elements)],
    kvMetadata: places === undefined ? [] : [places.metadata],
    createdBy: "mapcell",
  });
  for (let start = 0; start < length; start += GROUP) {
    feedback.throwIfCanceled();
    const rows = Array.from({ length: Math.min(GROUP, length - start) }, (_, i) => order?.[start + i] ?? start + i);
    const columnData = columns.map(({ name, valueAt }) => ({ name, data: rows.map(valueAt) }));
    await writer.write({ columnData, rowGroupSize: rows.length });
    await flush();
    feedback.progress((start + rows.length) / length, "writing");
  }
  await writer.finish();
  await flush();
}

const OPTIONAL = { repetition_type: "OPTIONAL" } as const;
const SIDES = ["xmin", "ymin", "xmax", "ymax"] as const;

function placeColumns(data: LayerData): { readonly columns: readonly WrittenColumn[]; readonly metadata: KeyValue } {
  const { geometry, crs } = data;
  const taken = new Set(data.fields.map(({ name }) => name));
  const free = (wanted: string): string => (taken.has(wanted) ? free(`${wanted}_2`) : wanted);
  const [name, box] = [free("geometry"), free("bbox")];
  const boxes = featureBounds(geometry);
  const sides = SIDES.map((side): SchemaElement => ({ name: side, type: "DOUBLE", repetition_type: "REQUIRED" }));
  const columns: WrittenColumn[] = [
    {
      name,
      elements: [{ name, type: "BYTE_ARRAY", ...OPTIONAL }],
      valueAt: (index) => wkbOf(geometry, index) ?? null,
    },
    {
      name: box,
      elements: [{ name: box, num_children: SIDES.length, ...OPTIONAL }, ...sides],
      valueAt: (index) => {
        const bounds = boundsAt(boxes, index);
        return bounds === undefined ? null : Object.fromEntries(SIDES.map((side, i) => [side, bounds[i]]));
      },
    },
  ];
  const bounds = boundsOf(geometry);
  const about = {
    encoding: "WKB",
    geometry_types: typesOf(geometry),
    crs: writtenProjJson(crs) ?? null,
    ...(bounds !== undefined && { bbox: bounds }),
    covering: { bbox: Object.fromEntries(SIDES.map((side) => [side, [box, side]])) },
  };
  const geo = { version: "1.1.0", primary_column: name, columns: { [name]: about } };
  return { columns, metadata: { key: "geo", value: JSON.stringify(geo) } };
}

/** As GeoParquet names them; none where measures are there, which it has no names for. */
function typesOf(geometry: GeometryColumn): string[] {
  if (geometry.m !== undefined) return [];
  const types = new Set<string>();
  for (let index = 0; index < geometry.length; index++) {
    const kind = kindAt(geometry, index);
    if (kind !== Kind.Null) types.add(kindName(kind) + (ordinatesOf(geometry, index).z ? " Z" : ""));
  }
  return [...types].toSorted();
}
