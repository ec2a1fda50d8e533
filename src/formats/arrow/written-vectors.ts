import type { WrittenColumn } from "../parquet/written-columns.ts";

/** Of a column as it is written: what Arrow calls it, and how its values lie in memory. */
export type WrittenType =
  | { readonly kind: "bool" | "f64" | "text" | "binary" | "day" | "clock" }
  | { readonly kind: "whole"; readonly signed: boolean }
  | { readonly kind: "moment"; readonly nanos: boolean; readonly zoned: boolean }
  | { readonly kind: "list"; readonly item: WrittenType };

/** What a column of Parquet's is in Arrow. */
export function typeOfColumn({ elements }: WrittenColumn): WrittenType {
  const item = elements.length > 1 ? elements.at(-1) : undefined;
  return item === undefined ? plainType(elements[0]!) : { kind: "list", item: plainType(item) };
}

function plainType({
  type,
  logical_type: logical,
  converted_type: converted,
}: WrittenColumn["elements"][number]): WrittenType {
  if (type === "BOOLEAN") return { kind: "bool" };
  if (type === "DOUBLE") return { kind: "f64" };
  if (type === "INT32") return { kind: "day" };
  if (logical?.type === "TIMESTAMP")
    return { kind: "moment", nanos: logical.unit === "NANOS", zoned: logical.isAdjustedToUTC };
  if (logical?.type === "TIME") return { kind: "clock" };
  if (type === "INT64") return { kind: "whole", signed: converted !== "UINT_64" };
  return { kind: logical === undefined ? "binary" : "text" };
}

/** The memory of some rows of a column, and of what lies within it. */
export interface WrittenVector {
  readonly nodes: readonly { readonly length: number; readonly nulls: number }[];
  readonly buffers: readonly Uint8Array[];
}

export function writtenVector(type: WrittenType, values: readonly unknown[]): WrittenVector {
  const nulls = values.filter((value) => value === null || value === undefined).length;
  const node = { length: values.length, nulls };
  const valid = nulls === 0 ? new Uint8Array(0) : bitsOf(values, (value) => value !== null && value !== undefined);
  if (type.kind === "list") {
    const lists = values.map((value) => (Array.isArray(value) ? (value as unknown[]) : []));
    const inner = writtenVector(type.item, lists.flat());
    const offsets = offsetsOf(lists.map(({ length }) => length));
    return { nodes: [node, ...inner.nodes], buffers: [valid, offsets, ...inner.buffers] };
  }
  return { nodes: [node], buffers: [valid, ...plainBuffers(type, values)] };
}

function plainBuffers(type: WrittenType, values: readonly unknown[]): Uint8Array[] {
  switch (type.kind) {
    case "bool":
      return [bitsOf(values, (value) => value === true)];
    case "f64":
      return [bytesOf(Float64Array.from(values, (value) => Number(value ?? 0)))];
    case "day":
      return [bytesOf(Int32Array.from(values, (value) => Number(value ?? 0)))];
    case "text":
    case "binary":
      return textBuffers(values);
    case "whole":
    case "clock":
    case "moment":
    case "list":
      return [
        bytesOf(
          BigInt64Array.from(values, (value) =>
            BigInt.asIntN(64, BigInt((value as bigint | number | null | undefined) ?? 0)),
          ),
        ),
      ];
  }
}

function textBuffers(values: readonly unknown[]): Uint8Array[] {
  const pieces = values.map((value) =>
    value instanceof Uint8Array ? value : Buffer.from(typeof value === "string" ? value : ""),
  );
  return [offsetsOf(pieces.map(({ length }) => length)), Buffer.concat(pieces)];
}

function offsetsOf(lengths: readonly number[]): Uint8Array {
  const offsets = new Int32Array(lengths.length + 1);
  for (const [i, length] of lengths.entries()) offsets[i + 1] = offsets[i]! + length;
  return bytesOf(offsets);
}

function bitsOf(values: readonly unknown[], isSet: (value: unknown) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  for (const [i, value] of values.entries()) if (isSet(value)) bits[i >> 3]! |= 1 << (i & 7);
  return bits;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
