import type { Geometry } from "geojson";
import type { GeometryBuilder } from "../builder.ts";
import type { GeometryColumn } from "../column.ts";
import type { EngineGeometry } from "../engine-geometry.ts";
import type { Geos } from "../engines/geos.ts";
import type { Jsts } from "../engines/jsts.ts";
import type { Argument, EngineArguments, GivenArguments, PlainArguments } from "./arguments.ts";

/** What an operation answers: in the engine, and as GeoJSON. */
export interface Gives<Engine, Plain> {
  /** As it is declared to users. */
  readonly typescript: string;
  /** Never there: they carry the types. */
  readonly engine?: Engine;
  readonly plain?: Plain;
}

export const GEOMETRY: Gives<EngineGeometry, Geometry> = { typescript: "Geometry" };
export const GEOMETRIES: Gives<readonly EngineGeometry[], Geometry[]> = { typescript: "Geometry[]" };
export const YES_NO: Gives<boolean, boolean> = { typescript: "boolean" };
export const NUMBER: Gives<number, number> = { typescript: "number" };

/** Plain data of another type. */
export function answer<T>(typescript: string): Gives<T, T> {
  return { typescript };
}

interface Schema<T extends readonly Argument[], E, P> {
  /** For users of `geometry`: units, range, what becomes of an empty geometry. */
  readonly doc: string;
  readonly takes: T;
  readonly gives: Gives<E, P>;
}

/** One that needs a geometry library. The engine's form and the GeoJSON form, with its declaration, are made from it. */
export interface EngineOperation<T extends readonly Argument[], E, P> extends Schema<T, E, P> {
  readonly geos: (geos: Geos) => (...args: EngineArguments<T>) => E;
  /** Loads of the library what the operation needs. "none": JSTS does not have it, and the engine says so. */
  readonly jsts: "none" | ((jsts: Jsts) => Promise<(...args: EngineArguments<T>) => E>);
}

/** One that we do ourselves, over columns: user functions get the GeoJSON form, algorithms call the function it calls. */
export interface ColumnOperation<T extends readonly Argument[], P> extends Schema<T, unknown, P> {
  /** @param inputs one feature a geometry. @param result takes one feature, where a geometry is given. */
  readonly columns: (
    inputs: GeometryColumn,
    args: PlainArguments<T>,
    result: GeometryBuilder,
  ) => P extends Geometry ? void : P;
}

export function engineOperation<const T extends readonly Argument[], E, P>(
  operation: EngineOperation<T, E, P>,
): EngineOperation<T, E, P> {
  return operation;
}

export function columnOperation<const T extends readonly Argument[], P>(
  operation: ColumnOperation<T, P>,
): ColumnOperation<T, P> {
  return operation;
}

/** The methods that operations make of an engine. */
export type EngineMethods<All> = {
  readonly [N in keyof All as All[N] extends { readonly geos: unknown } ? N : never]: All[N] extends EngineOperation<
    infer T,
    infer E,
    infer _
  >
    ? (...args: EngineArguments<T>) => E
    : never;
};

/** Their form for user functions. */
export type GeoJsonMethods<All> = {
  readonly [N in keyof All]: All[N] extends Schema<infer T, infer _, infer P>
    ? (...args: GivenArguments<T>) => P
    : never;
};
