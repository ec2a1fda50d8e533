import type { Client } from "pg";
import type Cursor from "pg-cursor";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { Kind } from "../../geometry/column.ts";
import { appendWkb } from "../../geometry/wkb-reader.ts";
import type { ColumnBuilder } from "../../layers/column-builder.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { didYouMean } from "../../layers/near-names.ts";
import { LayerDataBuilder } from "../../layers/table-builder.ts";
import { columnNames } from "../columns/row-places.ts";
import { type ColumnType, TypeNames, TYPES_QUERY } from "./column-types.ts";

/** Rows asked for at once: between two of them others have their turn. */
const BATCH = 2000;
/** Digits that a double holds in any case. */
const DIGITS = 15;

/** What a query gave: a layer whose CRS is not known yet, by its SRID. */
export interface Answer {
  readonly data: LayerData;
  /** What its places say of their CRS; undefined of a table. */
  readonly srid: number | undefined;
  /** Of the server's texts. */
  readonly bytes: number;
}

export interface Asking {
  readonly sql: string;
  readonly values: readonly unknown[];
  /** The column of the places, where there are several. */
  readonly geometry?: string | undefined;
  /** Rows there will be, if somebody knows. */
  readonly total?: number | undefined;
}

interface Column {
  readonly name: string;
  readonly oid: number;
  readonly modifier: number;
}

/** Runs a query and reads its rows. Throws what the server says, INVALID_GEOMETRY, BAD_ARGUMENT, CRS_MISMATCH. */
export async function readRows(client: Client, asking: Asking, feedback: Feedback): Promise<Answer> {
  const types = new TypeNames((await client.query(TYPES_QUERY)).rows);
  const cursor = await openCursor(client, asking);
  let reader: RowReader | undefined;
  for (;;) {
    const { rows, columns, done } = await nextRows(cursor);
    reader ??= columns === undefined ? undefined : new RowReader(columns, types, { asking, feedback });
    feedback.throwIfCanceled();
    if (reader === undefined) return done === undefined ? notRows("", 0) : notRows(done.command, done.rowCount);
    reader.add(rows);
    feedback.progress(reader.share(), rowsText(reader.length));
    if (rows.length < BATCH) break;
  }
  return reader.finish();
}

async function openCursor(client: Client, { sql, values }: Asking): Promise<Cursor<string[]>> {
  const { default: CursorOf } = await import("pg-cursor");
  const config = { rowMode: "array", types: { getTypeParser: () => (text: string) => text } } as const;
  return client.query(new CursorOf<string[]>(sql, [...values], config as never));
}

interface Batch {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly columns: readonly Column[] | undefined;
  readonly done: { readonly command: string; readonly rowCount: number } | undefined;
}

function nextRows(cursor: Cursor<string[]>): Promise<Batch> {
  return new Promise((resolve, reject) => {
    cursor.read(BATCH, (error: Error | undefined, rows, result) => {
      if (error !== undefined && error !== null) return reject(error);
      const { fields, command, rowCount } = result as Partial<typeof result>;
      const columns = fields?.map(({ name, dataTypeID: oid, dataTypeModifier: modifier }) => ({ name, oid, modifier }));
      const hasColumns = columns !== undefined && columns.length > 0;
      resolve({
        rows,
        columns: hasColumns ? columns : undefined,
        done: command ? { command, rowCount: rowCount ?? 0 } : undefined,
      });
    });
  });
}

/** What a statement did that gives no rows. */
function notRows(command: string, rowCount: number): Answer {
  const builder = LayerDataBuilder.ofTable();
  builder.addRecord({ statement: command.toLowerCase(), rows: rowCount });
  return { data: builder.finish(), srid: undefined, bytes: 0 };
}

class RowReader {
  readonly #builder: LayerDataBuilder;
  readonly #values: readonly { readonly at: number; readonly column: ColumnBuilder; readonly type: ColumnType }[];
  readonly #geometry: number;
  readonly #numerics: readonly number[];
  readonly #names: readonly string[];
  readonly #asking: Asking;
  readonly #feedback: Feedback;
  #srid: number | undefined;
  #isRounded = false;
  #bytes = 0;

  constructor(
    columns: readonly Column[],
    types: TypeNames,
    { asking, feedback }: { readonly asking: Asking; readonly feedback: Feedback },
  ) {
    this.#asking = asking;
    this.#feedback = feedback;
    this.#names = columnNames(columns.map(({ name }) => name));
    const places = columns.flatMap(({ oid }, at) => (types.isPlace(oid) ? [at] : []));
    this.#geometry = this.#pickPlace(places);
    const kept = columns.flatMap(({ oid, modifier }, at) =>
      places.includes(at) ? [] : [{ at, type: types.columnType(oid, modifier) }],
    );
    const fields = kept.map(({ at, type: { type } }) => ({ name: this.#names[at]!, type }));
    this.#builder = places.length === 0 ? LayerDataBuilder.ofTable(fields) : new LayerDataBuilder(UNKNOWN, fields);
    this.#values = kept.map(({ at, type }) => ({ at, type, column: this.#builder.column(this.#names[at]!) }));
    this.#numerics = kept.flatMap(({ at, type: { type } }) =>
      type === "number" && types.isNumeric(columns[at]!.oid) ? [at] : [],
    );
    if (places.length > 0) this.#srid = declaredSrid(columns[this.#geometry]!, types);
  }

  get length(): number {
    return this.#builder.length;
  }

  share(): number {
    const { total } = this.#asking;
    return total === undefined ? 0 : Math.min(1, this.length / Math.max(1, total));
  }

  add(rows: readonly (readonly (string | null)[])[]): void {
    for (const row of rows) this.#row(row);
  }

  finish(): Answer {
    this.#feedback.progress(1, rowsText(this.length));
    if (this.#isRounded)
      this.#feedback.log(
        "warning",
        "Numbers of type numeric with more than 15 digits are rounded to doubles; cast them to text to keep them: amount::text.",
      );
    return {
      data: this.#builder.finish(),
      srid: this.#geometry < 0 ? undefined : (this.#srid ?? 0),
      bytes: this.#bytes,
    };
  }

  #row(row: readonly (string | null)[]): void {
    const index = this.#builder.length;
    if (this.#geometry < 0) this.#builder.beginRecord();
    else this.#place(row[this.#geometry] ?? null, index);
    for (const { at, column, type } of this.#values) {
      const text = row[at];
      if (text === null || text === undefined) continue;
      this.#bytes += text.length;
      column.set(index, type.read(text));
    }
    for (const at of this.#numerics) if ((row[at]?.length ?? 0) > DIGITS) this.#isRounded ||= isLong(row[at]!);
  }

  #place(text: string | null, index: number): void {
    const { geometry } = this.#builder;
    if (text === null) {
      geometry.beginFeature(Kind.Null);
      geometry.endFeature();
      return;
    }
    this.#bytes += text.length;
    const srid = this.#wkb(text, index);
    if (this.#srid !== undefined && this.#srid !== 0 && srid !== this.#srid)
      throw new SpatialError(
        "CRS_MISMATCH",
        `Row ${index + 1} has SRID ${srid}, those before it ${this.#srid}; a layer has one CRS. Transform them in the ` +
          `query: ST_Transform(${this.#names[this.#geometry]}, ${this.#srid}).`,
      );
    this.#srid = srid;
  }

  #wkb(text: string, index: number): number {
    try {
      return appendWkb(this.#builder.geometry, Buffer.from(text, "hex"));
    } catch (cause) {
      if (!(cause instanceof SpatialError)) throw cause;
      const advice = cause.message.includes("cannot be read") ? " ST_CurveToLine makes lines of curves." : "";
      throw new SpatialError(cause.code, `Row ${index + 1}: ${cause.message}${advice}`, { cause });
    }
  }

  #pickPlace(places: readonly number[]): number {
    const { geometry: wanted } = this.#asking;
    const names = places.map((at) => this.#names[at]!);
    if (wanted !== undefined) {
      const at = places[names.indexOf(wanted)];
      if (at !== undefined) return at;
      const known = names.length === 0 ? "The answer has none." : `There are: ${names.join(", ")}.`;
      throw new SpatialError(
        "BAD_ARGUMENT",
        `There is no column of geometries "${wanted}".${didYouMean(wanted, names)} ${known}`,
      );
    }
    const [first = -1] = places;
    if (places.length > 1)
      this.#feedback.log(
        "warning",
        `The answer has ${places.length} columns of geometries; taken is "${names[0]}", left out: ${names.slice(1).join(", ")}. --geometry NAME takes another one.`,
      );
    return first;
  }
}

const UNKNOWN = "EPSG:4326" as LayerData["crs"];
const GEOGRAPHY_SRID = 4326;

/** What a column's declaration says, such as geometry(Point, 25832): of columns without any row it is all there is. */
function declaredSrid({ oid, modifier }: Column, types: TypeNames): number | undefined {
  const srid = modifier < 0 ? 0 : ((modifier & 0x0fffff00) - (modifier & 0x10000000)) >> 8;
  if (srid > 0) return srid;
  return types.isGeography(oid) ? GEOGRAPHY_SRID : undefined;
}

function isLong(text: string): boolean {
  return (
    text
      .replace(/^-?0*\.?0*/, "")
      .replace(/\.?0*$/, "")
      .replace(".", "").length > DIGITS
  );
}

function rowsText(count: number): string {
  return `${count.toLocaleString("en")} rows`;
}
