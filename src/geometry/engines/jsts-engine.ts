import { SpatialError } from "../../errors.ts";
import type { GeometryBuilder } from "../builder.ts";
import type { GeometryColumn } from "../column.ts";
import type { GeometryEngine } from "../engine.ts";
import type { Hold } from "../engine-core.ts";
import type { EngineGeometry } from "../engine-geometry.ts";
import * as operations from "../operations/list.ts";
import type { EngineMethods } from "../operations/operation.ts";
import type { Predicate, PreparedGeometry } from "../predicate.ts";
import type { Jsts } from "./jsts.ts";
import { testJsts } from "./jsts-collections.ts";
import { isJstsGeometry, type JstsGeometry } from "./jsts-library.ts";
import { JstsPrepared } from "./jsts-prepared.ts";
import { readJsts, writeJsts } from "./jsts-transfer.ts";

/**
 * JSTS, the port of JTS to JavaScript: no memory of its own, slower, has fewer operations, and gives up on more inputs
 * than GEOS.
 */
export async function openJstsEngine(): Promise<GeometryEngine> {
  const engine = new JstsEngine();
  const methods = Object.entries(operations).map(async ([name, operation]) => {
    if (!("jsts" in operation)) return [];
    return [[name, operation.jsts === "none" ? refusing(name) : await operation.jsts(engine)]];
  });
  const all = (await Promise.all(methods)).flat();
  return Object.assign(engine, Object.fromEntries(all) as EngineMethods<typeof operations>);
}

/** @param operation "convexHull" is told as "Convex hull" */
function refusing(operation: string): () => never {
  const words = operation.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return () => {
    throw new SpatialError("ENGINE_UNSUPPORTED", `${title} needs the engine geos; use --engine geos.`);
  };
}

class JstsEngine implements Jsts {
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

  hold(): Hold {
    // the garbage collector frees what nobody needs
    return { run: (work) => this.scope(work), close: () => undefined };
  }

  // oxlint-disable-next-line class-methods-use-this -- jsts has nothing to be interrupted by
  watched<T>(_isCanceled: () => boolean, work: () => T): T {
    return work();
  }

  read(column: GeometryColumn, index: number): EngineGeometry {
    return this.make(() => readJsts(column, index));
  }

  write(geometry: EngineGeometry, builder: GeometryBuilder): void {
    writeJsts(jsts(geometry), builder);
  }

  release(geometry: EngineGeometry): void {
    // The garbage collector frees it.
    jsts(geometry);
  }

  make(
    operation: (...geometries: JstsGeometry[]) => JstsGeometry,
    ...given: readonly EngineGeometry[]
  ): EngineGeometry {
    if (this.#depth === 0) throw new Error("A geometry was made outside of a scope.");
    return this.ask(operation, ...given) as EngineGeometry;
  }

  ask<T>(operation: (...geometries: JstsGeometry[]) => T, ...given: readonly EngineGeometry[]): T {
    const geometries = given.map(jsts);
    return attempt(() => operation(...geometries));
  }

  test(predicate: Predicate, a: EngineGeometry, b: EngineGeometry): boolean {
    return attempt(() => testJsts(predicate, jsts(a), jsts(b)));
  }

  prepare(geometry: EngineGeometry): PreparedGeometry {
    const prepared = attempt(() => new JstsPrepared(jsts(geometry)));
    return { test: (predicate, other) => attempt(() => prepared.test(predicate, other)) };
  }

  heapBytes(): number {
    return 0;
  }

  recycleIfLarge(): Promise<void> {
    return Promise.resolve();
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
    const message = `The geometry library gave up: ${reasonOf(cause)}`;
    const advice = "The input is often invalid then: repair it first (--invalid fix), or choose the engine geos.";
    throw new SpatialError("TOPOLOGY", `${message.replace(/\.?$/, ".")} ${advice}`, { cause });
  }
}

/** In the library's words; what is JavaScript's is about its code, not about the geometry. */
function reasonOf(cause: unknown): string {
  if (cause instanceof TypeError || cause instanceof RangeError)
    return "it broke down, as it does where coordinates are very large or very close to each other";
  return cause instanceof Error ? cause.message : String(cause);
}
