/** Units along one side of a tile. */
export const EXTENT = 4096;

export const MvtType = { Point: 1, LineString: 2, Polygon: 3 } as const;
export type MvtType = (typeof MvtType)[keyof typeof MvtType];

/** Growing bytes with protobuf's variable-length integers. */
class ByteWriter {
  bytes: Uint8Array;
  length = 0;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
  }

  /** @param value 0 to 2^32 - 1. */
  varint(value: number): void {
    this.#reserve(5);
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  zigzag(value: number): void {
    this.varint((value << 1) ^ (value >> 31));
  }

  /** @param byte 0 to 255 */
  raw(byte: number): void {
    this.#reserve(1);
    this.bytes[this.length++] = byte;
  }

  append(other: ByteWriter): void {
    this.#reserve(other.length);
    this.bytes.set(other.bytes.subarray(0, other.length), this.length);
    this.length += other.length;
  }

  #reserve(extra: number): void {
    if (this.length + extra <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + extra));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}

const MOVE_TO = 1;
const LINE_TO = 2;
const CLOSE_PATH = 7;

/** Protobuf keys (field number * 8 + wire type) of the Mapbox Vector Tile specification 2.1. */
const Key = {
  tileLayer: 0x1a,
  layerVersion: 0x78,
  layerName: 0x0a,
  layerFeature: 0x12,
  layerExtent: 0x28,
  layerKeys: 0x1a,
  layerValues: 0x22,
  featureId: 0x08,
  featureTags: 0x12,
  featureType: 0x18,
  featureGeometry: 0x22,
} as const;

/** Inside a value of a layer: an unsigned integer, or text. */
const VALUE_UINT = 0x28;
const VALUE_TEXT = 0x0a;

/** Writes a vector tile of one layer with ids, geometries and one small number or text; attributes stay in the kernel. */
export class MvtWriter {
  readonly #features = new ByteWriter(1 << 16);
  readonly #geometry = new ByteWriter(1 << 12);
  readonly #head = new ByteWriter(32);
  readonly #property: string;
  /** Values used: 0 to one less than this. */
  #values = 0;
  /** Of features with a text, instead of numbers. */
  readonly #texts: Uint8Array[] = [];
  #x = 0;
  #y = 0;

  /** @param property name of the one property that features can have */
  constructor(property = "") {
    this.#property = property;
  }

  /** Adds a point (tile units) to the pending feature. */
  point(x: number, y: number): void {
    this.#command(MOVE_TO, 1);
    this.#to(x, y);
  }

  /** Adds one line of at least two vertices to the pending feature. */
  line(xy: Int32Array, count: number): void {
    this.#command(MOVE_TO, 1);
    this.#to(xy[0]!, xy[1]!);
    this.#command(LINE_TO, count - 1);
    for (let i = 1; i < count; i++) this.#to(xy[2 * i]!, xy[2 * i + 1]!);
  }

  /**
   * Adds one ring to the pending feature. Not closed: the last vertex is not the first one again.
   * @param reverse writes the vertices backwards. A shell must have a positive area in tile units (y down), a hole a
   * negative one.
   */
  ring(xy: Int32Array, count: number, reverse: boolean): void {
    const first = reverse ? count - 1 : 0;
    this.#command(MOVE_TO, 1);
    this.#to(xy[2 * first]!, xy[2 * first + 1]!);
    this.#command(LINE_TO, count - 1);
    for (let k = 1; k < count; k++) {
      const i = reverse ? count - 1 - k : k;
      this.#to(xy[2 * i]!, xy[2 * i + 1]!);
    }
    this.#command(CLOSE_PATH, 1);
  }

  /**
   * Ends the pending feature; does nothing if no geometry was added since the last one.
   * @param value of the writer's property, 0 to 16,383; none if nothing is said
   */
  feature(id: number, type: MvtType, value?: number): void {
    if (this.#geometry.length > 0) {
      const head = this.#head;
      head.length = 0;
      head.varint(Key.featureId);
      head.varint(id);
      if (value !== undefined) this.#tag(value);
      head.varint(Key.featureType);
      head.varint(type);
      head.varint(Key.featureGeometry);
      head.varint(this.#geometry.length);
      this.#features.varint(Key.layerFeature);
      this.#features.varint(head.length + this.#geometry.length);
      this.#features.append(head);
      this.#features.append(this.#geometry);
    }
    this.#geometry.length = 0;
    this.#x = 0;
    this.#y = 0;
  }

  /** Ends the pending feature, whose property is a text in UTF-8. All features of a layer have texts, or none has. */
  named(id: number, type: MvtType, text: Uint8Array): void {
    this.feature(id, type, this.#texts.push(text) - 1);
  }

  /** The tile; no bytes at all when it has no feature. */
  finish(layerName: string): Uint8Array {
    if (this.#features.length === 0) return new Uint8Array(0);
    const name = new TextEncoder().encode(layerName);
    const layer = new ByteWriter(this.#features.length + name.length + 16);
    layer.varint(Key.layerVersion);
    layer.varint(2);
    layer.varint(Key.layerName);
    layer.varint(name.length);
    for (const byte of name) layer.varint(byte);
    layer.append(this.#features);
    if (this.#values > 0) this.#addProperty(layer);
    layer.varint(Key.layerExtent);
    layer.varint(EXTENT);

    const tile = new ByteWriter(layer.length + 6);
    tile.varint(Key.tileLayer);
    tile.varint(layer.length);
    tile.append(layer);
    return tile.bytes.slice(0, tile.length);
  }

  /** The n-th value of the layer is n. */
  #tag(value: number): void {
    this.#values = Math.max(this.#values, value + 1);
    const size = value > 0x7f ? 3 : 2;
    this.#head.varint(Key.featureTags);
    this.#head.varint(size);
    this.#head.varint(0);
    this.#head.varint(value);
  }

  #addProperty(layer: ByteWriter): void {
    const name = new TextEncoder().encode(this.#property);
    layer.varint(Key.layerKeys);
    layer.varint(name.length);
    for (const byte of name) layer.varint(byte);
    for (const text of this.#texts) {
      const value = new ByteWriter(text.length + 6);
      value.varint(VALUE_TEXT);
      value.varint(text.length);
      for (const byte of text) value.raw(byte);
      layer.varint(Key.layerValues);
      layer.varint(value.length);
      layer.append(value);
    }
    if (this.#texts.length > 0) return;
    for (let value = 0; value < this.#values; value++) {
      layer.varint(Key.layerValues);
      layer.varint(value > 0x7f ? 3 : 2);
      layer.varint(VALUE_UINT);
      layer.varint(value);
    }
  }

  #command(id: number, count: number): void {
    this.#geometry.varint(id | (count << 3));
  }

  #to(x: number, y: number): void {
    this.#geometry.zigzag(x - this.#x);
    this.#geometry.zigzag(y - this.#y);
    this.#x = x;
    this.#y = y;
  }
}
