import { Damage, FlatTable } from "./flat-table.ts";
import { COLUMN, type ColumnType, CRS, FIELD_TYPES, HEADER, NODE_SIZE } from "./flatgeobuf-schema.ts";

export interface FileHeader {
  readonly name: string | undefined;
  /** The kind of all geometries; 0 where each tells its own. */
  readonly kind: number;
  readonly columns: readonly DeclaredColumn[];
  /** 0 when the writer did not know. */
  readonly featuresCount: number;
  readonly indexSize: number;
  readonly crs: FileCrs | undefined;
}

export interface DeclaredColumn {
  readonly name: string | undefined;
  readonly type: ColumnType;
}

interface FileCrs {
  /** Such as "EPSG:25832"; undefined for one that was written out only. */
  readonly id: string | undefined;
  readonly name: string | undefined;
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
    indexSize: indexSize(featuresCount, table.uint16(HEADER.indexNodeSize, 16)),
    crs: readCrs(table.table(HEADER.crs)),
  };
}

/** Columns may stand in the header or in each feature. */
export function readColumns(table: FlatTable, field: number): DeclaredColumn[] {
  return Array.from(table.tables(field), (column) => {
    const type = column.uint8(COLUMN.type);
    if (type >= FIELD_TYPES.length) throw new Damage(`a column of type ${type}, which does not exist`);
    return { name: column.text(COLUMN.name), type: type as ColumnType };
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
  };
}

/** Bytes of the packed R-tree: a node per feature, and above them one per `nodeSize` nodes. */
export function indexSize(featuresCount: number, nodeSize: number): number {
  if (nodeSize < 2 || featuresCount === 0) return 0;
  let level = featuresCount;
  let nodes = level;
  do {
    level = Math.ceil(level / nodeSize);
    nodes += level;
  } while (level > 1);
  return nodes * NODE_SIZE;
}
