import { ByteBuffer } from "flatbuffers";
import { Feature } from "flatgeobuf/lib/mjs/flat-geobuf/feature.js";
import { Header } from "flatgeobuf/lib/mjs/flat-geobuf/header.js";
import type { CrsId } from "../crs/crs-id.ts";
import { SpatialError } from "../errors.ts";
import type { Feedback } from "../feedback.ts";
import { Kind } from "../geometry/column.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { LayerDataBuilder } from "../layers/table-builder.ts";
import { ByteWindow } from "./byte-window.ts";
import { appendGeometry } from "./flatgeobuf-geometry.ts";
import { type FileColumn, readProperties } from "./flatgeobuf-properties.ts";
import { FIELD_TYPES, MAGIC } from "./flatgeobuf-schema.ts";
import type { ReadOptions } from "./read-geojson.ts";
import type { ByteSource } from "./source.ts";
import { fileCrs } from "./file-crs.ts";

const MAX_HEADER = 1 << 26;
const READING = 0.95;
/** Bytes of a node of the packed R-tree: four doubles and an offset. */
const NODE_SIZE = 40;

/**
 * Reads FlatGeobuf 3 feature by feature, in file order; a spatial index is passed over. Throws LAYER_UNREADABLE for
 * another or a damaged file and for curves, UNKNOWN_CRS when the file states no CRS and none is given.
 */
export async function readFlatGeobuf(source: ByteSource, options: ReadOptions, feedback: Feedback): Promise<LayerData> {
  const reader = new FlatGeobufReader(source, feedback);
  try {
    return await reader.read(options);
  } catch (cause) {
    if (cause instanceof SpatialError) throw cause;
    // what the bytes of a damaged file lead the decoder to: offsets out of range, types that do not exist
    if (cause instanceof RangeError || cause instanceof TypeError) throw reader.damaged(cause.message, cause);
    throw cause;
  }
}

class FlatGeobufReader {
  readonly #name: string;
  readonly #window: ByteWindow;
  readonly #feedback: Feedback;
  /** One feature at a time, from the start of its own memory: doubles must lie at multiples of eight. */
  #scratch = new Uint8Array(4096);
  #features = 0;
  #droppedZ = false;

  constructor(source: ByteSource, feedback: Feedback) {
    this.#name = source.name;
    this.#window = new ByteWindow(source);
    this.#feedback = feedback;
  }

  async read(options: ReadOptions): Promise<LayerData> {
    const header = await this.#header();
    this.#checkLayer(header, options.layer);
    const builder = new LayerDataBuilder(options.crs ?? this.#crs(header));
    const columns = this.#columns(header, builder);
    await this.#passIndex(header);
    while (await this.#available(1)) await this.#feature(header, builder, columns);
    const expected = Number(header.featuresCount());
    if (this.#features < expected) {
      throw this.damaged(`it holds ${this.#features} of ${expected} features (was it cut off?)`);
    }
    if (this.#droppedZ) {
      this.#feedback.log("warning", "The file has Z values; they are left out, layers keep x and y.");
    }
    const data = builder.finish();
    this.#feedback.progress(1, "reading");
    return data;
  }

  damaged(what: string, cause?: unknown): SpatialError {
    const message = `Cannot read "${this.#name}": the FlatGeobuf file is damaged at feature ${this.#features}: ${what}.`;
    return new SpatialError("LAYER_UNREADABLE", message, { cause });
  }

  async #header(): Promise<Header> {
    await this.#available(MAGIC.length);
    const { bytes, pos } = this.#window;
    if (MAGIC.subarray(0, 7).some((byte, i) => bytes[pos + i] !== byte)) {
      const isOther = bytes.toString("latin1", pos, pos + 3) === "fgb";
      const what = isOther ? `FlatGeobuf version ${bytes[pos + 3]}, expected 3` : "this is not FlatGeobuf";
      throw new SpatialError("LAYER_UNREADABLE", `Cannot read "${this.#name}": ${what}.`);
    }
    this.#window.pos += MAGIC.length;
    return Header.getSizePrefixedRootAsHeader(await this.#record(MAX_HEADER));
  }

  #checkLayer(header: Header, layer: string | undefined): void {
    const own = header.name();
    if (layer === undefined || layer === own) return;
    const what = own === null ? "its one layer has no name" : `its one layer is "${own}"`;
    throw new SpatialError("BAD_ARGUMENT", `There is no layer "${layer}" in "${this.#name}": ${what}.`);
  }

  #crs(header: Header): CrsId {
    const crs = header.crs();
    const code = crs?.codeString() ?? (crs?.code() === 0 ? undefined : crs?.code());
    if (code === undefined) {
      throw new SpatialError(
        "UNKNOWN_CRS",
        `"${this.#name}" does not state its CRS. State it yourself, e.g. --crs EPSG:4326 or { crs: "EPSG:4326" }.`,
      );
    }
    return fileCrs(`${crs?.org() ?? "EPSG"}:${code}`, { name: this.#name, feedback: this.#feedback });
  }

  #columns(header: Header, builder: LayerDataBuilder): FileColumn[] {
    const names = new Set<string>();
    return Array.from({ length: header.columnsLength() }, (_, i) => {
      const column = header.columns(i)!;
      const type = FIELD_TYPES[column.type()];
      let name = column.name() ?? `field_${i + 1}`;
      while (names.has(name)) name += "_2";
      names.add(name);
      if (type === undefined) {
        this.#feedback.log("warning", `The field "${name}" holds binary values; it is left out.`);
        return { type: column.type(), target: undefined };
      }
      return { type: column.type(), target: builder.column(name, type) };
    });
  }

  /** The packed R-tree lies between header and features: a node per feature, and above them one per `nodeSize` nodes. */
  async #passIndex(header: Header): Promise<void> {
    const nodeSize = header.indexNodeSize();
    let level = Number(header.featuresCount());
    if (nodeSize < 2 || level === 0) return;
    let nodes = level;
    do {
      level = Math.ceil(level / nodeSize);
      nodes += level;
    } while (level > 1);
    for (let left = nodes * NODE_SIZE; left > 0;) {
      if (!(await this.#available(1))) throw this.damaged("its index is cut off");
      const step = Math.min(left, this.#window.end - this.#window.pos);
      this.#window.pos += step;
      left -= step;
    }
  }

  async #feature(header: Header, builder: LayerDataBuilder, columns: readonly FileColumn[]): Promise<void> {
    const feature = Feature.getSizePrefixedRootAsFeature(await this.#record(Infinity));
    const index = this.#features;
    const geometry = feature.geometry();
    if (geometry === null) builder.geometry.beginFeature(Kind.Null);
    else {
      const type = header.geometryType() || geometry.type();
      this.#droppedZ ||= geometry.zLength() > 0 || (geometry.parts(0)?.zLength() ?? 0) > 0;
      if (!appendGeometry(builder.geometry, geometry, type)) throw this.#unsupported(type);
    }
    builder.geometry.endFeature();
    const properties = feature.propertiesArray();
    if (properties !== null) readProperties(properties, columns, index);
    this.#features++;
    if (index % 256 === 0) this.#feedback.throwIfCanceled();
  }

  #unsupported(type: number): SpatialError {
    const what = `feature ${this.#features} has a geometry of type ${type}; layers hold points, lines and polygons only`;
    const advice = "Turn curves into lines first, e.g. with ogr2ogr -nlt CONVERT_TO_LINEAR.";
    return new SpatialError("LAYER_UNREADABLE", `Cannot read "${this.#name}": ${what}. ${advice}`);
  }

  /** The next record, whose first four bytes are the length of the rest. Valid until the next call. */
  async #record(limit: number): Promise<ByteBuffer> {
    if (!(await this.#available(4))) throw this.damaged("it ends too early");
    const length = 4 + this.#window.bytes.readUInt32LE(this.#window.pos);
    if (length > limit || !(await this.#available(length))) throw this.damaged("it ends too early");
    if (this.#scratch.length < length) this.#scratch = new Uint8Array(length * 2);
    const { bytes, pos } = this.#window;
    bytes.copy(this.#scratch, 0, pos, pos + length);
    this.#window.pos += length;
    return new ByteBuffer(this.#scratch.subarray(0, length));
  }

  /** Whether `count` bytes are there, after reading on if need be. */
  async #available(count: number): Promise<boolean> {
    while (this.#window.end - this.#window.pos < count) {
      if (!(await this.#window.more())) return false;
      this.#feedback.throwIfCanceled();
      const { fraction } = this.#window;
      if (fraction !== undefined) this.#feedback.progress(fraction * READING, "reading");
    }
    return true;
  }
}
