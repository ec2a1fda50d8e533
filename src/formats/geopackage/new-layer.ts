import type { Database } from "node-sqlite3-wasm";
import { SpatialError } from "../../errors.ts";
import { Kind } from "../../geometry/column.ts";
import { columnType } from "../../geometry/kind.ts";
import { textAt } from "../../layers/attributes.ts";
import { type AttributeColumn, type Field, isTable, type LayerData } from "../../layers/layer-data.ts";
import type { Target } from "./existing-layer.ts";

import { DATA_COLUMNS } from "./tables.ts";
import { quoted } from "../quoted-name.ts";

/** Equal layers make equal files, so it is no time of day. */
const LAST_CHANGE = "1970-01-01T00:00:00.000Z";

interface Making {
  readonly name: string;
  readonly srsId: number;
}

/** Makes an empty table for the layer. Throws LAYER_UNWRITABLE where fields differ by case alone. */
export function createLayer(database: Database, data: LayerData, { name, srsId }: Making): Target {
  const taken = new Set<string>();
  for (const field of data.fields) {
    const plain = field.name.toLowerCase();
    if (taken.has(plain))
      throw new SpatialError(
        "LAYER_UNWRITABLE",
        `A GeoPackage takes "${field.name}" and another field for the same, since case does not count; rename one.`,
      );
    taken.add(plain);
  }
  const free = (wanted: string): string => (taken.has(wanted) ? free(`${wanted}_2`) : wanted);
  const [key, geometry] = [free("fid"), free("geom")];
  const kind = geometryType(data);
  const columns = data.fields.map((field, i) => `${quoted(field.name)} ${sqlType(field, data.columns[i]!)}`);
  const places = isTable(data) ? [] : [`${quoted(geometry)} ${kind}`];
  const all = [`${quoted(key)} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL`, ...places, ...columns];
  database.run(`create table ${quoted(name)} (${all.join(", ")})`);
  database.run(
    "insert into gpkg_contents (table_name, data_type, identifier, last_change, srs_id) values (?, ?, ?, ?, ?)",
    [name, isTable(data) ? "attributes" : "features", name, LAST_CHANGE, isTable(data) ? 0 : srsId],
  );
  if (!isTable(data)) declarePlaces(database, data, { name, geometry, kind, srsId });
  const json = data.fields.filter(({ type }) => type === "json" || type === "list");
  if (json.length > 0) for (const sql of DATA_COLUMNS) database.run(sql);
  for (const field of json)
    database.run(
      "insert into gpkg_data_columns (table_name, column_name, mime_type) values (?, ?, 'application/json')",
      [name, field.name],
    );
  return { name, key, geometry: isTable(data) ? undefined : geometry, index: `rtree_${name}_${geometry}` };
}

interface Places extends Making {
  readonly geometry: string;
  readonly kind: string;
}

function declarePlaces(database: Database, data: LayerData, { name, geometry, kind, srsId }: Places): void {
  const { z, m } = data.geometry;
  database.run("insert into gpkg_geometry_columns values (?, ?, ?, ?, ?, ?)", [
    name,
    geometry,
    kind,
    srsId,
    z === undefined ? 0 : 2,
    m === undefined ? 0 : 2,
  ]);
}

/** QGIS wants one kind a layer; single ones among multi ones are none of it. */
function geometryType({ geometry }: LayerData): string {
  const kinds = new Set(geometry.kinds);
  kinds.delete(Kind.Null);
  return kinds.size === 1 ? columnType(geometry).toUpperCase() : "GEOMETRY";
}

function sqlType(field: Field, column: AttributeColumn): string {
  switch (field.type) {
    case "boolean":
      return "BOOLEAN";
    case "integer":
      return "INTEGER";
    case "integer64":
      return isBelow(column, 2n ** 63n) ? "INTEGER" : "TEXT";
    case "number":
      return "DOUBLE";
    case "date":
    case "datetime":
      return dateType(column);
    case "binary":
      return "BLOB";
    case "time":
    case "string":
    case "list":
    case "json":
      return "TEXT";
  }
}

function isBelow(column: AttributeColumn, limit: bigint): boolean {
  return (
    column.storage !== "text" || column.valid.every((valid, i) => valid !== 1 || BigInt(textAt(column, i)) < limit)
  );
}

/** Days alone, times alone; the text of both where they are mixed. */
function dateType(column: AttributeColumn): string {
  if (column.storage !== "text") return "TEXT";
  const lengths = Array.from(column.valid.keys())
    .filter((i) => column.valid[i] === 1)
    .map((i) => column.offsets[i + 1]! - column.offsets[i]!);
  if (lengths.every((length) => length === 10)) return "DATE";
  return lengths.some((length) => length === 10) ? "TEXT" : "DATETIME";
}
