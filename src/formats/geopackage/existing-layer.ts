import type { Database } from "node-sqlite3-wasm";
import { SpatialError } from "../../errors.ts";
import { isTable, type LayerData } from "../../layers/layer-data.ts";
import { type SqlRow } from "./open-database.ts";
import { quoted } from "../quoted-name.ts";

/** The table that is written. */
export interface Target {
  readonly name: string;
  readonly key: string;
  /** The column of places and its index; undefined for a table without. */
  readonly geometry: string | undefined;
  readonly index: string;
}

/** The layer of that name. Throws LAYER_UNWRITABLE where something else has it. */
export function tableThere(database: Database, name: string): Target | undefined {
  const row = database.get(
    "select c.table_name, g.column_name from gpkg_contents c left join gpkg_geometry_columns g on g.table_name = c.table_name where c.data_type in ('features', 'attributes') and lower(c.table_name) = lower(?)",
    name,
  ) as SqlRow | null;
  if (row === null) {
    if (database.get("select 1 as found from sqlite_master where lower(name) = lower(?)", name) === null)
      return undefined;
    throw new SpatialError(
      "LAYER_UNWRITABLE",
      `The file has a table "${name}" that is no layer; give another name: --layer-name NAME.`,
    );
  }
  const table = String(row["table_name"]);
  const geometry = row["column_name"] === null ? undefined : String(row["column_name"]);
  const infos = database.all(`pragma table_info(${quoted(table)})`) as SqlRow[];
  const key = String(infos.find((info) => Number(info["pk"]) > 0)?.["name"] ?? "fid");
  return { name: table, key, geometry, index: `rtree_${table}_${geometry ?? ""}` };
}

/** @returns how they are made again */
export function dropTriggers(database: Database, { name }: Target): string[] {
  const rows = database.all(
    "select name, sql from sqlite_master where type = 'trigger' and lower(tbl_name) = lower(?)",
    name,
  ) as SqlRow[];
  for (const row of rows) database.run(`drop trigger ${quoted(String(row["name"]))}`);
  return rows.map((row) => String(row["sql"]));
}

/** Our SQLite has no module for the index: it can't drop it, but what the index is made of. */
export function dropIndex(database: Database, { name, index }: Target): void {
  for (const part of ["node", "rowid", "parent"]) database.run(`drop table if exists ${quoted(`${index}_${part}`)}`);
  database.run("pragma writable_schema = on");
  database.run(
    "delete from sqlite_master where type = 'table' and name = ? and sql like 'create virtual table%'",
    index,
  );
  database.run("pragma writable_schema = off");
  database.run(
    "delete from gpkg_extensions where extension_name = 'gpkg_rtree_index' and lower(table_name) = lower(?)",
    name,
  );
}

export function dropLayer(database: Database, name: string): void {
  database.run(`drop table ${quoted(name)}`);
  for (const table of [
    "gpkg_geometry_columns",
    "gpkg_contents",
    "gpkg_data_columns",
    "gpkg_extensions",
    "gpkg_ogr_contents",
    "gpkg_metadata_reference",
  ]) {
    if (database.get("select 1 as found from sqlite_master where name = ?", table) === null) continue;
    database.run(`delete from ${table} where lower(table_name) = lower(?)`, name);
  }
}

/** The table can take the layer's rows. Throws LAYER_UNWRITABLE. */
export function checkedForRows(
  database: Database,
  target: Target,
  { data, srsId }: { data: LayerData; srsId: number },
): Target {
  const infos = database.all(`pragma table_info(${quoted(target.name)})`) as SqlRow[];
  const names = new Set(infos.map((info) => String(info["name"])));
  const missing = data.fields.filter(({ name }) => !names.has(name)).map(({ name }) => `"${name}"`);
  const own = database.get(
    "select srs_id from gpkg_geometry_columns where table_name = ?",
    target.name,
  ) as SqlRow | null;
  const problem =
    missing.length > 0
      ? `has no field ${missing.join(", ")}`
      : isTable(data) !== (own === null)
        ? own === null
          ? "has no places"
          : "has places, and these rows have none"
        : own === null || Number(own["srs_id"]) === srsId
          ? undefined
          : `is in another CRS than ${data.crs}`;
  if (problem === undefined) return target;
  throw new SpatialError(
    "LAYER_UNWRITABLE",
    `The layer "${target.name}" of the file ${problem}, so nothing can be appended; replace it, or give another name.`,
  );
}
