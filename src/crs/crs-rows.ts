import type { CrsRow, ReferenceFrame } from "./crs-row.ts";
import { customRow, isCustom } from "./custom-crs.ts";
import type { DatumOperation } from "./datum-operation.ts";
import { crsFrames, crsRows, crsShifts, crsUnits } from "./crs-table.ts";

const rowsById = new Map<string, CrsRow>();

/** Finds a CRS by its id, e.g. "EPSG:3857". The table stays text: a look-up parses one line of it. */
export function findRow(id: string): CrsRow | undefined {
  const known = rowsById.get(id);
  if (known) return known;
  if (isCustom(id)) return keptCustom(id);
  const start = crsRows.indexOf(`\n${id.replace(/^EPSG:/, "")}|`) + 1;
  if (start === 0) return undefined;
  const row = parseRow(id, crsRows.slice(start, crsRows.indexOf("\n", start)));
  rowsById.set(id, row);
  return row;
}

function keptCustom(id: string): CrsRow | undefined {
  const row = customRow(id, (code) => findRow(`EPSG:${code}`)?.frame);
  if (row !== undefined) rowsById.set(id, row);
  return row;
}

/** Id and name of every CRS of the table, in the order of their codes. */
export function* listCrs(): Generator<{ readonly id: string; readonly name: string }> {
  for (let start = 1; start < crsRows.length; start = crsRows.indexOf("\n", start) + 1) {
    const [code = "", name = ""] = crsRows.slice(start, start + 120).split("|", 2);
    yield { id: code.includes(":") ? code : `EPSG:${code}`, name };
  }
}

/** Every row, in the order of their codes: to find them one by one would read the table as often as it has rows. */
export function* listRows(): Generator<CrsRow> {
  for (let start = 1; start < crsRows.length;) {
    const end = crsRows.indexOf("\n", start);
    const line = crsRows.slice(start, end);
    const code = line.slice(0, line.indexOf("|"));
    const id = code.includes(":") ? code : `EPSG:${code}`;
    const row = rowsById.get(id) ?? parseRow(id, line);
    rowsById.set(id, row);
    yield row;
    start = end + 1;
  }
}

function parseRow(id: string, line: string): CrsRow {
  const [, name = "", frame, unit, axis = "", bounds = "", projection = ""] = line.split("|");
  const [unitName = "", unitSize] = lineAt(crsUnits, unit).split("|");
  return {
    id,
    name,
    frame: frameOf(lineAt(crsFrames, frame)),
    geographic: projection === "+proj=longlat",
    unit: unitName,
    unitSize: Number(unitSize),
    axis: axis.slice(0, 2),
    area: bounds === "" ? undefined : parseArea(bounds),
    projection,
  };
}

const framesByLine = new Map<string, ReferenceFrame>();

function frameOf(line: string): ReferenceFrame {
  const frame = framesByLine.get(line) ?? parseFrame(line);
  framesByLine.set(line, frame);
  return frame;
}

function parseFrame(line: string): ReferenceFrame {
  const [code = "", a, rf, meridian, operations = ""] = line.split("|");
  const flattening = Number(rf) === 0 ? 0 : 1 / Number(rf);
  const [first = BALLPARK, ...others] = operations.split(",").filter(Boolean).map(operationAt);
  return {
    code,
    a: Number(a),
    es: flattening * (2 - flattening),
    rf: Number(rf),
    meridian: (Number(meridian) * Math.PI) / 180,
    operations: [first, ...others],
  };
}

const ARC_SECOND = Math.PI / 180 / 3600;
const WORLD = [-180, -90, 180, 90] as const;
const NO_OFFSET = [0, 0] as const;
const BALLPARK: DatumOperation = {
  name: "Ballpark",
  accuracy: undefined,
  secondary: false,
  area: WORLD,
  helmert: undefined,
  offset: NO_OFFSET,
};

function operationAt(index: string): DatumOperation {
  const [name = "", accuracy = "", bounds = "", helmert = "", offset = ""] = lineAt(crsShifts, index).split("|");
  const [metres, secondary] = accuracy.split("!");
  const [latitude = 0, longitude = 0] = offset.split(",").map(Number);
  return {
    name,
    accuracy: metres === "" ? undefined : Number(metres),
    secondary: secondary !== undefined,
    area: parseArea(bounds),
    helmert: helmert === "ballpark" ? undefined : helmert.split(",").filter(Boolean).map(Number),
    offset: [longitude * ARC_SECOND, latitude * ARC_SECOND],
  };
}

function parseArea(text: string): readonly [number, number, number, number] {
  const [west = 0, south = 0, east = 0, north = 0] = text.split(",").map(Number);
  return [west, south, east, north];
}

const tables = new Map<string, readonly string[]>();

/** Line `index` of one of the table's small parts, which begin with a line break. */
function lineAt(table: string, index: string | undefined): string {
  const lines = tables.get(table) ?? table.split("\n");
  tables.set(table, lines);
  return lines[Number(index) + 1] ?? "";
}
