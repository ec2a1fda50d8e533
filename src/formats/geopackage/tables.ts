/** What every GeoPackage has, and what some have; the columns are the standard's (OGC 12-128r18). */
export const BASIC_TABLES: readonly string[] = [
  "create table if not exists gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)",
  "create table if not exists gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))",
  "create table if not exists gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))",
  "create table if not exists gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))",
  "insert or ignore into gpkg_spatial_ref_sys values ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system')",
  "insert or ignore into gpkg_spatial_ref_sys values ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system')",
  'insert or ignore into gpkg_spatial_ref_sys values (\'WGS 84 geodetic\', 4326, \'EPSG\', 4326, \'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]\', \'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid\')',
];

/** Texts of JSON are marked by this table, of the extension for schemas. */
export const DATA_COLUMNS: readonly string[] = [
  "create table if not exists gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))",
  "create table if not exists gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))",
  "insert or ignore into gpkg_extensions values ('gpkg_data_columns', null, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write')",
  "insert or ignore into gpkg_extensions values ('gpkg_data_column_constraints', null, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write')",
];

/** The triggers that keep an index up to date, as the standard has them. Names are quoted already. */
export function indexTriggers(
  table: string,
  { index, key, geometry }: Record<"index" | "key" | "geometry", string>,
): string[] {
  const trigger = (name: string): string => `"${index.slice(1, -1)}_${name}"`;
  const has = (row: string): string => `(${row}.${geometry} NOTNULL AND NOT ST_IsEmpty(${row}.${geometry}))`;
  const hasNot = (row: string): string => `(${row}.${geometry} ISNULL OR ST_IsEmpty(${row}.${geometry}))`;
  const values = `(NEW.${key}, ST_MinX(NEW.${geometry}), ST_MaxX(NEW.${geometry}), ST_MinY(NEW.${geometry}), ST_MaxY(NEW.${geometry}))`;
  const put = `INSERT OR REPLACE INTO ${index} VALUES ${values};`;
  const move = `UPDATE ${index} SET minx = ST_MinX(NEW.${geometry}), maxx = ST_MaxX(NEW.${geometry}), miny = ST_MinY(NEW.${geometry}), maxy = ST_MaxY(NEW.${geometry}) WHERE id = NEW.${key};`;
  const take = `DELETE FROM ${index} WHERE id = OLD.${key};`;
  const takeBoth = `DELETE FROM ${index} WHERE id IN (OLD.${key}, NEW.${key});`;
  const ofGeometry = `AFTER UPDATE OF ${geometry} ON ${table} WHEN OLD.${key} = NEW.${key} AND`;
  const ofKey = `AFTER UPDATE ON ${table} WHEN OLD.${key} != NEW.${key} AND`;
  return [
    `CREATE TRIGGER ${trigger("insert")} AFTER INSERT ON ${table} WHEN ${has("NEW")} BEGIN ${put} END`,
    `CREATE TRIGGER ${trigger("update6")} ${ofGeometry} ${has("NEW")} AND ${has("OLD")} BEGIN ${move} END`,
    `CREATE TRIGGER ${trigger("update7")} ${ofGeometry} ${has("NEW")} AND ${hasNot("OLD")} BEGIN ${put} END`,
    `CREATE TRIGGER ${trigger("update2")} ${ofGeometry} ${hasNot("NEW")} BEGIN ${take} END`,
    `CREATE TRIGGER ${trigger("update5")} ${ofKey} ${has("NEW")} BEGIN ${take} ${put} END`,
    `CREATE TRIGGER ${trigger("update4")} ${ofKey} ${hasNot("NEW")} BEGIN ${takeBoth} END`,
    `CREATE TRIGGER ${trigger("delete")} AFTER DELETE ON ${table} WHEN OLD.${geometry} NOTNULL BEGIN ${take} END`,
  ];
}
