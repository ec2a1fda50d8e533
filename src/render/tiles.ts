import Flatbush from "flatbush";
import type { Bounds } from "../geometry/column.ts";
import { Kind } from "../geometry/column.ts";
import { CLASS_PROPERTY } from "../styles/map-paint.ts";
import type { TileLabels } from "../layers/layer-style.ts";
import { Clipper } from "./clip.ts";
import type { MercatorGeometry } from "./mercator-geometry.ts";
import { labelTile } from "./label-tile.ts";
import { EXTENT, MvtType, MvtWriter } from "./mvt.ts";
import { PathBuffer } from "./path-buffer.ts";

/** A layer made ready for cutting tiles. Plain data in SharedArrayBuffers: made once, then handed to any thread for free. */
export interface TileSource extends MercatorGeometry {
  /** The feature of each part. */
  readonly partFeature: Uint32Array;
  /** minX, minY, maxX, maxY per part, on the unit square. */
  readonly partBounds: Float64Array;
  /** Of all parts; undefined when the layer has no coordinates. */
  readonly bounds: Bounds | undefined;
  /** A flatbush index of the parts; empty for a layer without parts. */
  readonly index: ArrayBuffer | SharedArrayBuffer;
}

/** Name of the layer inside a tile that holds the shapes. */
export const TILE_LAYER = "shapes";
/** Name of the layer that holds the squares standing for polygons below a pixel: they are drawn without outline. */
export const TINY_LAYER = "tiny";
/** The deepest zoom that is cut; the browser enlarges it further (1 unit is 15 cm at the equator). */
export const MAX_TILE_ZOOM = 16;

/** Drawn beyond the tile's edge, in units, so that outlines and circles are not cut off: 8 pixels. */
const BUFFER = 64;
/** A 512-pixel tile has 8 units to a pixel. */
const PIXEL = 8;
/** Sizes of the thinning cell tried in turn, in units, until a tile holds no more than MOST_PARTS. */
const CELLS = [PIXEL, 10, 12, 14, 16, 20, 24, 32, 48, 64, 128];
/** What a browser that draws in software can still pan smoothly. */
const MOST_PARTS = 48_000;
/** Vertices nearer than this to the one before are left out, in units, below the deepest zoom. */
const TOLERANCE = 3;

/**
 * Cuts one tile: a Mapbox Vector Tile whose feature ids are the positions of the features in the layer; no bytes when
 * nothing lies in it. What is smaller than about a pixel becomes one pixel-size square, line or point, at most one per
 * pixel; the pixel grows where a tile would still hold more than MOST_PARTS.
 */
export function cutTile(source: TileSource, place: TilePlace): Uint8Array {
  const { z: zoom, x, y, classes, labels } = place;
  if (source.bounds === undefined) return new Uint8Array(0);
  const writers = { shapes: new MvtWriter(CLASS_PROPERTY), tiny: new MvtWriter(CLASS_PROPERTY), classes };
  const index = Flatbush.from(source.index);
  const scale = EXTENT * 2 ** zoom;
  const margin = BUFFER / scale;
  const side = EXTENT / scale;
  for (const world of worldsOf(source.bounds)) {
    const [left, top] = [x * side + world, y * side];
    const found = index.search(left - margin, top - margin, left + side + margin, top + side + margin);
    if (found.length === 0) continue;
    const parts = Uint32Array.from(found).toSorted();
    new TileCutter(source, writers, { scale, left, top, exact: zoom >= MAX_TILE_ZOOM }).cut(parts);
  }
  const [shapes, tiny] = [writers.shapes.finish(TILE_LAYER), writers.tiny.finish(TINY_LAYER)];
  const names = labels === undefined ? new Uint8Array(0) : labelTile(labels, place);
  // layers of a tile simply follow each other
  return tiny.length + names.length === 0 ? shapes : joined([shapes, tiny, names]);
}

/** Browsers have no Buffer. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export interface TilePlace {
  /** 0 to MAX_TILE_ZOOM; x and y count from the north-west corner. */
  readonly z: number;
  readonly x: number;
  readonly y: number;
  /** The class of each feature of the layer, which tiles carry as a property. */
  readonly classes?: Uint8Array | undefined;
  /** What is written at features. */
  readonly labels?: Omit<TileLabels, "at"> | undefined;
}

interface Writers {
  readonly classes: Uint8Array | undefined;
  readonly shapes: MvtWriter;
  readonly tiny: MvtWriter;
}

/** Copies of the world a layer reaches into: shapes across the antimeridian lie partly outside of 0 to 1. */
function worldsOf(bounds: Bounds): number[] {
  return [-1, 0, 1].filter((world) => (bounds[0] < world + 1 && bounds[2] > world) || world === 0);
}

interface TileFrame {
  /** Units per unit square. */
  readonly scale: number;
  readonly left: number;
  readonly top: number;
  /** True at the deepest zoom: nothing is simplified. */
  readonly exact: boolean;
}

/** Turns the parts that touch a tile into its features. */
class TileCutter {
  readonly #source: TileSource;
  readonly #writer: MvtWriter;
  readonly #tiny: MvtWriter;
  readonly #classes: Uint8Array | undefined;
  readonly #frame: TileFrame;
  readonly #clipper = new Clipper(-BUFFER, EXTENT + BUFFER);
  readonly #path = new PathBuffer();
  readonly #clipped = new PathBuffer();
  #rounded = new Int32Array(2048);
  #cell = PIXEL;
  #taken = new Uint8Array(0);

  constructor(source: TileSource, writers: Writers, frame: TileFrame) {
    this.#source = source;
    this.#writer = writers.shapes;
    this.#tiny = writers.tiny;
    this.#classes = writers.classes;
    this.#frame = frame;
  }

  cut(parts: Uint32Array): void {
    this.#cell = this.#chooseCell(parts);
    this.#taken.fill(0);
    for (const part of parts) {
      if (this.#cell > 0 && this.#isTiny(part)) this.#addTiny(part);
      else this.#addWhole(part);
    }
  }

  /** 0 means no thinning. */
  #chooseCell(parts: Uint32Array): number {
    if (this.#frame.exact && parts.length <= MOST_PARTS) return 0;
    for (const cell of CELLS) {
      this.#cell = cell;
      this.#taken = new Uint8Array((Math.ceil((EXTENT + 2 * BUFFER) / cell) + 1) ** 2);
      let count = 0;
      for (const part of parts) if (!this.#isTiny(part) || this.#take(part)) count++;
      if (count <= MOST_PARTS) return cell;
    }
    return this.#cell;
  }

  #isTiny(part: number): boolean {
    const { partBounds } = this.#source;
    const limit = (1.5 * this.#cell) / this.#frame.scale;
    return (
      partBounds[4 * part + 2]! - partBounds[4 * part]! < limit &&
      partBounds[4 * part + 3]! - partBounds[4 * part + 1]! < limit
    );
  }

  /** Whether nothing of the part is cut off by the tile's edge. */
  #isInside(part: number): boolean {
    const { partBounds } = this.#source;
    const { scale, left, top } = this.#frame;
    const end = EXTENT / scale;
    const [minX, minY, maxX, maxY] = partBounds.subarray(4 * part, 4 * part + 4);
    return minX! >= left && minY! >= top && maxX! <= left + end && maxY! <= top + end;
  }

  /** Claims the cell of a tiny part; false if one of its kind has it already or it lies outside. */
  #take(part: number): boolean {
    const [column, row] = this.#cellOf(part);
    const columns = Math.ceil((EXTENT + 2 * BUFFER) / this.#cell) + 1;
    if (column < 0 || row < 0 || column >= columns || row >= columns) return false;
    const bit = 1 << this.#source.partKinds[part]!;
    const at = row * columns + column;
    if ((this.#taken[at]! & bit) !== 0) return false;
    this.#taken[at]! |= bit;
    return true;
  }

  #cellOf(part: number): readonly [number, number] {
    const { partBounds } = this.#source;
    const { scale, left, top } = this.#frame;
    const x = ((partBounds[4 * part]! + partBounds[4 * part + 2]!) / 2 - left) * scale;
    const y = ((partBounds[4 * part + 1]! + partBounds[4 * part + 3]!) / 2 - top) * scale;
    return [Math.floor((x + BUFFER) / this.#cell), Math.floor((y + BUFFER) / this.#cell)];
  }

  #addTiny(part: number): void {
    if (!this.#take(part)) return;
    const kind = this.#source.partKinds[part];
    if (kind === Kind.Point) {
      this.#addWhole(part);
      return;
    }
    const [left, top, right, bottom] = this.#tinyBox(part);
    const feature = this.#source.partFeature[part]!;
    if (kind === Kind.Polygon) {
      this.#tiny.ring(Int32Array.of(left, top, right, top, right, bottom, left, bottom), 4, false);
      this.#tiny.feature(feature, MvtType.Polygon, this.#classes?.[feature]);
    } else {
      const middle = (top + bottom) >> 1;
      this.#writer.line(Int32Array.of(left, middle, right, middle), 2);
      this.#writer.feature(feature, MvtType.LineString, this.#classes?.[feature]);
    }
  }

  /** The bounds of a part, grown around its middle to at least a cell. */
  #tinyBox(part: number): readonly [number, number, number, number] {
    const { partBounds } = this.#source;
    const { scale, left, top } = this.#frame;
    const [minX, minY, maxX, maxY] = partBounds.subarray(4 * part, 4 * part + 4);
    const width = Math.max(Math.round((maxX! - minX!) * scale), this.#cell);
    const height = Math.max(Math.round((maxY! - minY!) * scale), this.#cell);
    const x = Math.round(((minX! + maxX!) / 2 - left) * scale - width / 2);
    const y = Math.round(((minY! + maxY!) / 2 - top) * scale - height / 2);
    return [x, y, x + width, y + height];
  }

  #addWhole(part: number): void {
    const { partKinds, partOffsets, partFeature } = this.#source;
    const feature = partFeature[part]!;
    const firstRing = partOffsets[part]!;
    const kind = partKinds[part];
    if (kind === Kind.Polygon) {
      this.#addPolygon(part);
      return;
    }
    this.#load(firstRing);
    if (kind === Kind.LineString) this.#clipper.line(this.#path, (piece) => this.#addLine(piece));
    else this.#writer.point(Math.round(this.#path.xy[0]!), Math.round(this.#path.xy[1]!));
    this.#writer.feature(
      feature,
      kind === Kind.LineString ? MvtType.LineString : MvtType.Point,
      this.#classes?.[feature],
    );
  }

  #addPolygon(part: number): void {
    const { partOffsets, partFeature } = this.#source;
    const [shell, end] = [partOffsets[part]!, partOffsets[part + 1]!];
    if (this.#addRing(shell, true)) {
      for (let hole = shell + 1; hole < end; hole++) this.#addRing(hole, false);
      const feature = partFeature[part]!;
      this.#writer.feature(feature, MvtType.Polygon, this.#classes?.[feature]);
    } else if (this.#cell > 0 && this.#isInside(part)) this.#addTiny(part);
  }

  /** Reads a ring or line into tile units, leaving out vertices too near to the one before; the last one always stays. */
  #load(ring: number): void {
    const { ringOffsets, xy } = this.#source;
    const { scale, left, top, exact } = this.#frame;
    const path = this.#path;
    const limit = exact ? 0 : TOLERANCE * TOLERANCE;
    const [from, to] = [ringOffsets[ring]!, ringOffsets[ring + 1]!];
    path.clear();
    let [lastX, lastY] = [Infinity, Infinity];
    for (let v = from; v < to; v++) {
      const x = (xy[2 * v]! - left) * scale;
      const y = (xy[2 * v + 1]! - top) * scale;
      const far = (x - lastX) ** 2 + (y - lastY) ** 2 > limit;
      if (!far && v !== to - 1) continue;
      path.push(x, y);
      lastX = x;
      lastY = y;
    }
  }

  #addLine(piece: PathBuffer): void {
    const count = this.#round(piece);
    if (count >= 2) this.#writer.line(this.#rounded, count);
  }

  /** @returns false when nothing of the ring is left in the tile. */
  #addRing(ring: number, isShell: boolean): boolean {
    this.#load(ring);
    this.#path.count--; // the last vertex repeats the first
    this.#clipper.ring(this.#path, this.#clipped);
    let count = this.#round(this.#clipped);
    const xy = this.#rounded;
    if (count > 1 && xy[0] === xy[2 * count - 2] && xy[1] === xy[2 * count - 1]) count--;
    const area = count < 3 ? 0 : twiceArea(xy, count);
    if (area === 0) return false;
    this.#writer.ring(xy, count, area > 0 !== isShell);
    return true;
  }

  /** Rounds to whole units without repeated vertices, into #rounded. */
  #round(path: PathBuffer): number {
    if (this.#rounded.length < 2 * path.count) this.#rounded = new Int32Array(4 * path.count);
    const out = this.#rounded;
    let count = 0;
    for (let i = 0; i < path.count; i++) {
      const x = Math.round(path.xy[2 * i]!);
      const y = Math.round(path.xy[2 * i + 1]!);
      if (count > 0 && out[2 * count - 2] === x && out[2 * count - 1] === y) continue;
      out[2 * count] = x;
      out[2 * count + 1] = y;
      count++;
    }
    return count;
  }
}

/** Positive when the ring runs clockwise on the screen (y down). */
function twiceArea(xy: Int32Array, count: number): number {
  let sum = 0;
  for (let i = 0, j = count - 1; i < count; j = i++) sum += xy[2 * j]! * xy[2 * i + 1]! - xy[2 * i]! * xy[2 * j + 1]!;
  return sum;
}
