import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import { signedArea } from "../../geometry/overlay/area-edges.ts";
import { sharedDoubles } from "../../layers/attributes.ts";
import { separateTouches } from "./touches.ts";

/** minX, minY, maxX, maxY; a side where no tile follows is at infinity. */
export type TileBox = readonly [number, number, number, number];

/** Sides of a tile. */
export const Side = { left: 0, right: 1, bottom: 2, top: 3 } as const;
const NO_SIDE = -1;

/**
 * What of the border of a union lies in a tile: whole rings, and pieces of rings from where they come in to where they
 * go out. The area is on the right: shells run clockwise, holes the other way. A piece has the vertices between its two
 * crossings, which may be none; the crossings themselves are no vertices.
 */
export interface TilePieces {
  readonly xy: Float64Array;
  /** The first vertex of each piece, and the end. */
  readonly offsets: Uint32Array;
  /** The polygon of each piece, counted in the tile. */
  readonly polygons: Uint32Array;
  /** For each piece the side where it comes in, and that where it goes out; -1 twice for a ring. */
  readonly sides: Int8Array;
  /** For each piece where on those sides. */
  readonly places: Float64Array;
  /** Whether a vertex of a piece comes elsewhere, too: rings touch there. */
  readonly touching: Uint8Array;
}

/**
 * Cuts a union, feature 0 of the column, to a tile. Undefined where that cannot be done: a vertex lies on a side of the
 * tile, or not everything is area.
 */
export function cutToTile(column: GeometryColumn, tile: TileBox): TilePieces | undefined {
  if (column.partKinds.some((kind) => kind !== Kind.Polygon)) return undefined;
  const border = borderOf(column);
  const codes = outcodes(column.xy, tile);
  if (codes === undefined) return undefined;
  const touching = separateTouches(column.xy, border, codes);
  const out = new PieceWriter(column.xy, touching);
  const seen = new Uint8Array(border.next.length);
  for (const first of border.slots) {
    if (seen[first] === 1) continue;
    const loop: number[] = [];
    for (let at = first; seen[at] === 0; at = border.next[at]!) {
      seen[at] = 1;
      loop.push(at);
    }
    cutLoop({ loop, polygon: border.polygonOf[first]!, xy: column.xy, codes, tile }, out);
  }
  return out.finish();
}

interface Border {
  /** The vertices of all rings; closing ones are left out. */
  readonly slots: readonly number[];
  /** The vertex after each, with the area on the right. */
  readonly next: Uint32Array;
  readonly polygonOf: Uint32Array;
}

function borderOf({ partKinds, partOffsets, ringOffsets, xy }: GeometryColumn): Border {
  const count = xy.length / 2;
  const border = { slots: [] as number[], next: new Uint32Array(count), polygonOf: new Uint32Array(count) };
  for (let part = 0; part < partKinds.length; part++) {
    for (let ring = partOffsets[part]!; ring < partOffsets[part + 1]!; ring++) {
      const [start, last] = [ringOffsets[ring]!, ringOffsets[ring + 1]! - 1];
      const isClockwise = signedArea(xy, start, last) < 0;
      const isForward = isClockwise === (ring === partOffsets[part]);
      for (let v = start; v < last; v++) {
        const following = v + 1 === last ? start : v + 1;
        if (isForward) border.next[v] = following;
        else border.next[following] = v;
        border.polygonOf[v] = part;
        border.slots.push(v);
      }
    }
  }
  return border;
}

/** For each vertex which sides it lies beyond, as bits by the number of the side; undefined where one lies on a side. */
function outcodes(xy: Float64Array, [minX, minY, maxX, maxY]: TileBox): Uint8Array | undefined {
  const codes = new Uint8Array(xy.length / 2);
  for (let v = 0; v < codes.length; v++) {
    const [x, y] = [xy[2 * v]!, xy[2 * v + 1]!];
    if (x === minX || x === maxX || y === minY || y === maxY) return undefined;
    codes[v] = (x < minX ? 1 : 0) | (x > maxX ? 2 : 0) | (y < minY ? 4 : 0) | (y > maxY ? 8 : 0);
  }
  return codes;
}

interface Cutting {
  readonly loop: readonly number[];
  readonly polygon: number;
  readonly xy: Float64Array;
  readonly codes: Uint8Array;
  readonly tile: TileBox;
}

function cutLoop(cutting: Cutting, out: PieceWriter): void {
  const { loop, polygon, codes } = cutting;
  const edges = loop.map((from, i) => {
    const to = loop[(i + 1) % loop.length]!;
    if (codes[from] === 0 && codes[to] === 0) return undefined;
    return (codes[from]! & codes[to]!) === 0 ? crossingsOf(from, to, cutting) : undefined;
  });
  const start = edges.findIndex((edge) => edge?.entry !== undefined);
  if (start === -1) {
    // no part of it crosses a side
    if (codes[loop[0]!] === 0) out.add(loop, polygon);
    return;
  }
  let entry: Crossing | undefined;
  let inside: number[] = [];
  for (let i = 0; i < loop.length; i++) {
    const edge = edges[(start + i) % loop.length];
    if (edge?.entry) [entry, inside] = [edge.entry, []];
    if (edge?.exit && entry) {
      out.add(inside, polygon, [entry, edge.exit]);
      entry = undefined;
    }
    const to = loop[(start + i + 1) % loop.length]!;
    if (entry && codes[to] === 0) inside.push(to);
  }
}

interface Crossing {
  readonly side: number;
  readonly place: number;
}

/** Where an edge comes into the tile and where it goes out; neither where it passes by. */
function crossingsOf(
  from: number,
  to: number,
  { xy, codes, tile }: Cutting,
): Partial<Record<"entry" | "exit", Crossing>> {
  const start = [xy[2 * from]!, xy[2 * from + 1]!] as const;
  const step = [xy[2 * to]! - start[0], xy[2 * to + 1]! - start[1]] as const;
  const limits = [tile[0], tile[2], tile[1], tile[3]] as const;
  let [entrySide, exitSide, entryAt, exitAt] = [NO_SIDE, NO_SIDE, -Infinity, Infinity];
  for (let side = 0; side < 4; side++) {
    const axis = side < 2 ? 0 : 1;
    const at = (limits[side]! - start[axis]) / step[axis];
    if ((codes[from]! & (1 << side)) !== 0 && at > entryAt) [entrySide, entryAt] = [side, at];
    if ((codes[to]! & (1 << side)) !== 0 && at < exitAt) [exitSide, exitAt] = [side, at];
  }
  if (entryAt >= exitAt) return {};
  const crossing = (side: number, at: number): Crossing => {
    const axis = side < 2 ? 1 : 0;
    return { side, place: start[axis] + at * step[axis] };
  };
  return {
    ...(entrySide !== NO_SIDE && { entry: crossing(entrySide, entryAt) }),
    ...(exitSide !== NO_SIDE && { exit: crossing(exitSide, exitAt) }),
  };
}

class PieceWriter {
  readonly #from: Float64Array;
  readonly #isTouching: Uint8Array;
  readonly #xy: number[] = [];
  readonly #offsets = [0];
  readonly #polygons: number[] = [];
  readonly #sides: number[] = [];
  readonly #places: number[] = [];
  readonly #touching: number[] = [];

  constructor(from: Float64Array, isTouching: Uint8Array) {
    this.#from = from;
    this.#isTouching = isTouching;
  }

  add(vertices: readonly number[], polygon: number, ends?: readonly [Crossing, Crossing]): void {
    let touching = 0;
    for (const v of vertices) {
      this.#xy.push(this.#from[2 * v]!, this.#from[2 * v + 1]!);
      touching |= this.#isTouching[v]!;
    }
    this.#offsets.push(this.#xy.length / 2);
    this.#polygons.push(polygon);
    this.#sides.push(ends?.[0].side ?? NO_SIDE, ends?.[1].side ?? NO_SIDE);
    this.#places.push(ends?.[0].place ?? 0, ends?.[1].place ?? 0);
    this.#touching.push(touching);
  }

  finish(): TilePieces {
    const xy = sharedDoubles(this.#xy.length);
    xy.set(this.#xy);
    return {
      xy,
      offsets: Uint32Array.from(this.#offsets),
      polygons: Uint32Array.from(this.#polygons),
      sides: Int8Array.from(this.#sides),
      places: Float64Array.from(this.#places),
      touching: Uint8Array.from(this.#touching),
    };
  }
}
