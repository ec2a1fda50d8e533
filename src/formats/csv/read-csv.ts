import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { absentGeometry } from "../../geometry/shared-column.ts";
import type { FieldType, LayerData } from "../../layers/layer-data.ts";
import { LayerDataBuilder } from "../../layers/table-builder.ts";
import type { ValuesOf } from "../../schema/parameter.ts";
import { geometryColumns, type PLACES } from "../columns/geometry-columns.ts";
import { columnNames, LON_LAT, RowPlaces } from "../columns/row-places.ts";
import type { Query } from "../query.ts";
import type { RandomSource } from "../sources/source.ts";
import { textSource } from "../sources/text-source.ts";
import { commonType, typeOfCell, valueOfCell } from "./cell-types.ts";
import { type DIALECT, type Dialect, dialectOf } from "./dialect.ts";

import { type CsvCell, type CsvRow, RowParser } from "./row-parser.ts";

type CsvQuery = Query<ValuesOf<typeof DIALECT & typeof PLACES>>;

const CHUNK = 1 << 18;
const SAMPLE = 1 << 16;
const READING = 0.95;

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
  #places: RowPlaces | undefined;
  #columns: TextColumn[] = [];
  readonly #builder: LayerDataBuilder;

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
      this.#names = dialect.hasHeader ? columnNames(first.cells) : first.cells.map((_, i) => `field_${i + 1}`);
      if (dialect.hasHeader) rows = given.slice(1);
      const samples = rows.slice(0, 20).map(({ cells }) => cells);
      const columns = geometryColumns(this.#names, samples, this.#query.options ?? {});
      this.#places = new RowPlaces(this.#builder.geometry, columns);
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
    this.#places?.add(cells, `line ${line}`);
    for (const [i, column] of this.#columns.entries()) if (this.#places?.holds(i) !== true) column.add(cells[i]);
  }

  #finish(dialect: Dialect | undefined): LayerData {
    for (const [i, name] of this.#names.entries()) {
      if (this.#places?.holds(i) !== true) this.#columns[i]!.addTo(this.#builder, name);
    }
    const data = this.#builder.finish();
    this.#feedback.progress(1, "reading");
    const places = this.#places!;
    const crs = places.crs(this.#query.crs, data.geometry, { name: this.#name, title: "CSV" });
    const delimiter = dialect?.delimiter === "\t" ? "tab" : dialect?.delimiter;
    const header = dialect?.hasHeader === true ? "" : ", no header";
    const from = places.source(this.#names, crs);
    this.#feedback.log("info", `"${this.#name}": delimiter ${delimiter}${header}; ${from}.`);
    places.warn(this.#feedback);
    return places.isNone ? { ...data, crs, geometry: absentGeometry(data.geometry.length) } : { ...data, crs };
  }
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
