import { Builder } from "flatbuffers";
import { crsInfo } from "../../crs/crs.ts";
import { isCustom } from "../../crs/custom-crs.ts";
import { writtenWkt } from "../../crs/written-crs.ts";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { boundsAt, boundsOf } from "../../geometry/bounds.ts";
import { Kind } from "../../geometry/column.ts";
import { textAt, valueAt } from "../../layers/attributes.ts";
import type { AttributeColumn, Field, LayerData } from "../../layers/layer-data.ts";
import type { WriteOptions } from "../format.ts";
import type { ByteSink } from "../targets/byte-sink.ts";
import { hilbertOrder } from "../hilbert-order.ts";
import { indexSize, type Leaf, packIndex } from "./packed-index.ts";
import { buildDoubles, buildGeometry, buildVector } from "./flatgeobuf-build.ts";
import { COLUMN, COLUMN_TYPES, FgbColumnType, CRS, FEATURE, FIELDS, HEADER, MAGIC } from "./flatgeobuf-schema.ts";

const CHUNK = 1 << 20;

/**
 * Writes FlatGeobuf 3, the features along a Hilbert curve behind a spatial index, or, with `index: false`, in the order
 * of the layer, without one.
 */
export async function writeFlatGeobuf(
  data: LayerData,
  sink: ByteSink,
  options: WriteOptions<{ readonly index: boolean }>,
): Promise<void> {
  const { length } = data.geometry;
  const nodeSize = options.options?.index === false || length === 0 ? 0 : NODE_SIZE;
  const header = buildHeader(data, { name: options.name, nodeSize });
  const order = nodeSize === 0 ? undefined : hilbertOrder(data.geometry);
  const writer = new FeatureWriter(data, sink, options.feedback);
  await sink.write(MAGIC);
  await sink.write(header);
  const emptyIndex = new Uint8Array(indexSize({ featuresCount: length, nodeSize }));
  await sink.write(emptyIndex);
  const leaves: Leaf[] = [];
  for (let i = 0; i < length; i++) {
    const index = order?.indices[i] ?? i;
    const offset = await writer.write(index);
    if (order !== undefined) leaves.push({ bounds: boundsAt(order.boxes, index), offset });
  }
  await writer.flush();
  if (order !== undefined) await sink.rewrite(MAGIC.length + header.length, packIndex(leaves, nodeSize));
}

/** Nodes of the index have so many children, as in all files of GDAL. */
const NODE_SIZE = 16;

/** Writes features one behind the other, in chunks. */
class FeatureWriter {
  readonly #data: LayerData;
  readonly #sink: ByteSink;
  readonly #feedback: Feedback;
  readonly #builder = new Builder(4096);
  readonly #properties: PropertyWriter;
  #pending: Uint8Array[] = [];
  #size = 0;
  #written = 0;
  #features = 0;

  constructor(data: LayerData, sink: ByteSink, feedback: Feedback) {
    this.#data = data;
    this.#sink = sink;
    this.#feedback = feedback;
    this.#properties = new PropertyWriter(data);
  }

  /** @returns where it lies, counted from the first */
  async write(index: number): Promise<number> {
    const offset = this.#written + this.#size;
    const properties = this.#properties.write(index);
    // a copy: the builder is used again
    const bytes = buildFeature(this.#builder, this.#data, { index, properties }).slice();
    this.#pending.push(bytes);
    this.#size += bytes.length;
    if (this.#features++ % 256 === 0) this.#feedback.throwIfCanceled();
    if (this.#size >= CHUNK) await this.flush();
    return offset;
  }

  async flush(): Promise<void> {
    await this.#sink.write(Buffer.concat(this.#pending, this.#size));
    this.#written += this.#size;
    this.#pending = [];
    this.#size = 0;
    this.#feedback.progress(this.#features / Math.max(1, this.#data.geometry.length), "writing");
  }
}

function buildHeader(data: LayerData, { name, nodeSize }: { name: string; nodeSize: number }): Uint8Array {
  const builder = new Builder(1024);
  const columns = data.fields.map((field, i) => buildColumn(builder, field, data.columns[i]!));
  const columnsVector = buildVector(builder, columns);
  const bounds = boundsOf(data.geometry);
  const envelope = bounds === undefined ? 0 : buildDoubles(builder, bounds);
  const nameText = builder.createString(name);
  const crs = buildCrs(builder, data.crs);
  builder.startObject(FIELDS.header);
  builder.addFieldOffset(HEADER.name, nameText, 0);
  builder.addFieldOffset(HEADER.envelope, envelope, 0);
  builder.addFieldInt8(HEADER.geometryType, headerKind(data), 0);
  builder.addFieldInt8(HEADER.hasZ, data.geometry.z === undefined ? 0 : 1, 0);
  builder.addFieldInt8(HEADER.hasM, data.geometry.m === undefined ? 0 : 1, 0);
  builder.addFieldOffset(HEADER.columns, columnsVector, 0);
  builder.addFieldInt64(HEADER.featuresCount, BigInt(data.geometry.length), 0n);
  builder.addFieldInt16(HEADER.indexNodeSize, nodeSize, 16); // the schema's default is an index with nodes of 16
  builder.addFieldOffset(HEADER.crs, crs, 0);
  builder.finishSizePrefixed(builder.endObject());
  return builder.asUint8Array();
}

function buildColumn(builder: Builder, field: Field, column: AttributeColumn): number {
  const name = builder.createString(field.name);
  const type = field.type === "integer64" ? largeType(field, column) : COLUMN_TYPES[field.type];
  builder.startObject(FIELDS.column);
  builder.addFieldOffset(COLUMN.name, name, 0);
  builder.addFieldInt8(COLUMN.type, type, 0);
  return builder.endObject();
}

/** Long, or ULong where a value needs it. Throws LAYER_UNWRITABLE where others are below zero. */
function largeType(field: Field, column: AttributeColumn): FgbColumnType {
  let [least, most] = [0n, 0n];
  for (let index = 0; index < column.valid.length; index++) {
    const value = valueAt(column, field, index);
    if (typeof value !== "bigint") continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (most < 2n ** 63n) return FgbColumnType.Long;
  if (least === 0n) return FgbColumnType.ULong;
  throw new SpatialError(
    "LAYER_UNWRITABLE",
    `The field "${field.name}" has values from ${least} to ${most}, more than a whole number of FlatGeobuf can be; ` +
      "write .geojson, or leave the field out with select.",
  );
}

function buildCrs(builder: Builder, id: LayerData["crs"]): number {
  if (isCustom(id)) return buildCustomCrs(builder, id);
  const [authority = "EPSG", code = "0"] = id.split(":");
  const org = builder.createString(authority);
  const name = builder.createString(crsInfo(id).name);
  builder.startObject(FIELDS.crs);
  builder.addFieldOffset(CRS.org, org, 0);
  builder.addFieldInt32(CRS.code, Number(code), 0);
  builder.addFieldOffset(CRS.name, name, 0);
  return builder.endObject();
}

/** One without a code is written out. */
function buildCustomCrs(builder: Builder, id: LayerData["crs"]): number {
  const name = builder.createString(crsInfo(id).name);
  const wkt = builder.createString(writtenWkt(id) ?? id);
  builder.startObject(FIELDS.crs);
  builder.addFieldOffset(CRS.name, name, 0);
  builder.addFieldOffset(CRS.wkt, wkt, 0);
  return builder.endObject();
}

/** The kind that all geometries have, or 0 (unknown): then each geometry tells its own. */
function headerKind(data: LayerData): number {
  const kinds = new Set(data.geometry.kinds);
  kinds.delete(Kind.Null);
  const [only] = kinds;
  return kinds.size === 1 ? only! : 0;
}

function buildFeature(
  builder: Builder,
  data: LayerData,
  feature: { index: number; properties: Uint8Array },
): Uint8Array {
  builder.clear();
  const propertiesVector = feature.properties.length === 0 ? 0 : builder.createByteVector(feature.properties);
  const geometry = buildGeometry(builder, data.geometry, feature.index);
  builder.startObject(FIELDS.feature);
  builder.addFieldOffset(FEATURE.geometry, geometry ?? 0, 0);
  builder.addFieldOffset(FEATURE.properties, propertiesVector, 0);
  builder.finishSizePrefixed(builder.endObject());
  return builder.asUint8Array();
}

/** Encodes a feature's values: pairs of a column number (2 bytes) and a value; nulls are left out. */
class PropertyWriter {
  readonly #data: LayerData;
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #used = 0;

  constructor(data: LayerData) {
    this.#data = data;
  }

  /** Valid until the next call. */
  write(index: number): Uint8Array {
    this.#used = 0;
    for (const [position, column] of this.#data.columns.entries()) {
      if (column.valid[index] !== 1) continue;
      this.#reserve(16);
      this.#view.setUint16(this.#used, position, true);
      this.#used += 2;
      this.#value(column, index, this.#data.fields[position]!);
    }
    return this.#bytes.subarray(0, this.#used);
  }

  #value(column: AttributeColumn, index: number, field: Field): void {
    switch (column.storage) {
      case "boolean":
        this.#bytes[this.#used] = column.values[index]!;
        this.#used += 1;
        return;
      case "number":
        if (field.type === "integer") this.#view.setBigInt64(this.#used, BigInt(column.values[index]!), true);
        else this.#view.setFloat64(this.#used, column.values[index]!, true);
        this.#used += 8;
        return;
      case "text": {
        if (field.type === "integer64") {
          // the same 8 bytes for Long and ULong
          this.#view.setBigInt64(this.#used, BigInt.asIntN(64, BigInt(textAt(column, index))), true);
          this.#used += 8;
          return;
        }
        const text = column.bytes.subarray(column.offsets[index], column.offsets[index + 1]);
        this.#reserve(4 + text.length);
        this.#view.setUint32(this.#used, text.length, true);
        this.#bytes.set(text, this.#used + 4);
        this.#used += 4 + text.length;
      }
    }
  }

  #reserve(count: number): void {
    if (this.#used + count <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#used + count));
    larger.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
