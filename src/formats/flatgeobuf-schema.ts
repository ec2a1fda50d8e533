import { ColumnType } from "flatgeobuf/lib/mjs/flat-geobuf/column-type.js";
import type { FieldType } from "../layers/layer-data.ts";

/** "fgb", major version 3, "fgb", patch version. */
export const MAGIC = Uint8Array.of(0x66, 0x67, 0x62, 3, 0x66, 0x67, 0x62, 0);

/** Undefined for binary values, which layers do not hold. */
export const FIELD_TYPES: Readonly<Record<ColumnType, FieldType | undefined>> = {
  [ColumnType.Bool]: "boolean",
  [ColumnType.Byte]: "integer",
  [ColumnType.UByte]: "integer",
  [ColumnType.Short]: "integer",
  [ColumnType.UShort]: "integer",
  [ColumnType.Int]: "integer",
  [ColumnType.UInt]: "integer",
  [ColumnType.Long]: "integer",
  [ColumnType.ULong]: "integer",
  [ColumnType.Float]: "number",
  [ColumnType.Double]: "number",
  [ColumnType.String]: "string",
  [ColumnType.DateTime]: "date",
  [ColumnType.Json]: "json",
  [ColumnType.Binary]: undefined,
};

export const COLUMN_TYPES: Readonly<Record<FieldType, ColumnType>> = {
  boolean: ColumnType.Bool,
  integer: ColumnType.Long,
  integer64: ColumnType.Long,
  number: ColumnType.Double,
  string: ColumnType.String,
  date: ColumnType.DateTime,
  json: ColumnType.Json,
};
