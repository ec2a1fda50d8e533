import { Kind } from "../geometry/column.ts";
import { Clipper } from "./clip.ts";
import type { FlatShapes } from "./flat-shapes.ts";
import { PathBuffer } from "./path-buffer.ts";

/** What of the unit square, or of another plane with y down, a picture shows. */
export interface Frame {
  /** The picture's north-west corner on the plane; may lie outside of the unit square. */
  readonly left: number;
  readonly top: number;
  /** Pixels per unit. */
  readonly scale: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** SVG path data. Shells run clockwise and holes against it, so that the default fill rule leaves the holes open. */
export interface SvgPaths {
  readonly polygons: string;
  readonly lines: string;
  /** Lines of almost no length, to be drawn with round caps. */
  readonly dots: string;
}

/** Polygons smaller than this in both directions become whole pixels, each drawn once: 100,000 of them stay quick. */
const TINY_PX = 3;
/** At most one dot per cell of this size. */
const DOT_CELL_PX = 2;
/** Drawn beyond the edge, so that outlines along it do not show. */
const MARGIN_PX = 20;

export interface PathOptions {
  /** Which features; all of them if nothing is said. */
  readonly isMember?: ((feature: number) => boolean) | undefined;
  /** Whether the shapes come again a unit further west and east, as on the Web Mercator square; they do if nothing is said. */
  readonly around?: boolean | undefined;
}

export function svgPaths(geometry: FlatShapes, frame: Frame, options: PathOptions = {}): SvgPaths {
  const { isMember = () => true, around = true } = options;
  const drawing = new Drawing(frame);
  for (const world of around ? [-1, 0, 1] : [0]) {
    // Every copy of the world that can show: wide pictures of the whole world, and shapes across the antimeridian.
    if (!around || (frame.left < world + 1.5 && frame.left + frame.widthPx / frame.scale > world - 0.5))
      drawing.add(geometry, world, isMember);
  }
  return drawing.finish();
}

class Drawing {
  readonly #frame: Frame;
  readonly #clipper: Clipper;
  readonly #path = new PathBuffer();
  readonly #clipped = new PathBuffer();
  readonly #pixels: Uint8Array;
  readonly #dotCells: Uint8Array;
  readonly #polygons: string[] = [];
  readonly #lines: string[] = [];
  readonly #dots: string[] = [];

  constructor(frame: Frame) {
    this.#frame = frame;
    this.#clipper = new Clipper(-MARGIN_PX, Math.max(frame.widthPx, frame.heightPx) + MARGIN_PX);
    this.#pixels = new Uint8Array(frame.widthPx * frame.heightPx);
    this.#dotCells = new Uint8Array(Math.ceil(frame.widthPx / DOT_CELL_PX) * Math.ceil(frame.heightPx / DOT_CELL_PX));
  }

  add(geometry: FlatShapes, world: number, isMember: (feature: number) => boolean): void {
    const { geomOffsets } = geometry;
    for (let feature = 0; feature + 1 < geomOffsets.length; feature++) {
      if (!isMember(feature)) continue;
      this.#addParts(geometry, world, { from: geomOffsets[feature]!, to: geomOffsets[feature + 1]! });
    }
  }

  #addParts(geometry: FlatShapes, world: number, { from, to }: { from: number; to: number }): void {
    const { partKinds, partOffsets } = geometry;
    for (let part = from; part < to; part++) {
      const firstRing = partOffsets[part]!;
      if (!this.#load(geometry, firstRing, world)) continue;
      if (partKinds[part] === Kind.Point) this.#addDot(this.#path.xy[0]!, this.#path.xy[1]!);
      else if (partKinds[part] === Kind.LineString) this.#clipper.line(this.#path, (piece) => this.#addLine(piece));
      else if (!this.#addTiny()) {
        this.#addRing(true);
        for (let ring = firstRing + 1; ring < partOffsets[part + 1]!; ring++) {
          if (this.#load(geometry, ring, world)) this.#addRing(false);
        }
      }
    }
  }

  finish(): SvgPaths {
    return {
      polygons: this.#polygons.join("") + pixelRuns(this.#pixels, this.#frame.widthPx),
      lines: this.#lines.join(""),
      dots: this.#dots.join(""),
    };
  }

  #minX = 0;
  #minY = 0;
  #maxX = 0;
  #maxY = 0;

  /** Reads one ring in pixels, without vertices nearer than half a pixel to the one before; false if none of it shows. */
  #load(geometry: FlatShapes, ring: number, world: number): boolean {
    const { ringOffsets, xy } = geometry;
    const { left, top, scale, widthPx, heightPx } = this.#frame;
    const path = this.#path;
    path.clear();
    let [lastX, lastY] = [Infinity, Infinity];
    [this.#minX, this.#minY, this.#maxX, this.#maxY] = [Infinity, Infinity, -Infinity, -Infinity];
    const to = ringOffsets[ring + 1]!;
    for (let v = ringOffsets[ring]!; v < to; v++) {
      const x = (xy[2 * v]! + world - left) * scale;
      const y = (xy[2 * v + 1]! - top) * scale;
      if (x < this.#minX) this.#minX = x;
      if (x > this.#maxX) this.#maxX = x;
      if (y < this.#minY) this.#minY = y;
      if (y > this.#maxY) this.#maxY = y;
      if ((x - lastX) ** 2 + (y - lastY) ** 2 < 0.25 && v !== to - 1) continue;
      path.push(x, y);
      lastX = x;
      lastY = y;
    }
    return (
      this.#maxX >= -MARGIN_PX &&
      this.#maxY >= -MARGIN_PX &&
      this.#minX <= widthPx + MARGIN_PX &&
      this.#minY <= heightPx + MARGIN_PX
    );
  }

  /** Marks the pixels whose centres lie in the polygon's bounds, and at least one. */
  #addTiny(): boolean {
    if (this.#maxX - this.#minX > TINY_PX || this.#maxY - this.#minY > TINY_PX) return false;
    const { widthPx, heightPx } = this.#frame;
    const [left, right] = pixelSpan(this.#minX, this.#maxX);
    const [top, bottom] = pixelSpan(this.#minY, this.#maxY);
    for (let y = Math.max(top, 0); y <= Math.min(bottom, heightPx - 1); y++) {
      for (let x = Math.max(left, 0); x <= Math.min(right, widthPx - 1); x++) this.#pixels[y * widthPx + x] = 1;
    }
    return true;
  }

  #addDot(x: number, y: number): void {
    const columns = Math.ceil(this.#frame.widthPx / DOT_CELL_PX);
    const [column, row] = [Math.floor(x / DOT_CELL_PX), Math.floor(y / DOT_CELL_PX)];
    if (column < 0 || column >= columns || this.#dotCells[row * columns + column] !== 0) return;
    this.#dotCells[row * columns + column] = 1;
    this.#dots.push(`M${tenth(x)} ${tenth(y)}h.01`);
  }

  #addLine(piece: PathBuffer): void {
    this.#lines.push(pathData(piece, false));
  }

  #addRing(isShell: boolean): void {
    this.#path.count--;
    this.#clipper.ring(this.#path, this.#clipped);
    if (this.#clipped.count < 3) return;
    this.#polygons.push(`${pathData(this.#clipped, twiceArea(this.#clipped) > 0 !== isShell)}Z`);
  }
}

/** First and last pixel whose centre lies from min to max; if there is none, the one around the middle. */
function pixelSpan(min: number, max: number): readonly [number, number] {
  const [first, last] = [Math.ceil(min - 0.5), Math.floor(max - 0.5)];
  const middle = Math.floor((min + max) / 2);
  return first > last ? [middle, middle] : [first, last];
}

function pathData({ xy, count }: PathBuffer, reverse: boolean): string {
  let data = "";
  for (let k = 0; k < count; k++) {
    const i = reverse ? count - 1 - k : k;
    data += `${k === 0 ? "M" : "L"}${tenth(xy[2 * i]!)} ${tenth(xy[2 * i + 1]!)}`;
  }
  return data;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function twiceArea({ xy, count }: PathBuffer): number {
  let sum = 0;
  for (let i = 0, j = count - 1; i < count; j = i++) sum += xy[2 * j]! * xy[2 * i + 1]! - xy[2 * i]! * xy[2 * j + 1]!;
  return sum;
}

/** Marked pixels as rectangles, one per run in a row. */
function pixelRuns(pixels: Uint8Array, width: number): string {
  const runs: string[] = [];
  for (let start = pixels.indexOf(1); start >= 0;) {
    const rowEnd = (Math.floor(start / width) + 1) * width;
    let end = start + 1;
    while (end < rowEnd && pixels[end] === 1) end++;
    runs.push(`M${start % width} ${Math.floor(start / width)}h${end - start}v1h-${end - start}Z`);
    start = pixels.indexOf(1, end);
  }
  return runs.join("");
}
