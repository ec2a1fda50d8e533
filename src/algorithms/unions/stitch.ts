import type { Tile } from "./tile-grid.ts";
import { Side, type TilePieces } from "./tile-pieces.ts";

export interface CutTile {
  readonly tile: Tile;
  readonly pieces: TilePieces;
}

/** A ring of a union, and a number that all rings of its polygon have. */
export interface TileRing {
  readonly xy: Float64Array;
  readonly polygon: number;
  /** Whether it may come to one vertex more than once. */
  readonly mayTouch: boolean;
}

/** What two tiles make of one crossing may differ by this, as a share of the largest coordinate. */
const TOLERANCE = 1e-10;

/**
 * Joins the pieces of a union's rings along the sides of tiles: where one goes out another one comes in, in the same
 * order on both sides. Nothing is cut anew, and crossings are no vertices of the result. Undefined where the tiles don't
 * agree.
 */
export function stitch(tiles: readonly CutTile[]): readonly TileRing[] | undefined {
  const pieces = tiles.flatMap(({ tile, pieces: own }) =>
    Array.from(own.polygons, (_, index): Piece => ({ tile, own, index })),
  );
  const following = matched(pieces, TOLERANCE * largest(tiles));
  if (following === undefined) return undefined;
  const polygonOf = joinPolygons(tiles, pieces, following);
  const rings: TileRing[] = [];
  const seen = new Uint8Array(pieces.length);
  for (let first = 0; first < pieces.length; first++) {
    if (seen[first] === 1) continue;
    const loop: Piece[] = [];
    for (let at = first; seen[at] === 0; at = following[at]!) {
      seen[at] = 1;
      loop.push(pieces[at]!);
    }
    rings.push(ringOf(loop, polygonOf[first]!));
  }
  return rings;
}

interface Piece {
  readonly tile: Tile;
  readonly own: TilePieces;
  readonly index: number;
}

function largest(tiles: readonly CutTile[]): number {
  let most = 0;
  for (const { pieces } of tiles) for (const value of pieces.xy) most = Math.max(most, Math.abs(value));
  return most;
}

/** Crossings of a line between tiles in one direction. */
interface Line {
  readonly outs: { readonly piece: number; readonly place: number }[];
  readonly ins: { readonly piece: number; readonly place: number }[];
}

/** The piece that follows each; a ring follows itself. */
function matched(pieces: readonly Piece[], tolerance: number): Uint32Array | undefined {
  const lines = new Map<string, Line>();
  const following = new Uint32Array(pieces.length);
  const lineAt = (key: string): Line => {
    const line = lines.get(key) ?? { outs: [], ins: [] };
    lines.set(key, line);
    return line;
  };
  for (const [piece, { tile, own, index }] of pieces.entries()) {
    const [sideIn, sideOut] = [own.sides[2 * index]!, own.sides[2 * index + 1]!];
    following[piece] = piece;
    if (sideIn < 0) continue;
    lineAt(lineKey(tile, sideIn, "in")).ins.push({ piece, place: own.places[2 * index]! });
    lineAt(lineKey(tile, sideOut, "out")).outs.push({ piece, place: own.places[2 * index + 1]! });
  }
  for (const { outs, ins } of lines.values()) {
    if (outs.length !== ins.length) return undefined;
    outs.sort((a, b) => a.place - b.place);
    ins.sort((a, b) => a.place - b.place);
    for (const [i, { piece, place }] of outs.entries()) {
      if (Math.abs(place - ins[i]!.place) > tolerance) return undefined;
      // too near to each other to be told apart
      if (i > 0 && place - outs[i - 1]!.place <= 2 * tolerance) return undefined;
      following[piece] = ins[i]!.piece;
    }
  }
  return following;
}

/** A column's sides are lines as a whole, for its neighbours have other rows; a row's sides are its column's. */
function lineKey({ column, row }: Tile, side: number, way: "in" | "out"): string {
  const isForward = (side === Side.right || side === Side.top) === (way === "out");
  const direction = isForward ? "+" : "-";
  switch (side) {
    case Side.left:
      return `${direction}${column}`;
    case Side.right:
      return `${direction}${column + 1}`;
    case Side.bottom:
      return `${direction}${column} ${row}`;
    default:
      return `${direction}${column} ${row + 1}`;
  }
}

/** A number for the polygon of each piece: the same for those that follow each other, and all of one polygon in a tile. */
function joinPolygons(tiles: readonly CutTile[], pieces: readonly Piece[], following: Uint32Array): Uint32Array {
  const bases = new Map<TilePieces, number>();
  let total = 0;
  for (const { pieces: own } of tiles) {
    bases.set(own, total);
    total += own.polygons.reduce((most, polygon) => Math.max(most, polygon + 1), 0);
  }
  const numberOf = ({ own, index }: Piece): number => bases.get(own)! + own.polygons[index]!;
  const parent = Uint32Array.from({ length: total }, (_, i) => i);
  const rootOf = (start: number): number => {
    let at = start;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!;
    return at;
  };
  for (const [i, piece] of pieces.entries()) parent[rootOf(numberOf(pieces[following[i]!]!))] = rootOf(numberOf(piece));
  return Uint32Array.from(pieces, (piece) => rootOf(numberOf(piece)));
}

function ringOf(loop: readonly Piece[], polygon: number): TileRing {
  const parts = loop.map(({ own, index }) => own.xy.subarray(2 * own.offsets[index]!, 2 * own.offsets[index + 1]!));
  const xy = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    xy.set(part, at);
    at += part.length;
  }
  return { xy, polygon, mayTouch: loop.some(({ own, index }) => own.touching[index] === 1) };
}
