import type { CrsId } from "../../crs/crs-id.ts";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { Kind } from "../../geometry/column.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { LayerDataBuilder } from "../../layers/table-builder.ts";
import { ByteWindow } from "../sources/byte-window.ts";
import { crsOfWkt } from "../../crs/read-crs.ts";
import { fileCrs } from "../file-crs.ts";
import { Damage, FlatTable } from "./flat-table.ts";
import { appendGeometry, UnsupportedType } from "./flatgeobuf-geometry.ts";
import { type DeclaredColumn, type FileHeader, readColumns, readHeader } from "./flatgeobuf-header.ts";
import { type FileColumn, readProperties } from "./flatgeobuf-properties.ts";
import { FEATURE, FIELD_TYPES, MAGIC } from "./flatgeobuf-schema.ts";
import { indexSize } from "./packed-index.ts";
import type { Query } from "../query.ts";
import type { ByteSource } from "../sources/source.ts";

const MAX_HEADER = 1 << 26;
const READING = 0.95;

/**
 * Reads FlatGeobuf 3 feature by feature, in file order; a spatial index is passed over. Throws LAYER_UNREADABLE for
 * another, a damaged or a cut file and for curves, UNKNOWN_CRS when the file states no CRS and none is given.
 * @param selected how many features the source has where it is a file without its index and the other features
 */
export async function readFlatGeobuf(
  source: ByteSource,
  options: Query,
  feedback: Feedback,
  selected?: number,
): Promise<LayerData> {
  const reader = new FlatGeobufReader(source, feedback, selected);
  try {
    return await reader.read(options);
  } catch (cause) {
    throw reader.explain(cause);
  }
}

class FlatGeobufReader {
  readonly #source: ByteSource;
  readonly #window: ByteWindow;
  readonly #feedback: Feedback;
  /** One feature at a time, from the start of its own memory: doubles must lie at multiples of eight. */
  #scratch = new Uint8Array(4096);
  readonly #selected: number | undefined;
  #header: FileHeader | undefined;
  #features = 0;

  constructor(source: ByteSource, feedback: Feedback, selected: number | undefined) {
    this.#source = source;
    this.#selected = selected;
    this.#window = new ByteWindow(source);
    this.#feedback = feedback;
  }

  async read(options: Query): Promise<LayerData> {
    await this.#checkMagic();
    const header = readHeader(await this.#record(MAX_HEADER));
    this.#header = header;
    this.#checkLayer(header, options.layer);
    const builder = new LayerDataBuilder(options.crs ?? this.#crs(header));
    const columns = this.#columns(header.columns, builder);
    if (this.#selected === undefined) await this.#skip(indexSize(header));
    // with bounds, features that are too many must be read to know which those are
    const most = options.bounds === undefined ? (options.limit ?? Infinity) : Infinity;
    while (this.#features < most && (await this.#available(1))) await this.#feature(header, builder, columns);
    if (this.#features < most) this.#checkCount(this.#selected ?? header.featuresCount);
    const data = builder.finish();
    this.#feedback.progress(1, "reading");
    return data;
  }

  /** The error with its place in the file; anything that is not about the file as it was. */
  explain(error: unknown): unknown {
    const cannot = `Cannot read "${this.#source.name}": `;
    if (error instanceof UnsupportedType) {
      const what = `feature ${this.#features} has a geometry of type ${error.type}; layers hold points, lines and polygons only`;
      const advice = "Turn curves into lines first, e.g. with ogr2ogr -nlt CONVERT_TO_LINEAR.";
      return new SpatialError("LAYER_UNREADABLE", `${cannot}${what}. ${advice}`, { cause: error });
    }
    if (!(error instanceof Damage)) return error;
    const place = this.#header === undefined ? "in its header" : `at feature ${this.#features}`;
    const message = `${cannot}the FlatGeobuf file is damaged ${place}: ${error.message}.`;
    return new SpatialError("LAYER_UNREADABLE", message, { cause: error });
  }

  async #checkMagic(): Promise<void> {
    await this.#available(MAGIC.length);
    const { bytes, pos, end } = this.#window;
    if (end - pos < MAGIC.length || MAGIC.subarray(0, 7).some((byte, i) => bytes[pos + i] !== byte)) {
      const isOther = bytes.toString("latin1", pos, pos + 3) === "fgb" && end - pos >= 4;
      const what = isOther ? `FlatGeobuf version ${bytes[pos + 3]}, expected 3` : "this is not FlatGeobuf";
      throw new SpatialError("LAYER_UNREADABLE", `Cannot read "${this.#source.name}": ${what}.`);
    }
    this.#window.pos += MAGIC.length;
  }

  #checkLayer({ name: own }: FileHeader, layer: string | undefined): void {
    if (layer === undefined || layer === own) return;
    const what = own === undefined ? "its one layer has no name" : `its one layer is "${own}"`;
    throw new SpatialError("BAD_ARGUMENT", `There is no layer "${layer}" in "${this.#source.name}": ${what}.`);
  }

  #checkCount(expected: number): void {
    if (this.#features < expected) throw this.#cut();
    if (expected === 0 || this.#features === expected) return;
    const text = `The file's header speaks of ${expected} features; there are ${this.#features}, and all were read.`;
    this.#feedback.log("warning", text);
  }

  #crs({ crs }: FileHeader): CrsId {
    const { name } = this.#source;
    if (crs?.id !== undefined) return fileCrs(crs.id, { name, feedback: this.#feedback });
    const custom = crs === undefined ? undefined : crsOfWkt(crs.wkt);
    if (custom !== undefined) return custom;
    const what = crs?.name === undefined ? "does not state its CRS" : `states a CRS without a code, "${crs.name}"`;
    throw new SpatialError(
      "UNKNOWN_CRS",
      `"${name}" ${what}. State it yourself, e.g. --crs EPSG:4326 or { crs: "EPSG:4326" }.`,
    );
  }

  #columns(declared: readonly DeclaredColumn[], builder: LayerDataBuilder): FileColumn[] {
    const names = new Set<string>();
    return declared.map(({ name: given, type }, i) => {
      let name = given ?? `field_${i + 1}`;
      while (names.has(name)) name += "_2";
      names.add(name);
      return { type, target: builder.column(name, FIELD_TYPES[type]), last: -1 };
    });
  }

  async #feature(header: FileHeader, builder: LayerDataBuilder, columns: readonly FileColumn[]): Promise<void> {
    const feature = FlatTable.root(await this.#record(Infinity));
    const index = this.#features;
    const geometry = feature.table(FEATURE.geometry);
    if (geometry === undefined) {
      builder.geometry.beginFeature(Kind.Null);
      builder.geometry.endFeature();
    } else appendGeometry(builder.geometry, geometry, header.kind);
    const own = feature.hasAny(FEATURE.columns) ? readColumns(feature, FEATURE.columns) : undefined;
    readProperties(feature.bytes(FEATURE.properties), own ? ownColumns(own, builder) : columns, index);
    this.#features++;
    if (index % 256 === 0) this.#feedback.throwIfCanceled();
  }

  /** The next record without its first four bytes, which are the length of the rest. Valid until the next call. */
  async #record(limit: number): Promise<Uint8Array> {
    if (!(await this.#available(4))) throw this.#cut();
    const length = this.#window.bytes.readUInt32LE(this.#window.pos);
    if (length > limit) throw new Damage(`it is said to be ${length} bytes long`);
    if (!(await this.#available(4 + length))) throw this.#cut();
    const { bytes, pos } = this.#window;
    if (this.#scratch.length < 4 + length) this.#scratch = new Uint8Array(2 * (4 + length));
    bytes.copy(this.#scratch, 0, pos, pos + 4 + length);
    this.#window.pos += 4 + length;
    return this.#scratch.subarray(4, 4 + length);
  }

  #cut(): Damage {
    const { featuresCount = 0 } = this.#header ?? {};
    if (this.#selected !== undefined) return new Damage("its index leads to where there is no feature");
    if (featuresCount === 0) return new Damage("it ends too early (was it cut off?)");
    return new Damage(`it holds ${this.#features} of ${featuresCount} features (was it cut off?)`);
  }

  async #skip(count: number): Promise<void> {
    if (this.#isBeyond(count)) throw this.#cut();
    for (let left = count; left > 0;) {
      if (!(await this.#available(1))) throw this.#cut();
      const step = Math.min(left, this.#window.end - this.#window.pos);
      this.#window.pos += step;
      left -= step;
    }
  }

  /** Whether `count` bytes are there, after reading on if need be. */
  async #available(count: number): Promise<boolean> {
    if (this.#isBeyond(count)) return false;
    while (this.#window.end - this.#window.pos < count) {
      if (!(await this.#window.more())) return false;
      this.#feedback.throwIfCanceled();
      const { fraction } = this.#window;
      if (fraction !== undefined) this.#feedback.progress(fraction * READING, "reading");
    }
    return true;
  }

  /** Whether the file, as far as its size is known, has less than `count` bytes left. */
  #isBeyond(count: number): boolean {
    const { size } = this.#source;
    return size !== undefined && this.#window.position + count > size;
  }
}

/** Columns that a feature brings along: the same name is the same field. */
function ownColumns(declared: readonly DeclaredColumn[], builder: LayerDataBuilder): FileColumn[] {
  return declared.map(({ name, type }, i) => {
    const target = FIELD_TYPES[type] && builder.column(name ?? `field_${i + 1}`);
    return { type, target, last: -1 };
  });
}
