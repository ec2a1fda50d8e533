import type { Geometry } from "geojson";
import { SpatialError } from "../errors.ts";
import { boundsOf } from "./bounds.ts";
import { GeometryBuilder } from "./builder.ts";
import type { Bounds, GeometryColumn } from "./column.ts";
import type { BufferOptions, EngineGeometry, GeometryEngine, Predicate } from "./engine.ts";
import { geometryAt } from "./geojson.ts";
import { featureArea, featureCentroid, featureLength } from "./measures.ts";

/** A geometry, or null as features without geometry have it: it counts as an empty one. */
type Input = Geometry | null;
type Unary = (geometry: Input) => Geometry;
type Binary = (a: Input, b: Input) => Geometry;
type Test = (a: Input, b: Input) => boolean;

/**
 * The synchronous `geometry` of user functions: GeoJSON in, GeoJSON out, planar, in CRS units. Throws SpatialError
 * INVALID_GEOMETRY for what is not GeoJSON, BAD_ARGUMENT for other wrong arguments, and what the engine throws.
 */
export interface GeometryApi extends Readonly<Record<Exclude<Predicate, "covers">, Test>> {
  /** Defaults as in QGIS: 5 segments a quarter circle, round caps and joins, miter limit 2. */
  readonly buffer: (geometry: Input, distance: number, options?: Partial<BufferOptions>) => Geometry;
  readonly union: (...geometries: readonly (Input | readonly Input[])[]) => Geometry;
  readonly intersection: Binary;
  readonly difference: Binary;
  readonly symmetricDifference: Binary;
  /** @param tolerance greatest distance of a dropped vertex from the result, from 0. */
  readonly simplify: (geometry: Input, tolerance: number) => Geometry;
  readonly convexHull: Unary;
  readonly makeValid: Unary;
  /** Of the parts of highest dimension; may lie outside. An empty point for an empty geometry. */
  readonly centroid: Unary;
  readonly pointOnSurface: Unary;
  readonly isValid: (geometry: Input) => boolean;
  readonly area: (geometry: Input) => number;
  readonly length: (geometry: Input) => number;
  /** NaN when one of the two is empty. */
  readonly distance: (a: Input, b: Input) => number;
  /** Undefined for an empty geometry. */
  readonly bounds: (geometry: Input) => Bounds | undefined;
}

const DEFAULTS: BufferOptions = { segments: 5, endCapStyle: "round", joinStyle: "round", miterLimit: 2 };

export function geometryApi(engine: GeometryEngine): GeometryApi {
  const { make, ask } = callsInto(engine);
  const unary =
    (name: "convexHull" | "makeValid" | "pointOnSurface"): Unary =>
    (geometry) =>
      make(name, [geometry], ([g]) => engine[name](g!));
  const binary =
    (name: "intersection" | "difference" | "symmetricDifference"): Binary =>
    (...pair) =>
      make(name, pair, ([a, b]) => engine[name](a!, b!));
  const test =
    (name: Predicate): Test =>
    (...pair) =>
      ask(name, pair, ([a, b]) => engine.test(name, a!, b!));
  return {
    buffer: (geometry, distance, options = {}) => {
      checkNumber("buffer", "distance", distance);
      const checked = bufferOptions(options);
      return make("buffer", [geometry], ([g]) => engine.buffer(g!, distance, checked));
    },
    union: (...geometries) => make("union", geometries.flat(), (all) => engine.union(all)),
    intersection: binary("intersection"),
    difference: binary("difference"),
    symmetricDifference: binary("symmetricDifference"),
    simplify: (geometry, tolerance) => {
      checkNumber("simplify", "tolerance", tolerance, 0);
      return make("simplify", [geometry], ([g]) => engine.simplify(g!, tolerance));
    },
    convexHull: unary("convexHull"),
    makeValid: unary("makeValid"),
    pointOnSurface: unary("pointOnSurface"),
    centroid: (geometry) => {
      const coordinates = featureCentroid(columnOf("centroid", [geometry]), 0) ?? [];
      return { type: "Point", coordinates };
    },
    isValid: (geometry) => ask("isValid", [geometry], ([g]) => engine.invalidity(g!) === undefined),
    area: (geometry) => featureArea(columnOf("area", [geometry]), 0),
    length: (geometry) => featureLength(columnOf("length", [geometry]), 0),
    distance: (...pair) => ask("distance", pair, ([a, b]) => engine.distance(a!, b!)),
    bounds: (geometry) => boundsOf(columnOf("bounds", [geometry])),
    intersects: test("intersects"),
    contains: test("contains"),
    within: test("within"),
    touches: test("touches"),
    overlaps: test("overlaps"),
    crosses: test("crosses"),
    disjoint: test("disjoint"),
    equals: test("equals"),
  };
}

function callsInto(engine: GeometryEngine): {
  readonly make: (name: string, inputs: readonly Input[], work: (all: EngineGeometry[]) => EngineGeometry) => Geometry;
  readonly ask: <T>(name: string, inputs: readonly Input[], work: (all: EngineGeometry[]) => T) => T;
} {
  const ask = <T>(name: string, inputs: readonly Input[], work: (handles: EngineGeometry[]) => T): T => {
    const column = columnOf(name, inputs);
    return engine.scope(() => work(inputs.map((_, i) => engine.read(column, i))));
  };
  return {
    ask,
    make: (name, inputs, work) => {
      const result = new GeometryBuilder(64);
      ask(name, inputs, (handles) => engine.write(work(handles), result));
      return geometryAt(result.finish(), 0)!;
    },
  };
}

function columnOf(name: string, inputs: readonly Input[]): GeometryColumn {
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

function bufferOptions(given: Partial<BufferOptions>): BufferOptions {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(DEFAULTS, name)) {
      throw refused("buffer", `has no option "${name}"; it has ${Object.keys(DEFAULTS).join(", ")}`);
    }
  }
  const options = { ...DEFAULTS, ...given };
  const { segments, endCapStyle, joinStyle, miterLimit } = options;
  if (!Number.isInteger(segments) || segments < 1) {
    throw refused("buffer", `was given segments ${shown(segments)}; expected a whole number of 1 or more`);
  }
  checkChoice("endCapStyle", endCapStyle, ["round", "flat", "square"]);
  checkChoice("joinStyle", joinStyle, ["round", "miter", "bevel"]);
  checkNumber("buffer", "miterLimit", miterLimit, 1);
  return options;
}

function checkChoice(name: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  throw refused("buffer", `was given ${name} ${shown(value)}; expected ${allowed.join(", ")}`);
}

function checkNumber(call: string, name: string, value: unknown, min = -Infinity): void {
  if (typeof value === "number" && Number.isFinite(value) && value >= min) return;
  const range = min === -Infinity ? "" : ` from ${min}`;
  throw refused(call, `was given ${name} ${shown(value)}; expected a finite number${range}, in layer units`);
}

function shown(value: unknown): string {
  return typeof value === "string" ? `"${value}"` : String(value);
}

function refused(call: string, what: string): SpatialError {
  return new SpatialError("BAD_ARGUMENT", `geometry.${call} ${what}.`);
}
