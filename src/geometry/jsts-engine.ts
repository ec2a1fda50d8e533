import { SpatialError } from "../errors.ts";
import type { GeometryBuilder } from "./builder.ts";
import type { GeometryColumn } from "./column.ts";
import type {
  BufferOptions,
  EngineGeometry,
  GeometryEngine,
  Invalidity,
  Predicate,
  PreparedGeometry,
} from "./engine.ts";
import { overlay, testJsts, unionOf } from "./jsts-collections.ts";
import {
  BufferOp,
  BufferParametersOf,
  ConvexHull,
  DistanceOp,
  factory,
  InteriorPoint,
  isJstsGeometry,
  IsValidOp,
  TopologyPreservingSimplifier,
  type JstsGeometry,
} from "./jsts-library.ts";
import { makeValidJsts } from "./jsts-make-valid.ts";
import { JstsPrepared } from "./jsts-prepared.ts";
import { readJsts, writeJsts } from "./jsts-transfer.ts";

const CAP_STYLES = { round: 1, flat: 2, square: 3 } as const;
const JOIN_STYLES = { round: 1, miter: 2, bevel: 3 } as const;

/** JSTS, the port of JTS to JavaScript: no memory of its own, slower, and gives up on more inputs than GEOS. */
export function openJstsEngine(): Promise<GeometryEngine> {
  return Promise.resolve(new JstsEngine());
}

class JstsEngine implements GeometryEngine {
  readonly name = "jsts";
  #depth = 0;

  scope<T>(work: () => T): T {
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
    }
  }

  // oxlint-disable-next-line class-methods-use-this -- jsts has nothing to be interrupted by
  watched<T>(_isCanceled: () => boolean, work: () => T): T {
    return work();
  }

  read(column: GeometryColumn, index: number): EngineGeometry {
    return this.#make(() => readJsts(column, index));
  }

  write(geometry: EngineGeometry, builder: GeometryBuilder): void {
    writeJsts(jsts(geometry), builder);
  }

  release(geometry: EngineGeometry): void {
    // The garbage collector frees it.
    jsts(geometry);
  }

  buffer(geometry: EngineGeometry, distance: number, options: BufferOptions): EngineGeometry {
    const { segments, endCapStyle, joinStyle, miterLimit } = options;
    const parameters = new BufferParametersOf(segments, CAP_STYLES[endCapStyle], JOIN_STYLES[joinStyle], miterLimit);
    return this.#make(() => BufferOp.bufferOp(jsts(geometry), distance, parameters));
  }

  union(geometries: readonly EngineGeometry[]): EngineGeometry {
    return this.#make(() => unionOf(geometries.map(jsts)));
  }

  intersection(a: EngineGeometry, b: EngineGeometry): EngineGeometry {
    return this.#make(() => overlay("intersection", jsts(a), jsts(b)));
  }

  difference(a: EngineGeometry, b: EngineGeometry): EngineGeometry {
    return this.#make(() => overlay("difference", jsts(a), jsts(b)));
  }

  symmetricDifference(a: EngineGeometry, b: EngineGeometry): EngineGeometry {
    return this.#make(() => overlay("symDifference", jsts(a), jsts(b)));
  }

  simplify(geometry: EngineGeometry, tolerance: number): EngineGeometry {
    return this.#make(() => TopologyPreservingSimplifier.simplify(jsts(geometry), tolerance));
  }

  convexHull(geometry: EngineGeometry): EngineGeometry {
    return this.#make(() => new ConvexHull(jsts(geometry)).getConvexHull());
  }

  pointOnSurface(geometry: EngineGeometry): EngineGeometry {
    return this.#make(() => {
      const point = InteriorPoint.getInteriorPoint(jsts(geometry));
      return point === null ? factory.createPoint() : factory.createPoint(point);
    });
  }

  makeValid(geometry: EngineGeometry): EngineGeometry {
    return this.#make(() => makeValidJsts(jsts(geometry)));
  }

  invalidity(geometry: EngineGeometry): Invalidity | undefined {
    const error = attempt(() => new IsValidOp(jsts(geometry)).getValidationError());
    if (error === null) return undefined;
    const at = error.getCoordinate();
    if (at === null || !Number.isFinite(at.x) || !Number.isFinite(at.y)) return { reason: error.getMessage() };
    return { reason: error.getMessage(), at: [at.x, at.y] };
  }

  test(predicate: Predicate, a: EngineGeometry, b: EngineGeometry): boolean {
    return attempt(() => testJsts(predicate, jsts(a), jsts(b)));
  }

  prepare(geometry: EngineGeometry): PreparedGeometry {
    const prepared = attempt(() => new JstsPrepared(jsts(geometry)));
    return { test: (predicate, other) => attempt(() => prepared.test(predicate, other)) };
  }

  isEmpty(geometry: EngineGeometry): boolean {
    return jsts(geometry).isEmpty();
  }

  distance(a: EngineGeometry, b: EngineGeometry): number {
    if (this.isEmpty(a) || this.isEmpty(b)) return Number.NaN;
    return attempt(() => DistanceOp.distance(jsts(a), jsts(b)));
  }

  heapBytes(): number {
    return 0;
  }

  recycleIfLarge(): Promise<void> {
    return Promise.resolve();
  }

  #make(operation: () => JstsGeometry): EngineGeometry {
    if (this.#depth === 0) throw new Error("A geometry was made outside of a scope.");
    return attempt(operation) as EngineGeometry;
  }
}

function jsts(geometry: EngineGeometry): JstsGeometry {
  if (!isJstsGeometry(geometry)) throw new TypeError("Not a geometry of the jsts engine.");
  return geometry;
}

/** What JSTS throws says that it cannot cope with the input. */
function attempt<T>(operation: () => T): T {
  try {
    return operation();
  } catch (cause) {
    const message = `The geometry library gave up: ${cause instanceof Error ? cause.message : String(cause)}`;
    const advice = "The input is often invalid then: repair it first (--invalid fix), or choose the engine geos.";
    throw new SpatialError("TOPOLOGY", `${message.replace(/\.?$/, ".")} ${advice}`, { cause });
  }
}
