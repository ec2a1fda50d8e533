import { writtenProjJson } from "../../crs/written-crs.ts";
import { wkbOf } from "../../geometry/wkb-writer.ts";
import { isTable, type LayerData } from "../../layers/layer-data.ts";
import type { WriteOptions } from "../format.ts";
import { type WrittenColumn, writtenColumn } from "../parquet/written-columns.ts";
import type { ByteSink } from "../targets/byte-sink.ts";
import { batchMessage, type Block, footer, schemaMessage, type WrittenField } from "./arrow-builder.ts";
import { EXTENSION, JSON_TEXT } from "./arrow-fields.ts";
import { typeOfColumn, writtenVector } from "./written-vectors.ts";

const MAGIC = Buffer.from("ARROW1");
const START = Buffer.concat([MAGIC, Buffer.alloc(2)]);
/** The end of the stream that a file has in it. */
const END = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);
const ROWS = 16_384;

interface Column extends WrittenField {
  readonly valueAt: (index: number) => unknown;
}

/** Writes an Arrow file: places as WKB in GeoArrow's way, with their CRS, batches of rows, nothing packed. */
export async function writeArrow(data: LayerData, sink: ByteSink, { feedback }: WriteOptions): Promise<void> {
  const { columns, changes } = columnsOf(data);
  const blocks: Block[] = [];
  let at = 0;
  const write = async (bytes: Uint8Array): Promise<void> => {
    await sink.write(bytes);
    at += bytes.length;
  };
  await write(START);
  await write(schemaMessage(columns));
  const { length } = data.geometry;
  for (let first = 0; first < length; first += ROWS) {
    feedback.throwIfCanceled();
    const rows = Math.min(ROWS, length - first);
    const vectors = columns.map(({ type, valueAt }) =>
      writtenVector(
        type,
        Array.from({ length: rows }, (_, i) => valueAt(first + i)),
      ),
    );
    const { head, body } = batchMessage(rows, {
      nodes: vectors.flatMap(({ nodes }) => nodes),
      buffers: vectors.flatMap(({ buffers }) => buffers),
    });
    blocks.push({ offset: at, metadataLength: head.length, bodyLength: body.length });
    await write(head);
    await write(body);
    feedback.progress((first + rows) / length, "writing");
  }
  await write(END);
  const end = footer(columns, blocks);
  await write(end);
  const size = Buffer.alloc(4);
  size.writeInt32LE(end.length);
  await write(Buffer.concat([size, MAGIC]));
  if (changes.length > 0) feedback.log("warning", `Arrow does not hold all of it as it is: ${changes.join("; ")}.`);
}

function columnsOf(data: LayerData): { readonly columns: readonly Column[]; readonly changes: readonly string[] } {
  const written = data.fields.map((field, i) => writtenColumn(field, data.columns[i]!));
  const fields = written.map((column) => ({
    name: column.name,
    type: typeOfColumn(column),
    valueAt: column.valueAt,
    ...(isJson(column) && { metadata: { [EXTENSION]: JSON_TEXT, "ARROW:extension:metadata": "" } }),
  }));
  const changes = written.flatMap(({ change }) => change ?? []);
  return { columns: isTable(data) ? fields : [...fields, places(data)], changes };
}

function isJson({ elements: [first] }: WrittenColumn): boolean {
  return first?.logical_type?.type === "JSON";
}

function places({ geometry, crs, fields }: LayerData): Column {
  const taken = new Set(fields.map(({ name }) => name));
  let name = "geometry";
  while (taken.has(name)) name += "_2";
  const json = writtenProjJson(crs);
  const about = JSON.stringify(json === undefined ? {} : { crs: json, crs_type: "projjson" });
  return {
    name,
    type: { kind: "binary" },
    metadata: { [EXTENSION]: "geoarrow.wkb", "ARROW:extension:metadata": about },
    valueAt: (index) => wkbOf(geometry, index) ?? null,
  };
}
