import { type CrsId, parseCrsId } from "../../crs/crs-id.ts";
import { outsideGlobe } from "../../crs/geographic-range.ts";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { Kind } from "../../geometry/column.ts";
import { absentGeometry } from "../../geometry/shared-column.ts";
import { appendWkb } from "../../geometry/wkb-reader.ts";
import { appendWkt } from "../../geometry/wkt-reader.ts";
import type { FieldType, LayerData } from "../../layers/layer-data.ts";
import { LayerDataBuilder } from "../../layers/table-builder.ts";
import type { ValuesOf } from "../../schema/parameter.ts";
import type { Query } from "../query.ts";
import type { RandomSource } from "../sources/source.ts";
import { textSource } from "../sources/text-source.ts";
import { commonType, typeOfCell, valueOfCell } from "./cell-types.ts";
import { type DIALECT, type Dialect, dialectOf } from "./dialect.ts";
import { type GeometryColumns, geometryColumns, type PLACES } from "./geometry-columns.ts";
import { type CsvCell, type CsvRow, RowParser } from "./row-parser.ts";

type CsvQuery = Query<ValuesOf<typeof DIALECT & typeof PLACES>>;

const CHUNK = 1 << 18;
const SAMPLE = 1 << 16;
const READING = 0.95;
const LON_LAT = parseCrsId("EPSG:4326");

/**
 * Reads rows as features. What is not said is seen from the file, and told: delimiter, decimal sign, whether there is a
 * header, the types of the columns, and which of them hold the places. Throws LAYER_UNREADABLE with the line,
 * BAD_ARGUMENT, UNKNOWN_CRS where coordinates are no longitudes and latitudes and no CRS is given.
 */
export async function readCsv(source: RandomSource, query: CsvQuery, feedback: Feedback): Promise<LayerData> {
  const reader = new CsvReader(source.name, query, feedback);
  try {
    return await reader.read(source);
  } catch (error) {
    const isOfFile = error instanceof SpatialError && /^line \d/.test(error.message);
    if (!isOfFile) throw error;
    throw new SpatialError(error.code, `Cannot read "${source.name}": ${error.message}.`, { cause: error });
  }
}

class CsvReader {
  readonly #name: string;
  readonly #query: CsvQuery;
  readonly #feedback: Feedback;
  #names: readonly string[] = [];
  #places: GeometryColumns = { form: "none" };
  #columns: TextColumn[] = [];
  readonly #builder: LayerDataBuilder;
  #srid = 0;
  #withoutPlace = 0;
  #firstWithout: string | undefined;

  constructor(name: string, query: CsvQuery, feedback: Feedback) {
    this.#name = name;
    this.#query = query;
    this.#feedback = feedback;
    this.#builder = new LayerDataBuilder(query.crs ?? LON_LAT);
  }

  async read(source: RandomSource): Promise<LayerData> {
    const text = await textSource(source.stream(), this.#query.encoding);
    const bytes = new Uint8Array(CHUNK);
    const decoder = new TextDecoder();
    let begun = "";
    let parser: RowParser | undefined;
    let dialect: Dialect | undefined;
    for (let count = -1, done = 0; count !== 0; done += Math.max(0, count)) {
      count = await text.read(bytes);
      begun += decoder.decode(bytes.subarray(0, count), { stream: count > 0 });
      if (parser === undefined && count > 0 && begun.length < SAMPLE) continue;
      if (dialect === undefined || parser === undefined) {
        dialect = dialectOf(begun, count === 0, this.#query.options ?? {});
        parser = new RowParser(dialect.delimiter);
        begun = begun.slice(dialect.start);
      }
      const rows = parser.push(begun, count === 0);
      begun = "";
      this.#take(rows, dialect);
      this.#feedback.throwIfCanceled();
      if (text.size !== undefined) this.#feedback.progress((READING * done) / Math.max(1, text.size), "reading");
    }
    if (this.#names.length === 0)
      throw new SpatialError("LAYER_UNREADABLE", `Cannot read "${this.#name}": it has no rows.`);
    return this.#finish(dialect);
  }

  #take(given: readonly CsvRow[], dialect: Dialect): void {
    const [first] = given;
    if (first === undefined) return;
    let rows = given;
    if (this.#names.length === 0) {
      this.#names = dialect.hasHeader ? namesOf(first.cells) : first.cells.map((_, i) => `field_${i + 1}`);
      if (dialect.hasHeader) rows = given.slice(1);
      this.#places = geometryColumns(
        this.#names,
        rows.slice(0, 20).map(({ cells }) => cells),
        this.#query.options ?? {},
      );
      this.#columns = this.#names.map(() => new TextColumn(dialect.decimal));
    }
    for (const row of rows) this.#row(row);
  }

  #row({ cells, line }: CsvRow): void {
    if (cells.slice(this.#names.length).some((cell) => cell !== undefined))
      throw new SpatialError(
        "LAYER_UNREADABLE",
        `line ${line}: ${cells.length} values, where the first row has ${this.#names.length}. Is the delimiter right? It can be said: --delimiter ";"`,
      );
    this.#place(cells, line);
    for (const [i, column] of this.#columns.entries()) {
      if (this.#places.form !== "text" || this.#places.column !== i) column.add(cells[i]);
    }
  }

  #place(cells: readonly CsvCell[], line: number): void {
    const { geometry } = this.#builder;
    if (this.#places.form === "text") {
      const text = cells[this.#places.column]?.trim() ?? "";
      if (text !== "") return this.#text(text, line);
    } else if (this.#places.form === "xy") {
      const [x, y] = [coordinate(cells[this.#places.x]), coordinate(cells[this.#places.y])];
      if (x !== undefined && y !== undefined) {
        geometry.beginFeature(Kind.Point);
        geometry.beginPart(Kind.Point);
        geometry.beginRing();
        geometry.addVertex(x, y);
        geometry.endFeature();
        return;
      }
      this.#withoutPlace++;
      this.#firstWithout ??= `line ${line}: ${JSON.stringify([cells[this.#places.x], cells[this.#places.y]])}`;
    }
    geometry.beginFeature(Kind.Null);
    geometry.endFeature();
  }

  #text(text: string, line: number): void {
    const { geometry } = this.#builder;
    try {
      const isHex = /^[0-9a-f]+$/i.test(text);
      const srid = isHex ? appendWkb(geometry, Buffer.from(text, "hex")) : appendWkt(geometry, text);
      if (this.#srid === 0) this.#srid = srid;
    } catch (cause) {
      if (!(cause instanceof SpatialError)) throw cause;
      throw new SpatialError("INVALID_GEOMETRY", `line ${line}: ${cause.message.replace(/\.$/, "")}`, { cause });
    }
  }

  #finish(dialect: Dialect | undefined): LayerData {
    for (const [i, name] of this.#names.entries()) {
      if (this.#places.form !== "text" || this.#places.column !== i) this.#columns[i]!.addTo(this.#builder, name);
    }
    const data = this.#builder.finish();
    this.#feedback.progress(1, "reading");
    if (this.#places.form === "none") {
      this.#tell(LON_LAT, dialect);
      return { ...data, crs: LON_LAT, geometry: absentGeometry(data.geometry.length) };
    }
    const crs = this.#crs(data);
    this.#tell(crs, dialect);
    return { ...data, crs };
  }

  /** What is said in the file, or to us; longitude and latitude where all coordinates can be those. */
  #crs(data: LayerData): CrsId {
    const { crs } = this.#query;
    if (crs !== undefined) return crs;
    if (this.#srid > 0) return parseCrsId(`EPSG:${this.#srid}`);
    const isNamed = this.#places.form === "xy" && this.#places.isLonLat;
    if (isNamed || outsideGlobe(data.geometry) === undefined) return LON_LAT;
    throw new SpatialError(
      "UNKNOWN_CRS",
      `"${this.#name}" has coordinates that are no longitudes and latitudes, and CSV cannot state a CRS. State it ` +
        'yourself, e.g. --crs EPSG:25832 or { crs: "EPSG:25832" }.',
    );
  }

  #tell(crs: CrsId, dialect: Dialect | undefined): void {
    const places = this.#places;
    const name = (column: number): string => `"${this.#names[column]}"`;
    const delimiter = dialect?.delimiter === "\t" ? "tab" : dialect?.delimiter;
    const where =
      places.form === "none"
        ? "no column of places was found, so it is a table (--x, --y or --wkt name them)"
        : places.form === "text"
          ? `geometries from ${name(places.column)}, ${crs}`
          : `points from ${name(places.x)} and ${name(places.y)}, ${crs}`;
    const header = dialect?.hasHeader === true ? "" : ", no header";
    this.#feedback.log("info", `"${this.#name}": delimiter ${delimiter}${header}; ${where}.`);
    if (this.#withoutPlace > 0)
      this.#feedback.log("warning", `${this.#withoutPlace} rows have no place, the first at ${this.#firstWithout}.`);
  }
}

function namesOf(cells: readonly CsvCell[]): string[] {
  const names = new Set<string>();
  for (const [i, cell] of cells.entries()) {
    let name = cell?.trim() ?? "";
    if (name === "") name = `field_${i + 1}`;
    while (names.has(name)) name += "_2";
    names.add(name);
  }
  return [...names];
}

function coordinate(cell: CsvCell): number | undefined {
  const text = cell?.trim() ?? "";
  if (!/^[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text.replace(",", "."));
  return Number.isFinite(value) ? value : undefined;
}

/** The values of a column, whose type is known when all were seen. */
class TextColumn {
  readonly #decimal: Dialect["decimal"];
  readonly #cells: CsvCell[] = [];
  #type: FieldType | undefined;

  constructor(decimal: Dialect["decimal"]) {
    this.#decimal = decimal;
  }

  add(cell: CsvCell): void {
    this.#cells.push(cell);
    if (cell !== undefined && cell !== "" && this.#type !== "string")
      this.#type = commonType(this.#type, typeOfCell(cell, this.#decimal));
  }

  addTo(builder: LayerDataBuilder, name: string): void {
    const type = this.#type ?? "string";
    const column = builder.column(name, type);
    for (const [index, cell] of this.#cells.entries()) {
      if (cell !== undefined && (cell !== "" || type === "string")) column.set(index, valueOfCell(cell, type));
    }
  }
}
