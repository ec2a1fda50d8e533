import { parseCrsId } from "../../crs/crs-id.ts";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { isGeometryType } from "../../layers/geojson-source.ts";
import { parseExact } from "../../layers/exact-json.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { LayerDataBuilder } from "../../layers/table-builder.ts";
import { ByteWindow } from "../sources/byte-window.ts";
import { FeatureScanner } from "./feature-scanner.ts";
import { Incomplete, JsonMismatch, JsonScanner } from "./json-scanner.ts";
import { layerFromTopology } from "../topojson/read-topojson.ts";
import type { ByteSource } from "../sources/source.ts";
import { textSource } from "../sources/text-source.ts";
import { memberCrs } from "../file-crs.ts";
import type { Query } from "../query.ts";

const GEOJSON_CRS = "EPSG:4326";
const RECORD_SEPARATOR = 0x1e;
/** What the finished columns take of the whole. */
const READING = 0.95;

/**
 * Reads GeoJSON (RFC 7946, and the `crs` member of 2008), GeoJSON text sequences (one feature a line, or RFC 8142) and
 * TopoJSON, told apart by their content. Features are read as they come in: a file may be larger than memory for text.
 * Throws LAYER_UNREADABLE or INVALID_GEOMETRY with the place in the file.
 */
export async function readGeoJson(source: ByteSource, options: Query, feedback: Feedback): Promise<LayerData> {
  const text = await textSource(source, options.encoding, (start) => refuseForeign(source.name, start));
  const reader = new DocumentReader(text, options, feedback);
  try {
    return await reader.read();
  } catch (error) {
    throw reader.explain(error);
  }
}

class DocumentReader {
  readonly #source: ByteSource;
  readonly #options: Query;
  readonly #feedback: Feedback;
  readonly #window: ByteWindow;
  readonly #scanner: JsonScanner;
  readonly #builder: LayerDataBuilder;
  readonly #features: FeatureScanner;
  /** Members of the outermost object but its features, as JSON text. */
  readonly #members = new Map<string, string>();
  /** Whether features were found in an array or a sequence. */
  #listed = false;
  /** Whether one of those is being read. */
  #inList = false;

  constructor(source: ByteSource, options: Query, feedback: Feedback) {
    this.#source = source;
    this.#options = options;
    this.#feedback = feedback;
    this.#window = new ByteWindow(source);
    this.#scanner = new JsonScanner(this.#window);
    this.#builder = new LayerDataBuilder(options.crs ?? parseCrsId(GEOJSON_CRS));
    this.#features = new FeatureScanner(this.#window, this.#scanner, this.#builder);
  }

  async read(): Promise<LayerData> {
    if ((await this.#whole(() => this.#scanner.peek())) === RECORD_SEPARATOR)
      await this.#repeat(() => this.#inSequence());
    else await this.#object();
    const type = this.#memberType();
    if (type === "Topology") return this.#topology();
    if (!this.#listed) this.#single(type);
    return this.#finish();
  }

  /** The error with its place in the file; anything that is not about the file as it was. */
  explain(error: unknown): unknown {
    const { name } = this.#source;
    const feature = this.#inList ? `feature ${this.#builder.length}, ` : "";
    if (error instanceof JsonMismatch) {
      const { byte, line, column } = this.#window.locate(error.at);
      const place = `${feature}line ${line}, column ${column} (byte ${byte})`;
      const found = this.#found(error.at);
      const advice = NO_NUMBER.test(found) ? NO_NUMBER_ADVICE : "";
      const message = `Cannot read "${name}": ${place}: expected ${error.expected}, found ${found}.${advice}`;
      return new SpatialError("LAYER_UNREADABLE", message, { cause: error });
    }
    const ofFile = error instanceof SpatialError && ["INVALID_GEOMETRY", "LAYER_UNREADABLE"].includes(error.code);
    if (!ofFile || error.message.startsWith("Cannot read")) return error;
    const { line } = this.#window.locate(this.#window.pos);
    const message = `Cannot read "${name}": ${feature}line ${line}: ${error.message}`;
    return new SpatialError(error.code, message, { cause: error });
  }

  async #object(): Promise<void> {
    await this.#whole(() => this.#scanner.expect(0x7b, 'GeoJSON, which starts with "{"'));
    for (let first = true; ; first = false) {
      const key = await this.#whole(() => this.#nextKey(first));
      if (key === undefined) break;
      if (key === "features" && (await this.#whole(() => this.#scanner.accept(0x5b)))) {
        this.#listed = true;
        await this.#repeat(() => this.#inArray());
        this.#members.set("features", "[]");
        this.#inList = false;
      } else this.#members.set(key, await this.#whole(() => this.#scanner.text()));
    }
    await this.#afterObject();
  }

  #nextKey(first: boolean): string | undefined {
    if (this.#scanner.accept(0x7d)) return undefined;
    if (!first) this.#scanner.expect(0x2c, 'a comma or the end of the object ("}")');
    const key = this.#scanner.string();
    this.#scanner.expect(0x3a, 'a colon (":")');
    return key;
  }

  /** A file of one Feature after the other is a sequence, whatever its ending; nothing else may follow an object. */
  async #afterObject(): Promise<void> {
    const next = await this.#whole(() => this.#scanner.peek());
    if (next === 0) return;
    const type = this.#memberType();
    const isSequence = (next === 0x7b || next === RECORD_SEPARATOR) && (type === "Feature" || isGeometryType(type));
    if (!isSequence) this.#scanner.fail("the end of the file");
    this.#single(type);
    this.#listed = true;
    await this.#repeat(() => this.#inSequence());
  }

  /** Takes the next feature of an array; false at the array's end. */
  #inArray(): boolean {
    this.#inList = true;
    if (this.#scanner.accept(0x5d)) return false;
    if (this.#builder.length > 0) this.#scanner.expect(0x2c, 'a comma or the end of the features ("]")');
    this.#features.feature();
    return true;
  }

  /** Takes the next feature of a sequence; false at the end of the file. */
  #inSequence(): boolean {
    this.#inList = true;
    this.#listed = true;
    while (this.#scanner.accept(RECORD_SEPARATOR));
    if (this.#scanner.peek() === 0) return false;
    this.#features.feature();
    return true;
  }

  /** Calls `step` until it returns false, reading on where the bytes end within one. */
  async #repeat(step: () => boolean): Promise<void> {
    for (let count = 0; ;) {
      const start = this.#window.pos;
      try {
        if (!step()) return;
        if (++count % 256 === 0) this.#feedback.throwIfCanceled();
      } catch (error) {
        if (!(error instanceof Incomplete)) throw error;
        this.#window.pos = start;
        await this.#readOn();
      }
    }
  }

  /** What `step` returns once all bytes it needs are there. */
  async #whole<T>(step: () => T): Promise<T> {
    for (;;) {
      const start = this.#window.pos;
      try {
        return step();
      } catch (error) {
        if (!(error instanceof Incomplete)) throw error;
        this.#window.pos = start;
        await this.#readOn();
      }
    }
  }

  async #readOn(): Promise<void> {
    await this.#window.more();
    this.#feedback.throwIfCanceled();
    const { fraction } = this.#window;
    if (fraction !== undefined) this.#feedback.progress(fraction * READING, "reading");
  }

  /** A file that is a Feature or a geometry. */
  #single(type: unknown): void {
    if (type !== "Feature" && !isGeometryType(type)) throw this.#notGeoJson(type);
    const text = `{${Array.from(this.#members, ([key, value]) => `${JSON.stringify(key)}:${value}`).join(",")}}`;
    const bytes = Buffer.from(`${text}\0`);
    const window = { bytes, pos: 0, end: bytes.length - 1, final: true };
    new FeatureScanner(window, new JsonScanner(window), this.#builder).feature();
  }

  #topology(): Promise<LayerData> {
    const parsed = Array.from(this.#members, ([key, value]) => [key, parseExact(value)] as const);
    return layerFromTopology(Object.fromEntries(parsed), { name: this.#source.name, ...this.#options }, this.#feedback);
  }

  #finish(): LayerData {
    const { layer } = this.#options;
    const own = this.#member("name");
    if (layer !== undefined && layer !== own) {
      const what = typeof own === "string" ? `its one layer is "${own}"` : "GeoJSON holds one layer without a name";
      throw new SpatialError("BAD_ARGUMENT", `There is no layer "${layer}" in "${this.#source.name}": ${what}.`);
    }
    const reading = { name: this.#source.name, feedback: this.#feedback };
    const stated = this.#options.crs ?? memberCrs(this.#member("crs"), reading);
    const data = this.#builder.finish();
    this.#feedback.progress(1, "reading");
    return stated === undefined ? data : { ...data, crs: stated };
  }

  #member(key: string): unknown {
    const text = this.#members.get(key);
    return text === undefined ? undefined : JSON.parse(text);
  }

  #memberType(): unknown {
    return this.#member("type");
  }

  #notGeoJson(type: unknown): SpatialError {
    const keys = [...this.#members.keys()].slice(0, 6).map((key) => `"${key}"`);
    const has = keys.length === 0 ? "an empty object" : `an object with ${keys.join(", ")}`;
    const what = type === undefined ? `${has} and no "type"` : `an object of type ${JSON.stringify(type)}`;
    return new SpatialError("LAYER_UNREADABLE", `this is JSON, but not GeoJSON or TopoJSON: ${what}`);
  }

  #found(at: number): string {
    const { bytes, end } = this.#window;
    if (at >= end) return "the end of the file (was it cut off?)";
    const [text = ""] = bytes.toString("utf8", at, Math.min(end, at + 24)).split(/[\r\n]/);
    return text === "" ? "the end of the line" : `\`${text}\``;
  }
}

/** What other languages write for numbers that JSON has no words for. */
const NO_NUMBER = /^`[+-]?(?:nan|inf)/i;
const NO_NUMBER_ADVICE = ' JSON has no NaN and no Infinity: write null (for a place unknown, "geometry": null).';

/** First bytes of what is sometimes given for GeoJSON. */
const FOREIGN: readonly (readonly [string, string])[] = [
  ["<", "XML or HTML"],
  ["PK\x03\x04", "a zip archive; unpack it first"],
  ["\x1f\x8b", "a gzip archive; unpack it first"],
  ["fgb", "FlatGeobuf; name the file .fgb"],
  ["{\0", "UTF-16 text without a byte order mark; say --encoding utf-16le"],
  ["\0{", "UTF-16 text without a byte order mark; say --encoding utf-16be"],
  ["SQLite format 3", "a GeoPackage or SQLite database"],
  ["%PDF", "a PDF"],
];

/** Tells files of other kinds by their first bytes. */
function refuseForeign(name: string, start: string): void {
  const kind = start === "" ? undefined : FOREIGN.find(([signature]) => start.trimStart().startsWith(signature))?.[1];
  const problem = start === "" ? "the file is empty" : `expected GeoJSON, found ${kind}`;
  if (start === "" || kind !== undefined)
    throw new SpatialError("LAYER_UNREADABLE", `Cannot read "${name}": ${problem}.`);
}
