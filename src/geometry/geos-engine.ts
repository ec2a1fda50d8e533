import { SpatialError } from "../errors.ts";
import type { GeometryBuilder } from "./builder.ts";
import { Kind, type GeometryColumn } from "./column.ts";
import type {
  BufferOptions,
  EngineGeometry,
  GeometryEngine,
  Invalidity,
  Predicate,
  PreparedGeometry,
} from "./engine.ts";
import { openGeosInstance, type GeosInstance, type GeosModule, type Pointer } from "./geos-module.ts";
import { GeosTransfer } from "./geos-transfer.ts";
import { withLostParts } from "./lost-parts.ts";

const MAX_IDLE_HEAP_BYTES = 256 * 2 ** 20;
const CAP_STYLES = { round: 1, flat: 2, square: 3 } as const;
/** GEOS's number of the type polygon. */
const POLYGON_TYPE = 3;
const JOIN_STYLES = { round: 1, miter: 2, bevel: 3 } as const;

/** GEOS compiled to WebAssembly, in an instance of its own. */
export async function openGeosEngine(warn: (text: string) => void = () => undefined): Promise<GeometryEngine> {
  const engine = new GeosEngine(warn);
  await engine.recycleIfLarge();
  return engine;
}

/** What belongs to one instance and dies with it. */
class Session {
  readonly geos: GeosInstance;
  readonly transfer: GeosTransfer;
  readonly bufferParams: Pointer;
  /** Room for two numbers or addresses that functions answer through. */
  readonly out: Pointer;

  constructor(geos: GeosInstance) {
    this.geos = geos;
    this.transfer = new GeosTransfer(geos);
    this.bufferParams = geos.module._GEOSBufferParams_create_r(geos.context);
    this.out = geos.module._malloc(16);
  }
}

/** Something in an instance's memory that a scope frees. */
abstract class Owned {
  readonly session: Session;
  readonly scope: Set<Owned>;
  pointer: Pointer;

  constructor(session: Session, scope: Set<Owned>, pointer: Pointer) {
    this.session = session;
    this.scope = scope;
    this.pointer = pointer;
    scope.add(this);
  }

  abstract free(geos: GeosInstance): void;
}

class GeosGeometry extends Owned {
  free({ module, context }: GeosInstance): void {
    module._GEOSGeom_destroy_r(context, this.pointer);
  }
}

class GeosPrepared extends Owned {
  free({ module, context }: GeosInstance): void {
    module._GEOSPreparedGeom_destroy_r(context, this.pointer);
  }
}

type Operation = (module: GeosModule, context: Pointer) => Pointer;

class GeosEngine implements GeometryEngine {
  readonly name = "geos";
  #session: Session | undefined;
  #scope: Set<Owned> | undefined;
  #isCanceled: () => boolean = never;
  readonly #warn: (text: string) => void;

  constructor(warn: (text: string) => void) {
    this.#warn = warn;
  }

  watched<T>(isCanceled: () => boolean, work: () => T): T {
    const outer = this.#isCanceled;
    this.#isCanceled = isCanceled;
    try {
      return work();
    } finally {
      this.#isCanceled = outer;
    }
  }

  scope<T>(work: () => T): T {
    const outer = this.#scope;
    const inner = new Set<Owned>();
    this.#scope = inner;
    try {
      return work();
    } finally {
      this.#scope = outer;
      // Latest first: what is prepared goes before what it was prepared from.
      for (const owned of [...inner].toReversed()) this.#free(owned);
    }
  }

  read(column: GeometryColumn, index: number): EngineGeometry {
    return this.#keep(this.#guard(({ transfer }) => transfer.read(column, index)));
  }

  write(geometry: EngineGeometry, builder: GeometryBuilder): void {
    const pointer = this.#pointer(geometry);
    this.#guard(({ transfer }) => transfer.write(pointer, builder));
  }

  release(geometry: EngineGeometry): void {
    this.#pointer(geometry);
    this.#free(geometry as GeosGeometry);
  }

  buffer(geometry: EngineGeometry, distance: number, options: BufferOptions): EngineGeometry {
    const pointer = this.#pointer(geometry);
    const made = this.#make((module, context) => {
      const { bufferParams } = this.#live();
      module._GEOSBufferParams_setQuadrantSegments_r(context, bufferParams, options.segments);
      module._GEOSBufferParams_setEndCapStyle_r(context, bufferParams, CAP_STYLES[options.endCapStyle]);
      module._GEOSBufferParams_setJoinStyle_r(context, bufferParams, JOIN_STYLES[options.joinStyle]);
      module._GEOSBufferParams_setMitreLimit_r(context, bufferParams, options.miterLimit);
      return module._GEOSBufferWithParams_r(context, pointer, bufferParams, distance);
    });
    return this.#mayHaveLost(pointer, made, distance)
      ? withLostParts(geometry, made, { distance, options }, this)
      : made;
  }

  /** Radius of the largest circle inside of a polygon, to the tolerance. */
  inscribedRadius(polygon: EngineGeometry, tolerance: number): number {
    const pointer = this.#pointer(polygon);
    const line = this.#make((module, context) => module._GEOSMaximumInscribedCircle_r(context, pointer, tolerance));
    const own = this.#pointer(line);
    return this.#guard(({ geos, out }) => {
      if (geos.module._GEOSLength_r(geos.context, own, out) !== 1) throw this.#gaveUp(geos);
      return geos.module.HEAPF64[out / 8]!;
    });
  }

  /** Whether the buffer has polygons whose shells (holes, for a positive distance) shrank, and some may be missing. */
  #mayHaveLost(source: Pointer, made: EngineGeometry, distance: number): boolean {
    if (distance === 0) return false;
    const result = this.#pointer(made);
    return this.#guard(({ geos: { module, context } }) => {
      const count = module._GEOSGetNumGeometries_r(context, source);
      if (distance < 0) return count > 1 || module._GEOSisEmpty_r(context, result) === 1;
      let holes = 0;
      for (let i = 0; i < count; i++) {
        const part = module._GEOSGetGeometryN_r(context, source, i);
        if (module._GEOSGeomTypeId_r(context, part) === POLYGON_TYPE)
          holes += module._GEOSGetNumInteriorRings_r(context, part);
      }
      return holes > 0;
    });
  }

  union(geometries: readonly EngineGeometry[]): EngineGeometry {
    // A collection must not own a member twice.
    const pointers = [...new Set(geometries)].map((geometry) => this.#pointer(geometry));
    return this.#make((module, context) => {
      const { transfer, out } = this.#live();
      const all = transfer.collect(Kind.GeometryCollection, pointers);
      const union = module._GEOSUnaryUnion_r(context, all);
      module._GEOSFree_r(context, module._GEOSGeom_releaseCollection_r(context, all, out));
      module._GEOSGeom_destroy_r(context, all);
      return union;
    });
  }

  intersection(a: EngineGeometry, b: EngineGeometry): EngineGeometry {
    return this.#overlay("_GEOSIntersection_r", a, b);
  }

  difference(a: EngineGeometry, b: EngineGeometry): EngineGeometry {
    return this.#overlay("_GEOSDifference_r", a, b);
  }

  symmetricDifference(a: EngineGeometry, b: EngineGeometry): EngineGeometry {
    return this.#overlay("_GEOSSymDifference_r", a, b);
  }

  simplify(geometry: EngineGeometry, tolerance: number): EngineGeometry {
    const pointer = this.#pointer(geometry);
    return this.#make((module, context) => module._GEOSTopologyPreserveSimplify_r(context, pointer, tolerance));
  }

  convexHull(geometry: EngineGeometry): EngineGeometry {
    const pointer = this.#pointer(geometry);
    return this.#make((module, context) => module._GEOSConvexHull_r(context, pointer));
  }

  pointOnSurface(geometry: EngineGeometry): EngineGeometry {
    const pointer = this.#pointer(geometry);
    return this.#make((module, context) => module._GEOSPointOnSurface_r(context, pointer));
  }

  makeValid(geometry: EngineGeometry): EngineGeometry {
    const pointer = this.#pointer(geometry);
    return this.#make((module, context) => module._GEOSMakeValid_r(context, pointer));
  }

  invalidity(geometry: EngineGeometry): Invalidity | undefined {
    const pointer = this.#pointer(geometry);
    return this.#guard(({ geos, out }) => {
      const { module, context } = geos;
      const answer = module._GEOSisValidDetail_r(context, pointer, 0, out, out + 4);
      if (answer === 1) return undefined;
      if (answer !== 0) throw this.#gaveUp(geos);
      const [text = 0, location = 0] = module.HEAPU32.slice(out / 4, out / 4 + 2);
      const reason = module.UTF8ToString(text);
      module._GEOSFree_r(context, text);
      return { reason, ...this.#takeLocation(geos, location) };
    });
  }

  test(predicate: Predicate, a: EngineGeometry, b: EngineGeometry): boolean {
    const [pointerA, pointerB] = [this.#pointer(a), this.#pointer(b)];
    return this.#ask((module, context) => module[`_GEOS${capitalized(predicate)}_r`](context, pointerA, pointerB));
  }

  prepare(geometry: EngineGeometry): PreparedGeometry {
    const pointer = this.#pointer(geometry);
    const made = this.#guard(({ geos }) => geos.module._GEOSPrepare_r(geos.context, pointer));
    const prepared = new GeosPrepared(this.#live(), this.#openScope(), made);
    return {
      test: (predicate, other) => {
        const pointerB = this.#pointer(other);
        // it points into the geometry it was made from
        this.#pointer(geometry);
        const name = `_GEOSPrepared${capitalized(predicate)}_r` as const;
        return this.#ask((module, context) => module[name](context, prepared.pointer, pointerB));
      },
    };
  }

  isEmpty(geometry: EngineGeometry): boolean {
    const pointer = this.#pointer(geometry);
    return this.#ask((module, context) => module._GEOSisEmpty_r(context, pointer));
  }

  distance(a: EngineGeometry, b: EngineGeometry): number {
    if (this.isEmpty(a) || this.isEmpty(b)) return Number.NaN;
    const [pointerA, pointerB] = [this.#pointer(a), this.#pointer(b)];
    return this.#guard(({ geos, out }) => {
      if (geos.module._GEOSDistance_r(geos.context, pointerA, pointerB, out) !== 1) throw this.#gaveUp(geos);
      return geos.module.HEAPF64[out / 8]!;
    });
  }

  heapBytes(): number {
    return this.#session?.geos.module.HEAPU8.length ?? 0;
  }

  async recycleIfLarge(): Promise<void> {
    if (this.#scope !== undefined) throw new Error("recycleIfLarge was called inside a scope.");
    if (this.#session !== undefined && this.heapBytes() <= MAX_IDLE_HEAP_BYTES) return;
    this.#discard();
    const isCanceled = (): boolean => this.#isCanceled();
    this.#session = new Session(await openGeosInstance({ isCanceled, warn: this.#warn }));
  }

  #overlay(
    name: "_GEOSIntersection_r" | "_GEOSDifference_r" | "_GEOSSymDifference_r",
    ...pair: [EngineGeometry, EngineGeometry]
  ): EngineGeometry {
    const [a, b] = [this.#pointer(pair[0]), this.#pointer(pair[1])];
    return this.#make((module, context) => module[name](context, a, b));
  }

  /** Runs what makes a geometry; nothing made means that GEOS gave up. */
  #make(operation: Operation): EngineGeometry {
    const pointer = this.#guard(({ geos }) => {
      const made = operation(geos.module, geos.context);
      if (made === 0) throw this.#gaveUp(geos);
      return made;
    });
    return this.#keep(pointer);
  }

  /** Runs a test: 1 is yes, 0 is no, anything else means that GEOS gave up. */
  #ask(test: Operation): boolean {
    return this.#guard(({ geos }) => {
      const answer = test(geos.module, geos.context);
      if (answer > 1) throw this.#gaveUp(geos);
      return answer === 1;
    });
  }

  /** Runs calls into the instance. Anything but a SpatialError out of them has left it in an unknown state. */
  #guard<T>(work: (session: Session) => T): T {
    const session = this.#live();
    try {
      return work(session);
    } catch (cause) {
      if (cause instanceof SpatialError) throw cause;
      if (session.geos.takeMessage().includes("bad_alloc")) throw this.#memoryUsedUp();
      const mebibytes = Math.round(this.heapBytes() / 2 ** 20);
      this.#discard();
      const message = `The geometry engine broke down (${String(cause)}; its memory was ${mebibytes} MB) and is replaced.`;
      throw new SpatialError("ENGINE_TRAPPED", `${message} Repair the input, or choose the engine jsts.`, { cause });
    }
  }

  #memoryUsedUp(): SpatialError {
    const megabytes = Math.round(this.heapBytes() / 2 ** 20);
    return new SpatialError(
      "WORKER_MEMORY",
      `The geometry engine ran out of memory: it has ${megabytes} MB, and no more than 2048 MB are possible. ` +
        "Simplify or split large features first, take fewer segments, or choose the engine jsts.",
    );
  }

  #live(): Session {
    if (this.#session !== undefined) return this.#session;
    throw new SpatialError("ENGINE_TRAPPED", "The geometry engine broke down before and is replaced after this task.");
  }

  #openScope(): Set<Owned> {
    if (this.#scope === undefined) throw new Error("A geometry was made outside of a scope.");
    return this.#scope;
  }

  #keep(pointer: Pointer): EngineGeometry {
    return new GeosGeometry(this.#live(), this.#openScope(), pointer) as EngineGeometry;
  }

  #pointer(geometry: EngineGeometry): Pointer {
    if (!(geometry instanceof GeosGeometry)) throw new TypeError("Not a geometry of the geos engine.");
    if (geometry.session !== this.#session) this.#live();
    if (geometry.pointer === 0 || geometry.session !== this.#session) throw new Error("The geometry was freed before.");
    return geometry.pointer;
  }

  #free(owned: Owned): void {
    const { session, scope, pointer } = owned;
    scope.delete(owned);
    if (session === this.#session && pointer !== 0) this.#guard(({ geos }) => owned.free(geos));
    owned.pointer = 0;
  }

  #discard(): void {
    this.#session?.geos.dispose();
    this.#session = undefined;
  }

  #takeLocation({ module, context }: GeosInstance, point: Pointer): Pick<Invalidity, "at"> {
    if (point === 0) return {};
    const { out } = this.#live();
    const sequence = module._GEOSGeom_getCoordSeq_r(context, point);
    module._GEOSCoordSeq_copyToBuffer_r(context, sequence, out, 0, 0);
    const [x = Number.NaN, y = Number.NaN] = module.HEAPF64.subarray(out / 8, out / 8 + 2);
    module._GEOSGeom_destroy_r(context, point);
    return Number.isFinite(x) && Number.isFinite(y) ? { at: [x, y] } : {};
  }

  /**
   * Whatever an operation fails with once it is canceled, it fails because of that. GEOS frees all it made then, except
   * in a buffer interrupted while it cuts lines at their crossings: those pile up until the instance is too large to keep.
   */
  #gaveUp(geos: GeosInstance): SpatialError {
    if (this.#isCanceled()) return new SpatialError("TASK_CANCELED", "The operation was canceled.");
    const told = geos.takeMessage();
    if (told.includes("bad_alloc")) return this.#memoryUsedUp();
    const message = `The geometry library gave up: ${told}`.replace(/\.?$/, ".");
    return new SpatialError("TOPOLOGY", `${message} The input is often invalid then: repair it first (--invalid fix).`);
  }
}

function never(): boolean {
  return false;
}

function capitalized<T extends string>(name: T): Capitalize<T> {
  return (name.charAt(0).toUpperCase() + name.slice(1)) as Capitalize<T>;
}
