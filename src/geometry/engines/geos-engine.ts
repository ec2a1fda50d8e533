import { SpatialError } from "../../errors.ts";
import type { GeometryBuilder } from "../builder.ts";
import type { GeometryColumn } from "../column.ts";
import type { GeometryEngine } from "../engine.ts";
import type { Hold } from "../engine-core.ts";
import type { EngineGeometry } from "../engine-geometry.ts";
import type { EngineMethods } from "../operations/operation.ts";
import * as operations from "../operations/list.ts";
import type { Predicate, PreparedGeometry } from "../predicate.ts";
import type { Geos, GeosCalls } from "./geos.ts";
import { openGeosInstance, type GeosInstance } from "./geos-module.ts";
import type { GeosModule, Pointer } from "./geos-exports.ts";
import { GeosTransfer } from "./geos-transfer.ts";

const MAX_IDLE_HEAP_BYTES = 256 * 2 ** 20;

/** GEOS compiled to WebAssembly, in an instance of its own. */
export async function openGeosEngine(warn: (text: string) => void = () => undefined): Promise<GeometryEngine> {
  const engine = new GeosEngine(warn);
  await engine.recycleIfLarge();
  const methods = Object.entries(operations).flatMap(([name, operation]) =>
    "geos" in operation ? [[name, operation.geos(engine)]] : [],
  );
  return Object.assign(engine, Object.fromEntries(methods) as EngineMethods<typeof operations>);
}

/** What belongs to one instance and dies with it. */
class Session implements GeosCalls {
  readonly module: GeosModule;
  readonly context: Pointer;
  readonly takeMessage: () => string;
  readonly dispose: () => void;
  readonly transfer: GeosTransfer;
  readonly out: Pointer;
  readonly gaveUp: () => SpatialError;

  constructor(geos: GeosInstance, gaveUp: () => SpatialError) {
    this.module = geos.module;
    this.context = geos.context;
    this.takeMessage = () => geos.takeMessage();
    this.dispose = () => geos.dispose();
    this.transfer = new GeosTransfer(geos);
    this.out = geos.module._malloc(32);
    this.gaveUp = gaveUp;
  }

  call(name: string, ...args: readonly number[]): number {
    return this.module[`_GEOS${name}_r`]!(this.context, ...args) as number;
  }

  collect(kind: number, members: readonly Pointer[]): Pointer {
    return this.transfer.collect(kind, members);
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

class GeosEngine implements Geos {
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
    const hold = this.hold();
    try {
      return hold.run(work);
    } finally {
      hold.close();
    }
  }

  hold(): Hold {
    const inner = new Set<Owned>();
    return {
      run: (work) => {
        const outer = this.#scope;
        this.#scope = inner;
        try {
          return work();
        } finally {
          this.#scope = outer;
        }
      },
      // Latest first: what is prepared goes before what it was prepared from.
      close: () => [...inner].toReversed().forEach((owned) => this.#free(owned)),
    };
  }

  read(column: GeometryColumn, index: number): EngineGeometry {
    return this.keep(this.run(({ transfer }) => transfer.read(column, index)));
  }

  write(geometry: EngineGeometry, builder: GeometryBuilder): void {
    const pointer = this.pointer(geometry);
    this.run(({ transfer }) => transfer.write(pointer, builder));
  }

  release(geometry: EngineGeometry): void {
    this.pointer(geometry);
    this.#free(geometry as GeosGeometry);
  }

  make(name: string, ...args: readonly (EngineGeometry | number)[]): EngineGeometry {
    const numbers = this.#numbers(args);
    return this.keep(this.run((calls) => calls.call(name, ...numbers)));
  }

  ask(name: string, ...args: readonly (EngineGeometry | number)[]): boolean {
    const numbers = this.#numbers(args);
    return this.run((calls) => isYes(calls.call(name, ...numbers), calls));
  }

  measure(name: string, ...args: readonly (EngineGeometry | number)[]): number {
    const numbers = this.#numbers(args);
    return this.run((calls) => {
      if (calls.call(name, ...numbers, calls.out) !== 1) throw calls.gaveUp();
      return calls.module.HEAPF64[calls.out / 8]!;
    });
  }

  test(predicate: Predicate, a: EngineGeometry, b: EngineGeometry): boolean {
    return this.ask(capitalized(predicate), a, b);
  }

  prepare(geometry: EngineGeometry): PreparedGeometry {
    const pointer = this.pointer(geometry);
    const made = this.run((calls) => calls.call("Prepare", pointer));
    const prepared = new GeosPrepared(this.#live(), this.#openScope(), made);
    return {
      test: (predicate, other) => {
        const pointerB = this.pointer(other);
        // it points into the geometry it was made from
        this.pointer(geometry);
        const name = `Prepared${capitalized(predicate)}`;
        return this.run((calls) => isYes(calls.call(name, prepared.pointer, pointerB), calls));
      },
    };
  }

  heapBytes(): number {
    return this.#session?.module.HEAPU8.length ?? 0;
  }

  async recycleIfLarge(): Promise<void> {
    if (this.#scope !== undefined) throw new Error("recycleIfLarge was called inside a scope.");
    if (this.#session !== undefined && this.heapBytes() <= MAX_IDLE_HEAP_BYTES) return;
    this.#discard();
    const isCanceled = (): boolean => this.#isCanceled();
    const instance = await openGeosInstance({ isCanceled, warn: this.#warn });
    this.#session = new Session(instance, () => this.#gaveUp(instance));
  }

  /** Anything but a SpatialError out of the calls has left the instance in an unknown state. */
  run<T>(work: (calls: Session) => T): T {
    const session = this.#live();
    try {
      return work(session);
    } catch (cause) {
      if (cause instanceof SpatialError) throw cause;
      if (session.takeMessage().includes("bad_alloc")) throw this.#memoryUsedUp();
      const mebibytes = Math.round(this.heapBytes() / 2 ** 20);
      this.#discard();
      const message = `The geometry engine broke down (${String(cause)}; its memory was ${mebibytes} MB) and is replaced.`;
      throw new SpatialError("ENGINE_TRAPPED", `${message} Repair the input, or choose the engine jsts.`, { cause });
    }
  }

  keep(pointer: Pointer): EngineGeometry {
    if (pointer === 0) throw this.#live().gaveUp();
    return new GeosGeometry(this.#live(), this.#openScope(), pointer) as EngineGeometry;
  }

  pointer(geometry: EngineGeometry): Pointer {
    if (!(geometry instanceof GeosGeometry)) throw new TypeError("Not a geometry of the geos engine.");
    if (geometry.session !== this.#session) this.#live();
    if (geometry.pointer === 0 || geometry.session !== this.#session) throw new Error("The geometry was freed before.");
    return geometry.pointer;
  }

  /** Checked before the instance is called: a wrong handle breaks nothing. */
  #numbers(args: readonly (EngineGeometry | number)[]): number[] {
    return args.map((arg) => (typeof arg === "number" ? arg : this.pointer(arg)));
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

  #free(owned: Owned): void {
    const { session, scope, pointer } = owned;
    scope.delete(owned);
    if (session === this.#session && pointer !== 0) this.run((calls) => owned.free(calls));
    owned.pointer = 0;
  }

  #discard(): void {
    this.#session?.dispose();
    this.#session = undefined;
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

/** A test answers 1 for yes, 0 for no; anything else means that GEOS gave up. */
function isYes(answer: number, calls: GeosCalls): boolean {
  if (answer > 1) throw calls.gaveUp();
  return answer === 1;
}

function never(): boolean {
  return false;
}

function capitalized<T extends string>(name: T): Capitalize<T> {
  return (name.charAt(0).toUpperCase() + name.slice(1)) as Capitalize<T>;
}
