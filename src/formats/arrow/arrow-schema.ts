import { Damage, type FlatTable } from "../flatgeobuf/flat-table.ts";

/** Numbers of fields in Arrow's Schema.fbs. */
const SCHEMA = { fields: 1, metadata: 2, endianness: 0 } as const;
const FIELD = { name: 0, kind: 2, type: 3, dictionary: 4, children: 5, metadata: 6 } as const;

export type ArrowType =
  | { readonly kind: "null" | "bool" }
  | { readonly kind: "int"; readonly bits: number; readonly signed: boolean }
  | { readonly kind: "float"; readonly bits: number }
  | { readonly kind: "decimal"; readonly scale: number; readonly bytes: number }
  | { readonly kind: "date"; readonly unit: "day" | "ms" }
  | { readonly kind: "time"; readonly digits: number; readonly bits: number }
  | { readonly kind: "timestamp"; readonly digits: number; readonly zoned: boolean }
  | { readonly kind: "binary" | "text"; readonly large: boolean }
  | { readonly kind: "fixedBinary"; readonly bytes: number }
  | { readonly kind: "list" | "map"; readonly large: boolean }
  | { readonly kind: "fixedList"; readonly size: number }
  | { readonly kind: "struct" };

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  readonly children: readonly ArrowField[];
  readonly metadata: ReadonlyMap<string, string>;
  /** Where its values are numbers of others, told once. */
  readonly dictionary?: { readonly id: bigint; readonly index: ArrowType };
}

export interface ArrowSchema {
  readonly fields: readonly ArrowField[];
  readonly metadata: ReadonlyMap<string, string>;
}

const DEEPEST = 20;

export function readSchema(table: FlatTable): ArrowSchema {
  if (table.uint16(SCHEMA.endianness, 0) !== 0)
    throw new Damage("its numbers are big-endian, which mapcell does not read");
  return {
    fields: Array.from(table.tables(SCHEMA.fields), (field) => readField(field, 0)),
    metadata: readMetadata(table, SCHEMA.metadata),
  };
}

function readField(field: FlatTable, depth: number): ArrowField {
  if (depth > DEEPEST) throw new Damage("its columns lie too deep in one another");
  const name = field.text(FIELD.name) ?? "";
  const dictionary = field.table(FIELD.dictionary);
  const index = dictionary?.table(1);
  return {
    name,
    type: readType(field.uint8(FIELD.kind), field.table(FIELD.type), name),
    children: Array.from(field.tables(FIELD.children), (child) => readField(child, depth + 1)),
    metadata: readMetadata(field, FIELD.metadata),
    ...(dictionary && {
      dictionary: { id: dictionary.uint64(0), index: index === undefined ? INT32 : readType(2, index, name) },
    }),
  };
}

const INT32: ArrowType = { kind: "int", bits: 32, signed: true };

function readMetadata(table: FlatTable, field: number): ReadonlyMap<string, string> {
  return new Map(Array.from(table.tables(field), (pair) => [pair.text(0) ?? "", pair.text(1) ?? ""]));
}

type Maker = (type: FlatTable) => ArrowType;

const one =
  (kind: "null" | "bool" | "struct"): Maker =>
  () => ({ kind });
const either =
  (kind: "binary" | "text" | "list", large: boolean): Maker =>
  () => ({ kind, large });

/** By the number of a type in the union of the schema. */
const TYPES: Readonly<Record<number, Maker>> = {
  1: one("null"),
  2: (type) => ({ kind: "int", bits: type.int32(0), signed: type.uint8(1) !== 0 }),
  3: (type) => ({ kind: "float", bits: 16 * 2 ** type.uint16(0, 0) }),
  4: either("binary", false),
  5: either("text", false),
  6: one("bool"),
  7: (type) => ({ kind: "decimal", scale: type.int32(1), bytes: (type.int32(2) || 128) / 8 }),
  8: (type) => ({ kind: "date", unit: type.uint16(0, 1) === 0 ? "day" : "ms" }),
  9: (type) => ({ kind: "time", digits: 3 * type.uint16(0, 1), bits: type.int32(1) || 32 }),
  10: (type) => ({ kind: "timestamp", digits: 3 * type.uint16(0, 0), zoned: type.text(1) !== undefined }),
  12: either("list", false),
  13: one("struct"),
  15: (type) => ({ kind: "fixedBinary", bytes: type.int32(0) }),
  16: (type) => ({ kind: "fixedList", size: type.int32(0) }),
  17: () => ({ kind: "map", large: false }),
  19: either("binary", true),
  20: either("text", true),
  21: either("list", true),
};

function readType(kind: number, type: FlatTable | undefined, name: string): ArrowType {
  const found = TYPES[kind];
  if (found === undefined || type === undefined)
    throw new Damage(
      `the column "${name}" is of a kind (${kind}) that mapcell does not read; pyarrow writes it as another by cast`,
    );
  return found(type);
}
