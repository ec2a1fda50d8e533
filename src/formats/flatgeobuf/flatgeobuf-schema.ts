import type { FieldType } from "../../layers/layer-data.ts";

/** "fgb", major version 3, "fgb", patch version. */
export const MAGIC = Uint8Array.of(0x66, 0x67, 0x62, 3, 0x66, 0x67, 0x62, 0);

/** The numbers of the tables' fields: their order in FlatGeobuf's header.fbs and feature.fbs. */
export const HEADER = {
  name: 0,
  envelope: 1,
  geometryType: 2,
  hasZ: 3,
  hasM: 4,
  columns: 7,
  featuresCount: 8,
  indexNodeSize: 9,
  crs: 10,
} as const;
export const COLUMN = { name: 0, type: 1 } as const;
export const CRS = { org: 0, code: 1, name: 2, wkt: 4, codeString: 5 } as const;
export const FEATURE = { geometry: 0, properties: 1, columns: 2 } as const;
export const GEOMETRY = { ends: 0, xy: 1, z: 2, m: 3, type: 6, parts: 7 } as const;
/** How many fields a table has in the schema. */
export const FIELDS = { header: 14, column: 11, crs: 6, feature: 3, geometry: 8 } as const;

export const FgbColumnType = {
  Byte: 0,
  UByte: 1,
  Bool: 2,
  Short: 3,
  UShort: 4,
  Int: 5,
  UInt: 6,
  Long: 7,
  ULong: 8,
  Float: 9,
  Double: 10,
  String: 11,
  Json: 12,
  DateTime: 13,
  Binary: 14,
} as const;

export type FgbColumnType = (typeof FgbColumnType)[keyof typeof FgbColumnType];

/** By column type. */
export const FIELD_TYPES: readonly FieldType[] = [
  "integer", // Byte
  "integer",
  "boolean",
  "integer",
  "integer",
  "integer",
  "integer",
  "integer", // Long: integer64 once a value needs it
  "integer",
  "number",
  "number",
  "string",
  "json",
  "datetime", // date where all are days
  "binary",
];

export const COLUMN_TYPES: Readonly<Record<Exclude<FieldType, "integer64">, FgbColumnType>> = {
  boolean: FgbColumnType.Bool,
  integer: FgbColumnType.Long,
  number: FgbColumnType.Double,
  string: FgbColumnType.String,
  date: FgbColumnType.DateTime,
  datetime: FgbColumnType.DateTime,
  time: FgbColumnType.String,
  binary: FgbColumnType.Binary,
  list: FgbColumnType.Json,
  json: FgbColumnType.Json,
};
