import { Builder } from "flatbuffers";
import { buildVector } from "../flatgeobuf/flatgeobuf-build.ts";
import type { WrittenType, WrittenVector } from "./written-vectors.ts";

/** The newest version of the format's metadata. */
const VERSION = 4;
const [SCHEMA, RECORDS] = [1, 3];
const [PAIR, BLOCK] = [16, 24];

export interface WrittenField {
  readonly name: string;
  readonly type: WrittenType;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Where a batch lies in a file. */
export interface Block {
  readonly offset: number;
  readonly metadataLength: number;
  readonly bodyLength: number;
}

export function schemaMessage(fields: readonly WrittenField[]): Uint8Array {
  const builder = new Builder(1024);
  return finishMessage(builder, { kind: SCHEMA, header: buildSchema(builder, fields), bodyLength: 0 });
}

/** A message of some rows; its body follows. */
export function batchMessage(
  length: number,
  { nodes, buffers }: WrittenVector,
): { head: Uint8Array; body: Uint8Array } {
  const builder = new Builder(1024);
  const sizes = buffers.map((buffer) => Math.ceil(buffer.length / 8) * 8);
  const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
  const bodyLength = sizes.reduce((sum, size) => sum + size, 0);
  const body = new Uint8Array(bodyLength);
  for (const [i, buffer] of buffers.entries()) body.set(buffer, starts[i]);
  const nodesAt = buildPairs(
    builder,
    nodes.map(({ length: size, nulls }) => [size, nulls]),
  );
  const buffersAt = buildPairs(
    builder,
    buffers.map((buffer, i) => [starts[i]!, buffer.length]),
  );
  builder.startObject(4);
  builder.addFieldInt64(0, BigInt(length), 0n);
  builder.addFieldOffset(1, nodesAt, 0);
  builder.addFieldOffset(2, buffersAt, 0);
  return { head: finishMessage(builder, { kind: RECORDS, header: builder.endObject(), bodyLength }), body };
}

export function footer(fields: readonly WrittenField[], blocks: readonly Block[]): Uint8Array {
  const builder = new Builder(1024);
  const schema = buildSchema(builder, fields);
  builder.startVector(BLOCK, blocks.length, 8);
  for (const { offset, metadataLength, bodyLength } of blocks.toReversed()) {
    builder.prep(8, BLOCK);
    builder.writeInt64(BigInt(bodyLength));
    builder.pad(4);
    builder.writeInt32(metadataLength);
    builder.writeInt64(BigInt(offset));
  }
  const batches = builder.endVector();
  builder.startObject(5);
  builder.addFieldInt16(0, VERSION, 0);
  builder.addFieldOffset(1, schema, 0);
  builder.addFieldOffset(3, batches, 0);
  builder.finish(builder.endObject());
  return builder.asUint8Array();
}

function finishMessage(
  builder: Builder,
  { kind, header, bodyLength }: { kind: number; header: number; bodyLength: number },
): Uint8Array {
  builder.startObject(5);
  builder.addFieldInt16(0, VERSION, 0);
  builder.addFieldInt8(1, kind, 0);
  builder.addFieldOffset(2, header, 0);
  builder.addFieldInt64(3, BigInt(bodyLength), 0n);
  builder.finish(builder.endObject());
  const bytes = builder.asUint8Array();
  const size = Math.ceil(bytes.length / 8) * 8;
  const framed = new Uint8Array(8 + size);
  const view = new DataView(framed.buffer);
  view.setUint32(0, 0xffffffff, true);
  view.setInt32(4, size, true);
  framed.set(bytes, 8);
  return framed;
}

function buildPairs(builder: Builder, pairs: readonly (readonly [number, number])[]): number {
  builder.startVector(PAIR, pairs.length, 8);
  for (const [first, second] of pairs.toReversed()) {
    builder.prep(8, PAIR);
    builder.writeInt64(BigInt(second));
    builder.writeInt64(BigInt(first));
  }
  return builder.endVector();
}

function buildSchema(builder: Builder, fields: readonly WrittenField[]): number {
  const offsets = buildVector(
    builder,
    fields.map((field) => buildField(builder, field)),
  );
  builder.startObject(4);
  builder.addFieldOffset(1, offsets, 0);
  return builder.endObject();
}

function buildField(builder: Builder, { name, type, metadata = {} }: WrittenField): number {
  const children = type.kind === "list" ? [buildField(builder, { name: "item", type: type.item })] : [];
  const childrenAt = buildVector(builder, children);
  const pairs = Object.entries(metadata).map(([key, value]) => buildPair(builder, key, value));
  const metadataAt = buildVector(builder, pairs);
  const nameAt = builder.createString(name);
  const [kind, typeAt] = buildType(builder, type);
  builder.startObject(7);
  builder.addFieldOffset(0, nameAt, 0);
  builder.addFieldInt8(1, 1, 0);
  builder.addFieldInt8(2, kind, 0);
  builder.addFieldOffset(3, typeAt, 0);
  builder.addFieldOffset(5, childrenAt, 0);
  builder.addFieldOffset(6, metadataAt, 0);
  return builder.endObject();
}

function buildPair(builder: Builder, key: string, value: string): number {
  const [keyAt, valueAt] = [builder.createString(key), builder.createString(value)];
  builder.startObject(2);
  builder.addFieldOffset(0, keyAt, 0);
  builder.addFieldOffset(1, valueAt, 0);
  return builder.endObject();
}

/** The number of the type in Arrow's schema, and its table. */
function buildType(builder: Builder, type: WrittenType): readonly [kind: number, at: number] {
  const zone = type.kind === "moment" && type.zoned ? builder.createString("UTC") : 0;
  builder.startObject(2);
  switch (type.kind) {
    case "whole":
      builder.addFieldInt32(0, 64, 0);
      builder.addFieldInt8(1, type.signed ? 1 : 0, 0);
      return [2, builder.endObject()];
    case "f64":
      builder.addFieldInt16(0, 2, 0);
      return [3, builder.endObject()];
    case "binary":
      return [4, builder.endObject()];
    case "text":
      return [5, builder.endObject()];
    case "bool":
      return [6, builder.endObject()];
    case "day":
      builder.addFieldInt16(0, 0, 1);
      return [8, builder.endObject()];
    case "clock":
      builder.addFieldInt16(0, 3, 1);
      builder.addFieldInt32(1, 64, 32);
      return [9, builder.endObject()];
    case "moment":
      builder.addFieldInt16(0, type.nanos ? 3 : 2, 0);
      builder.addFieldOffset(1, zone, 0);
      return [10, builder.endObject()];
    case "list":
      return [12, builder.endObject()];
  }
}
