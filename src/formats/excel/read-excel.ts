import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { absentGeometry } from "../../geometry/shared-column.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { didYouMean } from "../../layers/near-names.ts";
import { LayerDataBuilder } from "../../layers/table-builder.ts";
import type { ValuesOf } from "../../schema/parameter.ts";
import { geometryColumns } from "../columns/geometry-columns.ts";
import { columnNames, LON_LAT, RowPlaces } from "../columns/row-places.ts";
import type { Query } from "../query.ts";
import type { RandomSource } from "../sources/source.ts";
import { readXml } from "../xml/xml-stream.ts";
import { addCells, cellText } from "./cell-columns.ts";
import type { excel } from "./excel.ts";
import { type SheetCell, SheetRows } from "./sheet-rows.ts";
import { openWorkbook, type Sheet, type Workbook } from "./workbook.ts";

type ExcelQuery = Query<ValuesOf<NonNullable<(typeof excel)["readOptions"]>>>;

interface Row {
  readonly cells: readonly SheetCell[];
  /** As Excel shows it. */
  readonly number: number;
}

/** Rows that are looked at for geometries. */
const SAMPLE = 20;
/** Of a sheet, to see whether it has rows. */
const START = 4096;

/**
 * Reads the rows of a sheet. What is not said is seen from it, and told: which sheet, whether there is a header, the types
 * of the columns and which of them hold the places; without any it is a table. Throws LAYER_UNREADABLE, BAD_ARGUMENT
 * where a sheet must be named, UNKNOWN_CRS.
 */
export async function readExcel(source: RandomSource, query: ExcelQuery, feedback: Feedback): Promise<LayerData> {
  const workbook = await openWorkbook(source, feedback);
  const sheet = await pickSheet(workbook, source.name, query.options?.sheet ?? query.layer);
  const rows: Row[] = [];
  const handler = new SheetRows(workbook, (cells, number) => void rows.push({ cells, number }));
  await readXml(await workbook.open(sheet.path), { query: {}, feedback, handler });
  if (handler.errors > 0) feedback.log("warning", `${handler.errors} cells hold an error such as #N/A; they are null.`);
  const { names, values } = withNames(rows, query.options ?? {});
  return layerOf({ name: source.name, sheet, names, rows: values }, query, feedback);
}

async function pickSheet(workbook: Workbook, file: string, wanted: string | undefined): Promise<Sheet> {
  const { sheets } = workbook;
  const named = sheets.find(({ name }) => name === wanted);
  if (named !== undefined) return named;
  const visible = sheets.filter(({ isHidden }) => !isHidden);
  const filled = visible.length > 1 ? await withRows(workbook, visible) : visible;
  const [only] = filled.length > 0 ? filled : visible;
  if (wanted === undefined && filled.length < 2 && only !== undefined) return only;
  if (sheets.length === 0)
    throw new SpatialError("LAYER_UNREADABLE", `Cannot read "${file}": it has no sheets with rows.`);
  const names = sheets.map(({ name }) => name);
  const problem =
    wanted === undefined ? `"${file}" holds ${sheets.length} sheets` : `"${file}" has no sheet "${wanted}"`;
  const near = wanted === undefined ? "" : didYouMean(wanted, names);
  const list = names.map((name) => `"${name}"`).join(", ");
  throw new SpatialError("BAD_ARGUMENT", `${problem}.${near} Pick one with --sheet NAME: ${list}.`);
}

/** Those that have any; new workbooks of old Excels have three sheets, and two stay empty. */
async function withRows(workbook: Workbook, sheets: readonly Sheet[]): Promise<Sheet[]> {
  const filled: Sheet[] = [];
  for (const sheet of sheets) {
    const start = Buffer.from(await (await workbook.open(sheet.path)).readAt(0, START)).toString("latin1");
    if (!/<(?:\w+:)?sheetData\s*(?:\/>|>\s*<\/)/.test(start)) filled.push(sheet);
  }
  return filled;
}

type HeaderOptions = Pick<ValuesOf<NonNullable<(typeof excel)["readOptions"]>>, "header" | "headerRow">;

/** The names, and the rows that have values. Throws BAD_ARGUMENT for a header that is not there. */
function withNames(rows: readonly Row[], { header, headerRow }: Partial<HeaderOptions>) {
  const width = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  const at = headerRow === undefined ? 0 : rows.findIndex(({ number }) => number === headerRow);
  if (at < 0)
    throw new SpatialError("BAD_ARGUMENT", `Row ${headerRow} is empty, or not there; which one has the names?`);
  const first = rows[at]?.cells ?? [];
  const isHeader = headerRow !== undefined || (header ?? looksLikeNames(first));
  const cells = Array.from({ length: width }, (_, i) => (isHeader ? cellText(first[i]) : undefined));
  return { names: columnNames(cells), values: isHeader ? rows.slice(at + 1) : rows };
}

/** Names are text, and each stands once. */
function looksLikeNames(cells: readonly SheetCell[]): boolean {
  const given = cells.filter((cell) => cell !== undefined);
  return given.every((cell) => typeof cell === "string") && new Set(given).size === given.length;
}

interface Read {
  readonly name: string;
  readonly sheet: Sheet;
  readonly names: readonly string[];
  readonly rows: readonly Row[];
}

function layerOf({ name, sheet, names, rows }: Read, query: ExcelQuery, feedback: Feedback): LayerData {
  const builder = new LayerDataBuilder(query.crs ?? LON_LAT);
  const samples = rows.slice(0, SAMPLE).map(({ cells }) => cells.map(cellText));
  const places = new RowPlaces(builder.geometry, geometryColumns(names, samples, query.options ?? {}));
  for (const { cells, number } of rows) located(name, () => places.add(cells.map(cellText), `row ${number}`));
  for (const [i, field] of names.entries())
    if (!places.holds(i))
      addCells(
        builder,
        field,
        rows.map(({ cells }) => cells[i]),
      );
  const data = builder.finish();
  const crs = places.crs(query.crs, data.geometry, { name, title: "Excel" });
  feedback.log("info", `"${name}", sheet "${sheet.name}": ${places.source(names, crs)}.`);
  places.warn(feedback);
  feedback.progress(1, "reading");
  return places.isNone ? { ...data, crs, geometry: absentGeometry(data.geometry.length) } : { ...data, crs };
}

function located(name: string, act: () => void): void {
  try {
    act();
  } catch (cause) {
    if (!(cause instanceof SpatialError)) throw cause;
    throw new SpatialError(cause.code, `Cannot read "${name}": ${cause.message}.`, { cause });
  }
}
