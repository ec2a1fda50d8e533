import type { Geometry } from "geojson";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import type { BufferOptions } from "../../src/geometry/operations/buffer-options.ts";
import type { EngineGeometry } from "../../src/geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../src/geometry/engine.ts";
import { geometryAt } from "../../src/geometry/geojson.ts";
import { featureArea } from "../../src/geometry/measures.ts";
import { openEngine } from "../../src/geometry/engines/open-engine.ts";
import { columnOf } from "./columns.ts";

export const engines: readonly GeometryEngine[] = [await openEngine("geos"), await openEngine("jsts")];

export const round: BufferOptions = { segments: 8, endCapStyle: "round", joinStyle: "round", miterLimit: 2 };

type Handles<T> = { [K in keyof T]: EngineGeometry };

/** Runs an operation of an engine on GeoJSON. */
export function run<T extends readonly (Geometry | null)[]>(
  engine: GeometryEngine,
  operation: (...inputs: Handles<T>) => EngineGeometry,
  ...inputs: T
): { geometry: Geometry | null; area: number } {
  const builder = new GeometryBuilder();
  engine.scope(() => engine.write(operation(...readAll(engine, inputs)), builder));
  const column = builder.finish();
  return { geometry: geometryAt(column, 0), area: featureArea(column, 0) };
}

/** Asks an engine something about GeoJSON. */
export function ask<T extends readonly (Geometry | null)[], R>(
  engine: GeometryEngine,
  question: (...inputs: Handles<T>) => R,
  ...inputs: T
): R {
  return engine.scope(() => question(...readAll(engine, inputs)));
}

function readAll<T extends readonly (Geometry | null)[]>(engine: GeometryEngine, inputs: T): Handles<T> {
  const column = columnOf(...inputs);
  return inputs.map((_, i) => engine.read(column, i)) as Handles<T>;
}
