import type { Database } from "node-sqlite3-wasm";
import { crsInfo } from "../../crs/crs.ts";
import { isCustom } from "../../crs/custom-crs.ts";
import { writtenWkt } from "../../crs/written-crs.ts";
import type { Feedback } from "../../feedback.ts";
import { boundsAt, boundsOf } from "../../geometry/bounds.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import { appendGeoPackageGeometry, geoPackageGeometryOf } from "../../geometry/geopackage-geometry.ts";
import { textAt, valueAt } from "../../layers/attributes.ts";
import type { AttributeColumn, Field, LayerData } from "../../layers/layer-data.ts";
import type { WriteOptions } from "../format.ts";
import { hilbertOrder } from "../hilbert-order.ts";
import type { ByteSink } from "../targets/byte-sink.ts";
import { checkedForRows, dropIndex, dropLayer, dropTriggers, tableThere, type Target } from "./existing-layer.ts";
import { createLayer } from "./new-layer.ts";
import { rewriteDatabase, type SqlRow } from "./open-database.ts";
import { fillRtree } from "./rtree.ts";
import { BASIC_TABLES, indexTriggers } from "./tables.ts";
import { quoted } from "../quoted-name.ts";

type GeoPackageOptions = WriteOptions<{ readonly layerName: string | undefined; readonly append: boolean }>;

/** "GPKG", and version 1.4. */
const APPLICATION = 0x47504b47;
const VERSION = 10400;

/**
 * Writes a layer into a GeoPackage with a spatial index; the file's other layers stay. One of the same name is replaced,
 * or, with `append`, added to. Throws LAYER_UNWRITABLE for values that no column holds and for fields that do not fit.
 */
export async function writeGeoPackage(data: LayerData, sink: ByteSink, options: GeoPackageOptions): Promise<void> {
  const name = options.options?.layerName ?? options.name;
  const existing = await options.existing?.();
  try {
    await rewriteDatabase(existing, { sink, name: options.name }, (database) => {
      const isNew = existing === undefined;
      if (isNew)
        for (const pragma of [`application_id = ${APPLICATION}`, `user_version = ${VERSION}`])
          database.run(`pragma ${pragma}`);
      database.run("pragma journal_mode = off");
      database.run("pragma synchronous = off");
      database.run("begin");
      for (const sql of BASIC_TABLES) database.run(sql);
      putLayer(database, data, { name, isAppended: options.options?.append === true, options });
      database.run("commit");
      if (!isNew) database.run("vacuum");
    });
  } finally {
    await existing?.close();
  }
}

interface Putting {
  readonly name: string;
  readonly isAppended: boolean;
  readonly options: GeoPackageOptions;
}

function putLayer(database: Database, data: LayerData, { name, isAppended, options }: Putting): void {
  const old = tableThere(database, name);
  const srsId = srsOf(database, data, options.feedback);
  const triggers = old === undefined ? [] : dropTriggers(database, old);
  if (old !== undefined) dropIndex(database, old);
  if (old !== undefined && !isAppended) dropLayer(database, old.name);
  const target =
    old !== undefined && isAppended
      ? checkedForRows(database, old, { data, srsId })
      : createLayer(database, data, { name, srsId });
  insertRows(database, data, { target, srsId, options });
  const rows = old !== undefined && isAppended ? rowsOf(database, target) : newRows(data);
  describe(database, target, rows);
  createIndex(database, target, rows);
  if (isAppended) for (const sql of triggers.filter((text) => !text.includes(`"${target.index}_`))) database.run(sql);
}

function srsOf(database: Database, { crs }: LayerData, feedback: Feedback): number {
  if (isCustom(crs)) return customSrs(database, crs, feedback);
  const [organization = "", code = ""] = crs.split(":");
  const known = database.get(
    "select srs_id from gpkg_spatial_ref_sys where upper(organization) = ? and organization_coordsys_id = ?",
    [organization, Number(code)],
  ) as SqlRow | null;
  if (known !== null) return Number(known["srs_id"]);
  const { name } = crsInfo(crs);
  // readers look an EPSG code up; of others they need the definition
  const definition = organization === "EPSG" ? undefined : writtenWkt(crs);
  if (organization !== "EPSG" && definition === undefined)
    feedback.log("warning", `Other programs may not know the CRS of the layer, ${crs}: no text defines it.`);
  database.run("insert into gpkg_spatial_ref_sys values (?, ?, ?, ?, ?, null)", [
    name,
    Number(code),
    organization,
    Number(code),
    definition ?? "undefined",
  ]);
  return Number(code);
}

/** From where GDAL and QGIS count those without a code. */
const FIRST_OWN = 100_000;

/** A CRS without a code is known by its definition. */
function customSrs(database: Database, crs: LayerData["crs"], feedback: Feedback): number {
  const definition = writtenWkt(crs);
  if (definition === undefined)
    feedback.log("warning", `Other programs will not know the CRS of the layer, ${crs}: no text defines it.`);
  const text = definition ?? crs;
  const known = database.get("select srs_id from gpkg_spatial_ref_sys where definition = ?", text) as SqlRow | null;
  if (known !== null) return Number(known["srs_id"]);
  const last = database.get("select max(srs_id) as last from gpkg_spatial_ref_sys") as SqlRow;
  const id = Math.max(FIRST_OWN, Number(last["last"]) + 1);
  database.run("insert into gpkg_spatial_ref_sys values (?, ?, 'NONE', ?, ?, null)", [crsInfo(crs).name, id, id, text]);
  return id;
}

interface Inserting {
  readonly target: Target;
  readonly srsId: number;
  readonly options: GeoPackageOptions;
}

function insertRows(database: Database, data: LayerData, { target, srsId, options: { feedback } }: Inserting): void {
  const columns = [...(target.geometry === undefined ? [] : [target.geometry]), ...data.fields.map(({ name }) => name)];
  const marks = columns.map(() => "?").join(", ");
  const insert = database.prepare(
    columns.length === 0
      ? `insert into ${quoted(target.name)} default values`
      : `insert into ${quoted(target.name)} (${columns.map(quoted).join(", ")}) values (${marks})`,
  );
  const { length } = data.geometry;
  try {
    for (let index = 0; index < length; index++) {
      const values = data.fields.map((field, i) => sqlValue(field, data.columns[i]!, index));
      const place = target.geometry === undefined ? [] : [geoPackageGeometryOf(data.geometry, index, srsId) ?? null];
      insert.run([...place, ...values]);
      if (index % 256 !== 0) continue;
      feedback.throwIfCanceled();
      feedback.progress((0.8 * index) / length, "writing");
    }
  } finally {
    insert.finalize();
  }
}

function sqlValue(field: Field, column: AttributeColumn, index: number): number | bigint | string | Uint8Array | null {
  if (column.valid[index] !== 1) return null;
  if ((field.type === "json" || field.type === "list") && column.storage === "text") return textAt(column, index);
  const value = valueAt(column, field, index);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint") return value < 2n ** 63n ? value : String(value);
  return value as number | string | Uint8Array | null;
}

/** A new table numbers its rows from 1. */
function newRows({ geometry }: LayerData): Rows {
  return { geometry, ids: Array.from({ length: geometry.length }, (_, i) => i + 1) };
}

/** All rows of the table, by their ids. */
interface Rows {
  readonly geometry: GeometryColumn;
  readonly ids: readonly number[];
}

function rowsOf(database: Database, { name, key, geometry }: Target): Rows {
  const builder = new GeometryBuilder();
  const ids: number[] = [];
  const place = geometry === undefined ? "null" : quoted(geometry);
  const statement = database.prepare(`select ${quoted(key)} as id, ${place} as place from ${quoted(name)}`);
  try {
    for (const row of statement.iterate() as Iterable<SqlRow>) {
      ids.push(Number(row["id"]));
      if (row["place"] instanceof Uint8Array) appendGeoPackageGeometry(builder, row["place"]);
      else {
        builder.beginFeature(Kind.Null);
        builder.endFeature();
      }
    }
  } finally {
    statement.finalize();
  }
  return { geometry: builder.finish(), ids };
}

/** Bounds and count, in the tables that tell them. */
function describe(database: Database, { name }: Target, { geometry, ids }: Rows): void {
  const bounds = boundsOf(geometry) ?? [null, null, null, null];
  database.run("update gpkg_contents set min_x = ?, min_y = ?, max_x = ?, max_y = ? where table_name = ?", [
    ...bounds,
    name,
  ]);
  if (database.get("select 1 as found from sqlite_master where name = 'gpkg_ogr_contents'") === null) return;
  database.run("delete from gpkg_ogr_contents where lower(table_name) = lower(?)", name);
  database.run("insert into gpkg_ogr_contents values (?, ?)", [name, ids.length]);
}

/** SQLite is told of an index whose module ours lacks, without being asked to open it. */
function createIndex(
  database: Database,
  { name, key, geometry: column, index }: Target,
  { geometry, ids }: Rows,
): void {
  if (column === undefined) return;
  const { indices, boxes } = hilbertOrder(geometry);
  const entries = Array.from(indices).flatMap((i) => {
    const bounds = boundsAt(boxes, i);
    return bounds === undefined ? [] : [{ id: ids[i]!, bounds }];
  });
  fillRtree(database, index, entries);
  const sql = `CREATE VIRTUAL TABLE ${quoted(index)} USING rtree(id, minx, maxx, miny, maxy)`;
  database.run("pragma writable_schema = on");
  database.run("insert into sqlite_master (type, name, tbl_name, rootpage, sql) values ('table', ?, ?, 0, ?)", [
    index,
    index,
    sql,
  ]);
  database.run("pragma writable_schema = off");
  database.run(
    "insert into gpkg_extensions values (?, ?, 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
    [name, column],
  );
  const names = { index: quoted(index), key: quoted(key), geometry: quoted(column) };
  for (const trigger of indexTriggers(quoted(name), names)) database.run(trigger);
}
