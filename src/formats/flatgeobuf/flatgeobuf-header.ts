import { Damage, FlatTable } from "./flat-table.ts";
import { COLUMN, type FgbColumnType, CRS, FIELD_TYPES, HEADER } from "./flatgeobuf-schema.ts";

export interface FileHeader {
  readonly name: string | undefined;
  /** The kind of all geometries; 0 where each tells its own. */
  readonly kind: number;
  readonly columns: readonly DeclaredColumn[];
  /** 0 when the writer did not know. */
  readonly featuresCount: number;
  /** Of the packed R-tree; 0 where there is none. */
  readonly nodeSize: number;
  readonly crs: FileCrs | undefined;
}

export interface DeclaredColumn {
  readonly name: string | undefined;
  readonly type: FgbColumnType;
}

interface FileCrs {
  /** Such as "EPSG:25832"; undefined for one that was written out only. */
  readonly id: string | undefined;
  readonly name: string | undefined;
  /** Its definition; empty where there is none. */
  readonly wkt: string;
}

/** @param bytes of the header, copied from nothing: what is returned holds on to none of them */
export function readHeader(bytes: Uint8Array): FileHeader {
  const table = FlatTable.root(bytes);
  const featuresCount = Number(table.uint64(HEADER.featuresCount));
  return {
    name: table.text(HEADER.name),
    kind: table.uint8(HEADER.geometryType),
    columns: readColumns(table, HEADER.columns),
    featuresCount,
    nodeSize: table.uint16(HEADER.indexNodeSize, 16),
    crs: readCrs(table.table(HEADER.crs)),
  };
}

/** Columns may stand in the header or in each feature. */
export function readColumns(table: FlatTable, field: number): DeclaredColumn[] {
  return Array.from(table.tables(field), (column) => {
    const type = column.uint8(COLUMN.type);
    if (type >= FIELD_TYPES.length) throw new Damage(`a column of type ${type}, which does not exist`);
    return { name: column.text(COLUMN.name), type: type as FgbColumnType };
  });
}

/** The identifier at the very end of well-known text is that of the whole CRS. */
const WKT_ID = /(?:AUTHORITY\[\s*"(\w+)"\s*,\s*"(\w+)"\s*\]|ID\[\s*"(\w+)"\s*,\s*"?(\w+)"?\s*\])\s*\]\s*$/;
const WKT_NAME = /^\s*\w+\[\s*"([^"]*)"/;

function readCrs(table: FlatTable | undefined): FileCrs | undefined {
  if (table === undefined) return undefined;
  const code = table.text(CRS.codeString) ?? (table.int32(CRS.code) === 0 ? undefined : table.int32(CRS.code));
  const org = table.text(CRS.org) ?? "EPSG";
  const wkt = table.text(CRS.wkt) ?? "";
  const [, org1, code1, org2 = org1, code2 = code1] = WKT_ID.exec(wkt) ?? [];
  const stated = org2 === undefined ? undefined : `${org2}:${code2}`;
  return {
    id: code === undefined ? stated : `${org}:${code}`,
    name: table.text(CRS.name) ?? WKT_NAME.exec(wkt)?.[1],
    wkt,
  };
}
