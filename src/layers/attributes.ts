import { parseExact } from "./exact-json.ts";
import type { AttributeColumn, Field, FieldType } from "./layer-data.ts";

/** What a property may hold once it is read: null, or a value of its field's type (list, json, binary: a fresh copy). */
export type AttributeValue =
  | null
  | string
  | number
  | bigint
  | boolean
  | Uint8Array
  | readonly unknown[]
  | { readonly [key: string]: unknown };

const utf8 = new TextDecoder();

export function storageOf(type: FieldType): AttributeColumn["storage"] {
  switch (type) {
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "string":
    case "date":
    case "datetime":
    case "time":
    case "binary":
    case "list":
    case "json":
    case "integer64":
      return "text";
  }
}

export function sharedBytes(length: number): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(new SharedArrayBuffer(length));
}

export function sharedDoubles(length: number): Float64Array<SharedArrayBuffer> {
  return new Float64Array(new SharedArrayBuffer(length * 8));
}

export function sharedOffsets(length: number): Uint32Array<SharedArrayBuffer> {
  return new Uint32Array(new SharedArrayBuffer(length * 4));
}

/** The value of feature `index`; arrays, objects and bytes are made anew at each call. */
export function valueAt(column: AttributeColumn, field: Field, index: number): AttributeValue {
  if (column.valid[index] !== 1) return null;
  switch (column.storage) {
    case "number":
      return column.values[index] ?? null;
    case "boolean":
      return column.values[index] === 1;
    case "text": {
      if (field.type === "binary") return Uint8Array.from(bytesAt(column, index));
      const text = textAt(column, index);
      if (field.type === "integer64") return BigInt(text);
      return field.type === "json" || field.type === "list" ? (parseExact(text) as AttributeValue) : text;
    }
  }
}

/**
 * The stored text of feature `index`: canonical JSON for json and list, digits for an integer64; empty where the value is
 * null. Not for binary, which is no text.
 */
export function textAt(column: AttributeColumn & { storage: "text" }, index: number): string {
  const bytes = bytesAt(column, index);
  return bytes.length === 0 ? "" : utf8.decode(bytes);
}

/** What is stored for feature `index`, in shared memory: not to be given to anybody. */
export function bytesAt(column: AttributeColumn & { storage: "text" }, index: number): Uint8Array {
  const start = column.offsets[index] ?? 0;
  return column.bytes.subarray(start, column.offsets[index + 1] ?? start);
}

/** Bytes as JSON has them, and as GDAL writes them into it: two hexadecimal digits each. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

/** The features `indices`, in that order (repetition allowed), of every column. */
export function takeColumns(columns: readonly AttributeColumn[], indices: ArrayLike<number>): AttributeColumn[] {
  return columns.map((column) => takeColumn(column, indices));
}

/** Features [start, end) of every column. */
export function sliceColumns(columns: readonly AttributeColumn[], start: number, end: number): AttributeColumn[] {
  return columns.map((column) => sliceColumn(column, start, end));
}

/**
 * Appends tables with the same fields, in order. The caller has made sure that the n-th columns of all parts have one
 * storage; an empty list of parts gives no columns.
 */
export function concatColumns(parts: readonly (readonly AttributeColumn[])[]): AttributeColumn[] {
  return (parts[0] ?? []).map((first, position) => {
    const pieces = parts.map((part) => part[position] ?? first);
    switch (first.storage) {
      case "number":
        return concatNumbers(pieces.filter((piece) => piece.storage === "number"));
      case "boolean":
        return concatBooleans(pieces.filter((piece) => piece.storage === "boolean"));
      case "text":
        return concatTexts(pieces.filter((piece) => piece.storage === "text"));
    }
  });
}

/** A column of `count` nulls. */
export function nullColumn(storage: AttributeColumn["storage"], count: number): AttributeColumn {
  const valid = sharedBytes(count);
  switch (storage) {
    case "number":
      return { storage, valid, values: sharedDoubles(count) };
    case "boolean":
      return { storage, valid, values: sharedBytes(count) };
    case "text":
      return { storage, valid, bytes: sharedBytes(0), offsets: sharedOffsets(count + 1) };
  }
}

function takeColumn(column: AttributeColumn, indices: ArrayLike<number>): AttributeColumn {
  const valid = sharedBytes(indices.length);
  gather(column.valid, indices, valid);
  switch (column.storage) {
    case "number": {
      const values = sharedDoubles(indices.length);
      gather(column.values, indices, values);
      return { storage: "number", valid, values };
    }
    case "boolean": {
      const values = sharedBytes(indices.length);
      gather(column.values, indices, values);
      return { storage: "boolean", valid, values };
    }
    case "text":
      return { storage: "text", valid, ...takeText(column, indices) };
  }
}

type Writable = Uint8Array | Float64Array;

function gather(from: Writable, indices: ArrayLike<number>, to: Writable): void {
  for (let i = 0; i < indices.length; i++) to[i] = from[indices[i] ?? 0] ?? 0;
}

function takeText(column: AttributeColumn & { storage: "text" }, indices: ArrayLike<number>) {
  const offsets = sharedOffsets(indices.length + 1);
  let total = 0;
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] ?? 0;
    total += (column.offsets[index + 1] ?? 0) - (column.offsets[index] ?? 0);
    offsets[i + 1] = total;
  }
  const bytes = sharedBytes(total);
  for (let i = 0; i < indices.length;) {
    // neighbours that stay neighbours are copied in one go: a call per value would cost more than the copy
    const first = i;
    while (++i < indices.length && indices[i] === (indices[i - 1] ?? 0) + 1);
    const from = column.offsets[indices[first] ?? 0] ?? 0;
    const to = column.offsets[(indices[i - 1] ?? 0) + 1] ?? from;
    copyBytes({ from: column.bytes, start: from, end: to }, bytes, offsets[first] ?? 0);
  }
  return { bytes, offsets };
}

function copyBytes(run: { from: Uint8Array; start: number; end: number }, to: Uint8Array, at: number): void {
  if (run.end - run.start > 32) to.set(run.from.subarray(run.start, run.end), at);
  else for (let k = run.start, target = at; k < run.end; k++, target++) to[target] = run.from[k] ?? 0;
}

function sliceColumn(column: AttributeColumn, start: number, end: number): AttributeColumn {
  const valid = joinBytes([column.valid.subarray(start, end)]);
  switch (column.storage) {
    case "number":
      return { storage: "number", valid, values: joinDoubles([column.values.subarray(start, end)]) };
    case "boolean":
      return { storage: "boolean", valid, values: joinBytes([column.values.subarray(start, end)]) };
    case "text": {
      const first = column.offsets[start] ?? 0;
      const offsets = sharedOffsets(end - start + 1);
      for (let i = 0; i < offsets.length; i++) offsets[i] = (column.offsets[start + i] ?? first) - first;
      const bytes = joinBytes([column.bytes.subarray(first, first + (offsets[end - start] ?? 0))]);
      return { storage: "text", valid, bytes, offsets };
    }
  }
}

function concatNumbers(pieces: readonly (AttributeColumn & { storage: "number" })[]): AttributeColumn {
  return {
    storage: "number",
    valid: joinBytes(pieces.map((piece) => piece.valid)),
    values: joinDoubles(pieces.map((piece) => piece.values)),
  };
}

function concatBooleans(pieces: readonly (AttributeColumn & { storage: "boolean" })[]): AttributeColumn {
  return {
    storage: "boolean",
    valid: joinBytes(pieces.map((piece) => piece.valid)),
    values: joinBytes(pieces.map((piece) => piece.values)),
  };
}

function concatTexts(pieces: readonly (AttributeColumn & { storage: "text" })[]): AttributeColumn {
  const valid = joinBytes(pieces.map((piece) => piece.valid));
  const offsets = sharedOffsets(valid.length + 1);
  let features = 0;
  let total = 0;
  for (const piece of pieces) {
    for (let i = 1; i < piece.offsets.length; i++) offsets[features + i] = total + (piece.offsets[i] ?? 0);
    features += piece.offsets.length - 1;
    total = offsets[features] ?? 0;
  }
  const bytes = joinBytes(pieces.map((piece) => piece.bytes.subarray(0, piece.offsets.at(-1) ?? 0)));
  return { storage: "text", valid, bytes, offsets };
}

function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  return join(pieces, sharedBytes(totalLength(pieces)));
}

function joinDoubles(pieces: readonly Float64Array[]): Float64Array {
  return join(pieces, sharedDoubles(totalLength(pieces)));
}

function totalLength(pieces: readonly Writable[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

function join<T extends Writable>(pieces: readonly T[], into: T): T {
  let at = 0;
  for (const piece of pieces) {
    into.set(piece, at);
    at += piece.length;
  }
  return into;
}
