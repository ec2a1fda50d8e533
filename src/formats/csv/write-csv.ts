import { SpatialError } from "../../errors.ts";
import { Kind } from "../../geometry/column.ts";
import { wktOf } from "../../geometry/wkt-writer.ts";
import { hexOf, valueAt } from "../../layers/attributes.ts";
import type { AttributeColumn, Field, LayerData } from "../../layers/layer-data.ts";
import { doubleText } from "../../layers/whole-number.ts";
import type { WriteOptions } from "../format.ts";
import type { ByteSink } from "../targets/byte-sink.ts";
import { givenDelimiter } from "./dialect.ts";

interface CsvOptions {
  readonly delimiter: string;
  readonly geometry: "wkt" | "xy" | "none" | undefined;
}

const CHUNK = 1 << 20;

/** A value of feature `index` as it is written; empty for null. */
type Cells = readonly { readonly name: string; readonly text: (index: number) => string }[];

/**
 * Writes a header and a row a feature, places in front: x and y of points, else WKT. Null is nothing, and empty text is
 * a pair of quotes.
 */
export async function writeCsv(
  data: LayerData,
  sink: ByteSink,
  { options = {}, feedback }: WriteOptions<CsvOptions>,
): Promise<void> {
  const delimiter = givenDelimiter(options.delimiter) ?? ",";
  const cells = [
    ...placeCells(data, options.geometry),
    ...data.fields.map((field, i) => fieldCells(field, data.columns[i]!)),
  ];
  const quoted = (text: string): string => (needsQuotes(text, delimiter) ? `"${text.replaceAll('"', '""')}"` : text);
  const { length } = data.geometry;
  let text = `${cells.map(({ name }) => quoted(name)).join(delimiter)}\n`;
  for (let index = 0; index < length; index++) {
    const row = cells.map((cell) => cell.text(index));
    // a line of nothing would be no row
    text +=
      row.length === 1 && row[0] === ""
        ? '""\n'
        : `${row.map((cell) => (cell === EMPTY ? EMPTY : quoted(cell))).join(delimiter)}\n`;
    if (index % 256 === 0) feedback.throwIfCanceled();
    if (text.length < CHUNK) continue;
    await sink.write(Buffer.from(text));
    text = "";
    feedback.progress(index / length, "writing");
  }
  await sink.write(Buffer.from(text));
  if (data.crs !== "EPSG:4326")
    feedback.log("warning", `CSV cannot state a CRS; load it again with --crs ${data.crs}.`);
}

/** Empty text. */
const EMPTY = '""';

function needsQuotes(text: string, delimiter: string): boolean {
  return text.includes(delimiter) || /["\r\n]|^\s|\s$/.test(text);
}

function placeCells(data: LayerData, given: CsvOptions["geometry"]): Cells {
  const { geometry } = data;
  const kinds = new Set(geometry.kinds);
  kinds.delete(Kind.Null);
  const form = given ?? (kinds.size === 0 ? "none" : kinds.size === 1 && kinds.has(Kind.Point) ? "xy" : "wkt");
  const taken = new Set(data.fields.map(({ name }) => name));
  const nameOf = (wanted: string): string => {
    let name = wanted;
    while (taken.has(name)) name += "_2";
    return name;
  };
  if (form === "none") return [];
  if (form === "xy" && [...kinds].some((kind) => kind !== Kind.Point))
    throw new SpatialError("LAYER_UNWRITABLE", "Only points can be written as x and y; write them as wkt.");
  if (form === "wkt") return [{ name: nameOf("wkt"), text: (index) => wktOf(geometry, index) ?? "" }];
  const ordinate = (index: number, which: 0 | 1): string => {
    const { geomOffsets, partOffsets, ringOffsets, xy, kinds: all } = geometry;
    const part = geomOffsets[index]!;
    if (all[index] !== Kind.Point || part === geomOffsets[index + 1]) return "";
    return doubleText(xy[2 * ringOffsets[partOffsets[part]!]! + which]!);
  };
  return (["x", "y"] as const).map((name, which) => ({
    name: nameOf(name),
    text: (index) => ordinate(index, which as 0 | 1),
  }));
}

function fieldCells(field: Field, column: AttributeColumn): Cells[number] {
  const text = (index: number): string => {
    const value = valueAt(column, field, index);
    if (value === null) return "";
    if (value === "") return EMPTY;
    if (typeof value === "number") return doubleText(value);
    if (value instanceof Uint8Array) return hexOf(value);
    return typeof value === "object" ? JSON.stringify(value, bigAsNumber) : String(value);
  };
  return { name: field.name, text };
}

function bigAsNumber(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
