import type { BufferOptions } from "../../geometry/operations/buffer-options.ts";
import type { PlanePath } from "./plane-shapes.ts";

export interface StripOptions extends Pick<BufferOptions, "segments" | "joinStyle" | "miterLimit"> {
  /** 1 for the left side of the path, -1 for the right one. */
  readonly side: -1 | 1;
  /** Width, in the path's units. */
  readonly distance: number;
  /** Whether the path is a ring, whose first vertex is a corner too. */
  readonly closed: boolean;
  /**
   * Hollows no wider than this are bridged, in the path's units. Up to 5 % of the distance the far edge moves by 0.03 %
   * at most. Between the path and the strips are gaps then, less deep than this is wide.
   */
  readonly bridge: number;
}

/** Convex corners below this (radians) are pointed: 0.01 % further out than round ones. */
const SLIGHT = 0.03;
/** A strip turns by less than this, so that it cannot meet itself. */
const MOST_TURN = 0.8;
const MOST_VERTICES = 64;
/** Strips reach this share of the distance into the next one at the far edge: rounding parts edges that only touch. */
const OVERLAP = 0.001;

/**
 * The one-sided buffer of a path as simple polygons that overlap: unite them. Made
 * here because GEOS and JTS buffer a straightened copy of a line, which puts the edge up to 1 % too far out beside wide
 * shallow hollows.
 */
export function stripsOf(path: PlanePath, options: StripOptions): PlanePath[] {
  const kept = bridged(path, options);
  if (options.closed && kept.length >= 6) kept.push(kept[2]!, kept[3]!);
  return new StripWriter(kept, options).write();
}

/** Leaves out repeated vertices, and those in hollows too narrow to matter. */
function bridged(path: PlanePath, { side, distance, bridge }: StripOptions): number[] {
  const kept: number[] = [];
  for (let i = 0; i < path.length; i += 2) {
    const [x, y] = [path[i]!, path[i + 1]!];
    while (kept.length >= 4) {
      const [ax, ay] = [kept.at(-4)!, kept.at(-3)!];
      const [bx, by] = [kept.at(-2)! - ax, kept.at(-1)! - ay];
      const [cx, cy] = [x - ax, y - ay];
      const across = (bx * cy - by * cx) * side;
      const along = bx * cx + by * cy;
      const square = cx * cx + cy * cy;
      // a bridge never leads back: bridges over spirals could leave out what sticks out
      if (across <= 0 || along <= 0 || along >= square || square > bridge * bridge) break;
      kept.length -= 2;
    }
    if (kept.length === 0 || Math.hypot(x - kept.at(-2)!, y - kept.at(-1)!) > distance * 1e-9) kept.push(x, y);
  }
  return kept;
}

interface Segment {
  /** Unit direction. */
  readonly ux: number;
  readonly uy: number;
  readonly length: number;
  /** From the path to the far edge of the strip. */
  readonly nx: number;
  readonly ny: number;
}

class StripWriter {
  readonly #path: PlanePath;
  readonly #options: StripOptions;
  readonly #segments: Segment[] = [];
  readonly #strips: number[][] = [];
  #near: number[] = [];
  /** The far edge; written backwards when the strip is closed. */
  #far: number[] = [];
  #turned = 0;
  #leastTurned = 0;
  #mostTurned = 0;
  /** How much of the current segment the hollow before it has taken from the far edge. */
  #taken = 0;

  constructor(path: PlanePath, options: StripOptions) {
    this.#path = path;
    this.#options = options;
    const { side, distance } = options;
    for (let i = 2; i < path.length; i += 2) {
      const [dx, dy] = [path[i]! - path[i - 2]!, path[i + 1]! - path[i - 1]!];
      const length = Math.hypot(dx, dy);
      const [ux, uy] = [dx / length, dy / length];
      this.#segments.push({ ux, uy, length, nx: -uy * side * distance, ny: ux * side * distance });
    }
  }

  write(): PlanePath[] {
    this.#segments.forEach((segment, i) => {
      if (i === 0) this.#begin(0, segment);
      this.#near.push(this.#path[2 * i + 2]!, this.#path[2 * i + 3]!);
      const next = this.#segments[i + 1];
      if (next === undefined) this.#end(i + 1, segment);
      else this.#corner(i + 1, segment, next);
    });
    return this.#strips;
  }

  #begin(vertex: number, segment: Segment): void {
    this.#near = [this.#path[2 * vertex]!, this.#path[2 * vertex + 1]!];
    this.#far = [];
    this.#addFar(vertex, segment.nx, segment.ny);
    this.#turned = this.#leastTurned = this.#mostTurned = this.#taken = 0;
  }

  #end(vertex: number, { nx, ny, ux, uy }: Segment): void {
    this.#addFar(vertex, nx, ny);
    if (vertex < this.#segments.length) {
      const over = this.#options.distance * OVERLAP;
      this.#addFar(vertex, nx + ux * over, ny + uy * over);
    }
    const ring = this.#near;
    for (let i = this.#far.length - 2; i >= 0; i -= 2) ring.push(this.#far[i]!, this.#far[i + 1]!);
    this.#strips.push(ring);
  }

  #corner(vertex: number, before: Segment, after: Segment): void {
    const cross = before.ux * after.uy - before.uy * after.ux;
    const dot = before.ux * after.ux + before.uy * after.uy;
    const turn = Math.atan2(cross, dot) * this.#options.side;
    // turning back on itself is a corner on both sides
    const hollow = turn > 0 && turn < Math.PI - 1e-9;
    this.#turned += turn;
    this.#leastTurned = Math.min(this.#leastTurned, this.#turned);
    this.#mostTurned = Math.max(this.#mostTurned, this.#turned);
    const goesOn = this.#mostTurned - this.#leastTurned < MOST_TURN && this.#near.length < 2 * MOST_VERTICES;
    const taken = this.#options.distance * Math.tan(Math.abs(turn) / 2);
    const fits = taken + this.#taken < before.length * 0.999 && taken < after.length * 0.999;
    if (goesOn && (hollow ? fits : -turn < SLIGHT)) {
      const scale = 1 / (1 + dot);
      this.#addFar(vertex, (before.nx + after.nx) * scale, (before.ny + after.ny) * scale);
      this.#taken = hollow ? taken : 0;
      return;
    }
    if (!hollow) {
      this.#addFar(vertex, before.nx, before.ny);
      this.#join(vertex, before, after);
    }
    this.#end(vertex, hollow ? before : after);
    this.#begin(vertex, after);
  }

  /** What stands between the far edges of two segments at a convex corner, without its ends. */
  #join(vertex: number, before: Segment, after: Segment): void {
    const { joinStyle, miterLimit, segments, side, distance } = this.#options;
    const dot = before.ux * after.ux + before.uy * after.uy;
    const angle = Math.acos(Math.max(-1, Math.min(1, dot)));
    if (joinStyle === "bevel") return;
    if (joinStyle === "round") {
      const steps = Math.max(1, Math.floor((angle / (Math.PI / 2)) * segments + 0.5));
      for (let step = 1; step < steps; step++) {
        const [sin, cos] = [Math.sin((angle * step) / steps) * -side, Math.cos((angle * step) / steps)];
        this.#addFar(vertex, before.nx * cos - before.ny * sin, before.nx * sin + before.ny * cos);
      }
      return;
    }
    const cosHalf = Math.cos(angle / 2);
    const reach =
      distance * (cosHalf * miterLimit >= 1 ? Math.tan(angle / 2) : (miterLimit - cosHalf) / Math.sin(angle / 2));
    this.#addFar(vertex, before.nx + before.ux * reach, before.ny + before.uy * reach);
    this.#addFar(vertex, after.nx - after.ux * reach, after.ny - after.uy * reach);
  }

  #addFar(vertex: number, dx: number, dy: number): void {
    this.#far.push(this.#path[2 * vertex]! + dx, this.#path[2 * vertex + 1]! + dy);
  }
}
