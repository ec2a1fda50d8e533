import { Damage } from "../flatgeobuf/flat-table.ts";
import type { ArrowBatch } from "./arrow-batch.ts";
import type { ArrowField, ArrowType } from "./arrow-schema.ts";

/** A value of a column by its row: numbers, bigints, texts, bytes, lists, objects; null for none. */
type At = (index: number) => unknown;

export interface Vector {
  readonly length: number;
  readonly at: At;
}

export type Dictionaries = ReadonlyMap<bigint, Vector>;

const utf8 = new TextDecoder();

/** The next column of a batch, with those within it. Throws Damage for what is not as long as it must be. */
export function readVector(batch: ArrowBatch, field: ArrowField, dictionaries: Dictionaries): Vector {
  if (field.dictionary !== undefined) return fromDictionary(batch, field.dictionary, dictionaries);
  const { length, nulls } = batch.node();
  if (field.type.kind === "null") return { length, at: () => null };
  const valid = batch.buffer();
  if (nulls > 0) need(valid, Math.ceil(length / 8));
  const values = readValues(batch, { field, length, dictionaries });
  const isNull = (index: number): boolean => nulls > 0 && ((valid[index >> 3]! >> (index & 7)) & 1) === 0;
  return { length, at: (index) => (index < 0 || index >= length || isNull(index) ? null : values(index)) };
}

function fromDictionary(
  batch: ArrowBatch,
  { id, index }: NonNullable<ArrowField["dictionary"]>,
  dictionaries: Dictionaries,
): Vector {
  const places = readVector(batch, { name: "", type: index, children: [], metadata: new Map() }, dictionaries);
  const values = dictionaries.get(id);
  if (values === undefined) throw new Damage("a column's dictionary is not there");
  const at = (row: number): unknown => {
    const place = places.at(row);
    return place === null ? null : values.at(Number(place));
  };
  return { length: places.length, at };
}

interface Reading {
  readonly field: ArrowField;
  readonly length: number;
  readonly dictionaries: Dictionaries;
}

function readValues(batch: ArrowBatch, reading: Reading): At {
  const { length, field } = reading;
  const { type } = field;
  if (type.kind === "binary" || type.kind === "text") return readBytes(batch, length, type);
  if (type.kind === "fixedBinary" || type.kind === "decimal") {
    const { bytes } = type;
    const all = need(batch.buffer(), length * bytes);
    return (index) => all.subarray(index * bytes, (index + 1) * bytes);
  }
  if (type.kind === "bool") {
    const bits = need(batch.buffer(), Math.ceil(length / 8));
    return (index) => ((bits[index >> 3]! >> (index & 7)) & 1) === 1;
  }
  return readNested(batch, reading) ?? readNumbers(batch.buffer(), length, type);
}

function readNested(batch: ArrowBatch, reading: Reading): At | undefined {
  const { field, length, dictionaries } = reading;
  const { type } = field;
  if (type.kind === "list" || type.kind === "map") return readLists(batch, reading, type.large);
  if (type.kind === "fixedList") {
    const child = readVector(batch, childOf(field), dictionaries);
    if (type.size < 0 || child.length < length * type.size) throw new Damage("a list lies outside its column");
    return (index) => Array.from({ length: type.size }, (_, i) => child.at(index * type.size + i));
  }
  if (type.kind !== "struct") return undefined;
  const children = field.children.map((each) => [each.name, readVector(batch, each, dictionaries)] as const);
  return (index) => Object.fromEntries(children.map(([name, value]) => [name, value.at(index)]));
}

function childOf({ children: [child] }: ArrowField): ArrowField {
  if (child === undefined) throw new Damage("a list does not say of what");
  return child;
}

function need(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length < size) throw new Damage("a buffer is shorter than its column");
  return bytes;
}

function readNumbers(bytes: Uint8Array, length: number, type: ArrowType): At {
  const [bits, form] = numberForm(type);
  need(bytes, (length * bits) / 8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (`${form}${bits}`) {
    case "i8":
      return (index) => view.getInt8(index);
    case "u8":
      return (index) => view.getUint8(index);
    case "i16":
      return (index) => view.getInt16(2 * index, true);
    case "u16":
      return (index) => view.getUint16(2 * index, true);
    case "i32":
      return (index) => view.getInt32(4 * index, true);
    case "u32":
      return (index) => view.getUint32(4 * index, true);
    case "i64":
      return (index) => view.getBigInt64(8 * index, true);
    case "u64":
      return (index) => view.getBigUint64(8 * index, true);
    case "f16":
      return (index) => halfOf(view.getUint16(2 * index, true));
    case "f32":
      return (index) => view.getFloat32(4 * index, true);
    case "f64":
      return (index) => view.getFloat64(8 * index, true);
    default:
      throw new Damage(`numbers of ${bits} bits do not exist`);
  }
}

function numberForm(type: ArrowType): readonly [bits: number, form: "i" | "u" | "f"] {
  if (type.kind === "int") return [type.bits, type.signed ? "i" : "u"];
  if (type.kind === "float") return [type.bits, "f"];
  if (type.kind === "date") return [type.unit === "day" ? 32 : 64, "i"];
  return [type.kind === "time" ? type.bits : 64, "i"];
}

function halfOf(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 === 1 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/** Ends of values or lists, one more than there are. */
function readOffsets(bytes: Uint8Array, length: number, large: boolean): (index: number) => number {
  if (length === 0) return () => 0;
  need(bytes, (length + 1) * (large ? 8 : 4));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return large ? (index) => Number(view.getBigInt64(8 * index, true)) : (index) => view.getInt32(4 * index, true);
}

function readBytes(
  batch: ArrowBatch,
  length: number,
  { kind, large }: { kind: "binary" | "text"; large: boolean },
): At {
  const offsets = readOffsets(batch.buffer(), length, large);
  const all = batch.buffer();
  return (index) => {
    const [start, end] = [offsets(index), offsets(index + 1)];
    if (start < 0 || end < start || end > all.length) throw new Damage("a text or its bytes lie outside their column");
    const bytes = all.subarray(start, end);
    return kind === "text" ? utf8.decode(bytes) : bytes;
  };
}

function readLists(batch: ArrowBatch, { field, length, dictionaries }: Reading, large: boolean): At {
  const offsets = readOffsets(batch.buffer(), length, large);
  const values = readVector(batch, childOf(field), dictionaries);
  return (index) => {
    const [start, end] = [offsets(index), offsets(index + 1)];
    if (start < 0 || end < start || end > values.length) throw new Damage("a list lies outside its column");
    return Array.from({ length: end - start }, (_, i) => values.at(start + i));
  };
}
