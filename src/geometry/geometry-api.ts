import type { Geometry } from "geojson";
import { SpatialError } from "../errors.ts";
import { GeometryBuilder } from "./builder.ts";
import type { GeometryColumn } from "./column.ts";
import type { GeometryEngine } from "./engine.ts";
import type { EngineGeometry } from "./engine-geometry.ts";
import { geometryAt } from "./geojson.ts";
import type { Argument, GeometryInput } from "./operations/arguments.ts";
import * as operations from "./operations/list.ts";
import { GEOMETRIES, GEOMETRY, type GeoJsonMethods } from "./operations/operation.ts";
import { type PreparedTests, preparedTests } from "./prepared-tests.ts";

/**
 * The synchronous `geometry` of user functions: every operation, GeoJSON in, GeoJSON out, planar, in CRS units. Throws
 * SpatialError INVALID_GEOMETRY for what is not GeoJSON, BAD_ARGUMENT for other wrong arguments, and what the engine
 * throws.
 */
export type GeometryApi = GeoJsonMethods<typeof operations> & {
  /** Indexes a geometry for many tests against it. */
  prepare(geometry: GeometryInput): PreparedTests;
};

/** @param engine asked for at each call that needs one */
export function geometryApi(engine: () => GeometryEngine): GeometryApi {
  const calls = Object.entries(operations).map(([name, operation]) => [
    name,
    "geos" in operation ? engineCall(name, operation, engine) : columnCall(name, operation),
  ]);
  const prepare = (geometry: GeometryInput): PreparedTests => preparedTests(engine(), columnOf("prepare", [geometry]));
  return { ...Object.fromEntries(calls), prepare } as GeometryApi;
}

type Operation = (typeof operations)[keyof typeof operations];
type EngineOperation = Extract<Operation, { readonly geos: unknown }>;
type ColumnOperation = Exclude<Operation, EngineOperation>;
type ApiCall = (...given: readonly unknown[]) => unknown;

function engineCall(name: string, { takes, gives }: EngineOperation, engineOf: () => GeometryEngine): ApiCall {
  return (...given) => {
    const engine = engineOf();
    const methods = engine as unknown as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
    const { geometries, arrange } = sortOut(name, takes, given);
    const column = columnOf(name, geometries);
    return engine.scope(() => {
      const made = methods[name]!(...arrange(geometries.map((_, i) => engine.read(column, i))));
      if (gives === GEOMETRY) return plainOf([made as EngineGeometry], engine)[0];
      return gives === GEOMETRIES ? plainOf(made as readonly EngineGeometry[], engine) : made;
    });
  };
}

function plainOf(made: readonly EngineGeometry[], engine: GeometryEngine): (Geometry | null)[] {
  const result = new GeometryBuilder(64);
  for (const geometry of made) engine.write(geometry, result);
  const column = result.finish();
  return made.map((_, i) => geometryAt(column, i));
}

function columnCall(name: string, { takes, gives, columns }: ColumnOperation): ApiCall {
  const compute = columns as (inputs: GeometryColumn, plain: readonly unknown[], result: GeometryBuilder) => unknown;
  return (...given) => {
    const { geometries, plain } = sortOut(name, takes, given);
    const result = new GeometryBuilder(64);
    const made = compute(columnOf(name, geometries), plain, result);
    return gives === GEOMETRY ? geometryAt(result.finish(), 0) : made;
  };
}

interface Sorted {
  readonly geometries: readonly GeometryInput[];
  /** The checked arguments that are no geometries. */
  readonly plain: readonly unknown[];
  /** All arguments in order, with handles for the geometries. */
  readonly arrange: (handles: readonly EngineGeometry[]) => readonly unknown[];
}

function sortOut(name: string, takes: readonly Argument[], given: readonly unknown[]): Sorted {
  if (takes[0]?.form === "geometries") return sortOut(name, [{ ...takes[0], form: "list" }], [given.flat()]);
  const geometries: GeometryInput[] = [];
  const arranged = takes.map((argument, i): ((handles: readonly EngineGeometry[]) => unknown) => {
    const from = geometries.length;
    switch (argument.form) {
      case "geometry":
        geometries.push(given[i] as GeometryInput);
        return (handles) => handles[from];
      case "list":
      case "geometries":
        geometries.push(...listOf(name, argument.name, given[i]));
        return (handles) => handles.slice(from, from + (given[i] as readonly unknown[]).length);
      case "plain": {
        const value = argument.check(given[i], name);
        return () => value;
      }
    }
  });
  const plain = arranged.filter((_, i) => takes[i]!.form === "plain").map((valueOf) => valueOf([]));
  return { geometries, plain, arrange: (handles) => arranged.map((valueOf) => valueOf(handles)) };
}

function listOf(call: string, name: string, given: unknown): readonly GeometryInput[] {
  if (Array.isArray(given)) return given as readonly GeometryInput[];
  throw new SpatialError("BAD_ARGUMENT", `geometry.${call} expects an array of geometries as its ${name}.`);
}

function columnOf(name: string, inputs: readonly GeometryInput[]): GeometryColumn {
  const builder = new GeometryBuilder(64);
  for (const [index, input] of inputs.entries()) {
    try {
      builder.addGeoJson(input);
    } catch (cause) {
      if (!(cause instanceof SpatialError)) throw cause;
      throw new SpatialError(cause.code, `geometry.${name}, argument ${index + 1}: ${cause.message}`, { cause });
    }
  }
  return builder.finish();
}
