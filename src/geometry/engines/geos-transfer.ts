import type { GeometryBuilder } from "../builder.ts";
import { Kind, type GeometryColumn } from "../column.ts";
import type { GeosInstance } from "./geos-module.ts";
import type { Pointer } from "./geos-exports.ts";
import { kindAt, type PartKind } from "../kind.ts";
import { columnRange } from "../shared-column.ts";

/** GEOS's numbers for types that we do not have or number differently; from MultiPoint (4) on they are ours. */
const GEOS_POINT = 0;
const GEOS_POLYGON = 3;
/** Below this GEOS refuses to make a line or ring; the shorter is filled up, and is then invalid, not an exception. */
const MIN_LINE = 2;
const MIN_RING = 4;
const BYTES_PER_VERTEX = 16;

/**
 * Carries geometries between columns and a GEOS instance, by copying the coordinates of a feature as one block. Its
 * methods may throw anything when the instance breaks.
 */
export class GeosTransfer {
  readonly #geos: GeosInstance;
  /** Memory in the instance, for coordinates and lists of pointers on their way; grows as needed. */
  readonly #vertices: Scratch;
  readonly #pointers: Scratch;

  constructor(geos: GeosInstance) {
    this.#geos = geos;
    this.#vertices = new Scratch(geos);
    this.#pointers = new Scratch(geos);
  }

  /** Makes feature `index`, owned by the caller; a Null feature as an empty collection. */
  read(column: GeometryColumn, index: number): Pointer {
    const kind = kindAt(column, index);
    const { partStart, partEnd, vertexStart, vertexEnd } = columnRange(column, index, index + 1);
    if (partStart === partEnd) return this.#makeEmpty(kind);
    // room behind them to fill up a short ring
    const base = this.#vertices.reserve(BYTES_PER_VERTEX * (vertexEnd - vertexStart + MIN_RING));
    this.#geos.module.HEAPF64.set(column.xy.subarray(2 * vertexStart, 2 * vertexEnd), base / 8);
    const reading: Reading = { column, offset: base - BYTES_PER_VERTEX * vertexStart, spare: vertexEnd };
    if (kind <= Kind.Polygon) return this.#makePart(reading, partStart);
    const parts: Pointer[] = [];
    for (let part = partStart; part < partEnd; part++) parts.push(this.#makePart(reading, part));
    return this.collect(kind, parts);
  }

  /** Makes a collection that owns its members. */
  collect(kind: number, members: readonly Pointer[]): Pointer {
    const { module, context } = this.#geos;
    const list = this.#listOf(members);
    return made(module._GEOSGeom_createCollection_r(context, kind, list, members.length));
  }

  /** Appends the geometry as one feature of the kind GEOS gave it. */
  write(geometry: Pointer, builder: GeometryBuilder): void {
    const { module, context } = this.#geos;
    const type = module._GEOSGeomTypeId_r(context, geometry);
    // 0 point, 1 line, 2 ring, 3 polygon, then ours
    builder.beginFeature(
      ([Kind.Point, Kind.LineString, Kind.LineString] as const)[type] ?? (type as 3 | 4 | 5 | 6 | 7),
    );
    this.#writeParts(geometry, type, builder);
    builder.endFeature();
  }

  #makeEmpty(kind: number): Pointer {
    const { module, context } = this.#geos;
    if (kind === Kind.Point) return made(module._GEOSGeom_createEmptyPoint_r(context));
    if (kind === Kind.LineString) return made(module._GEOSGeom_createEmptyLineString_r(context));
    if (kind === Kind.Polygon) return made(module._GEOSGeom_createEmptyPolygon_r(context));
    return made(module._GEOSGeom_createEmptyCollection_r(context, kind === Kind.Null ? Kind.GeometryCollection : kind));
  }

  #makePart(reading: Reading, part: number): Pointer {
    const { module, context } = this.#geos;
    const { partKinds, partOffsets } = reading.column;
    const ring = partOffsets[part]!;
    switch (partKinds[part] as PartKind) {
      case Kind.Point:
        return made(module._GEOSGeom_createPoint_r(context, this.#makeSequence(reading, ring, 1)));
      case Kind.LineString:
        return made(module._GEOSGeom_createLineString_r(context, this.#makeSequence(reading, ring, MIN_LINE)));
      case Kind.Polygon:
        return this.#makePolygon(reading, ring, partOffsets[part + 1]!);
    }
  }

  #makePolygon(reading: Reading, start: number, end: number): Pointer {
    const { module, context } = this.#geos;
    const shell = this.#makeRing(reading, start);
    if (end === start + 1) return made(module._GEOSGeom_createPolygon_r(context, shell, 0, 0));
    const holes: Pointer[] = [];
    for (let ring = start + 1; ring < end; ring++) holes.push(this.#makeRing(reading, ring));
    return made(module._GEOSGeom_createPolygon_r(context, shell, this.#listOf(holes), holes.length));
  }

  #makeRing(reading: Reading, ring: number): Pointer {
    const { module, context } = this.#geos;
    return made(module._GEOSGeom_createLinearRing_r(context, this.#makeSequence(reading, ring, MIN_RING)));
  }

  #makeSequence(reading: Reading, ring: number, minimum: number): Pointer {
    const { module, context } = this.#geos;
    const { column, offset } = reading;
    const start = column.ringOffsets[ring]!;
    const count = column.ringOffsets[ring + 1]! - start;
    const from = count < minimum ? this.#fillUp(reading, start, { count, minimum }) : start;
    const address = offset + BYTES_PER_VERTEX * from;
    return made(module._GEOSCoordSeq_copyFromBuffer_r(context, address, Math.max(count, minimum), 0, 0));
  }

  /** Repeats the last vertex of a short line or ring behind the feature's vertices; answers where it starts there. */
  #fillUp({ column, offset, spare }: Reading, start: number, size: { count: number; minimum: number }): number {
    const heap = this.#geos.module.HEAPF64;
    for (let i = 0; i < size.minimum; i++) {
      const vertex = start + Math.min(i, size.count - 1);
      heap[offset / 8 + 2 * (spare + i)] = column.xy[2 * vertex]!;
      heap[offset / 8 + 2 * (spare + i) + 1] = column.xy[2 * vertex + 1]!;
    }
    return spare;
  }

  #writeParts(geometry: Pointer, type: number, builder: GeometryBuilder): void {
    const { module, context } = this.#geos;
    if (module._GEOSisEmpty_r(context, geometry) === 1) return;
    if (type > GEOS_POLYGON) {
      const count = module._GEOSGetNumGeometries_r(context, geometry);
      for (let i = 0; i < count; i++) {
        const member = module._GEOSGetGeometryN_r(context, geometry, i);
        this.#writeParts(member, module._GEOSGeomTypeId_r(context, member), builder);
      }
    } else if (type === GEOS_POLYGON) {
      builder.beginPart(Kind.Polygon);
      this.#writeLine(module._GEOSGetExteriorRing_r(context, geometry), builder);
      const holes = module._GEOSGetNumInteriorRings_r(context, geometry);
      for (let i = 0; i < holes; i++) {
        this.#writeLine(module._GEOSGetInteriorRingN_r(context, geometry, i), builder);
      }
    } else {
      builder.beginPart(type === GEOS_POINT ? Kind.Point : Kind.LineString);
      this.#writeLine(geometry, builder, type === GEOS_POINT ? 1 : undefined);
    }
  }

  #writeLine(line: Pointer, builder: GeometryBuilder, vertices?: number): void {
    const { module, context } = this.#geos;
    const count = vertices ?? module._GEOSGeomGetNumPoints_r(context, line);
    const buffer = this.#vertices.reserve(BYTES_PER_VERTEX * count);
    made(module._GEOSCoordSeq_copyToBuffer_r(context, module._GEOSGeom_getCoordSeq_r(context, line), buffer, 0, 0));
    builder.beginRing();
    builder.addVertices(module.HEAPF64, buffer / BYTES_PER_VERTEX, buffer / BYTES_PER_VERTEX + count);
  }

  #listOf(pointers: readonly Pointer[]): Pointer {
    const list = this.#pointers.reserve(4 * pointers.length);
    this.#geos.module.HEAPU32.set(pointers, list / 4);
    return list;
  }
}

interface Reading {
  readonly column: GeometryColumn;
  /** Vertex v of the column is at this address plus 16 v. */
  readonly offset: number;
  /** Number of the first vertex behind the feature's own. */
  readonly spare: number;
}

/** Memory of an instance that is used again and again, aligned to a vertex. */
class Scratch {
  readonly #geos: GeosInstance;
  #block: Pointer = 0;
  #bytes = 0;

  constructor(geos: GeosInstance) {
    this.#geos = geos;
  }

  reserve(bytes: number): Pointer {
    const { module } = this.#geos;
    if (bytes > this.#bytes || this.#block === 0) {
      if (this.#block !== 0) module._free(this.#block);
      this.#bytes = Math.max(2 * this.#bytes, bytes, 4096);
      this.#block = made(module._malloc(this.#bytes + BYTES_PER_VERTEX));
    }
    return Math.ceil(this.#block / BYTES_PER_VERTEX) * BYTES_PER_VERTEX;
  }
}

/** What GEOS makes of plain coordinates can only fail when its memory is full or broken. */
function made(pointer: Pointer): Pointer {
  if (pointer === 0) throw new Error("GEOS made nothing; its memory is full or broken.");
  return pointer;
}
