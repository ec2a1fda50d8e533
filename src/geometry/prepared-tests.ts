import { SpatialError } from "../errors.ts";
import { GeometryBuilder } from "./builder.ts";
import type { GeometryColumn } from "./column.ts";
import type { GeometryEngine } from "./engine.ts";
import type { Hold } from "./engine-core.ts";
import type { GeometryInput } from "./operations/arguments.ts";

/** Relations that can be asked of a prepared geometry, in the order in which they are declared. */
export const PREPARED = [
  "intersects",
  "contains",
  "covers",
  "coveredBy",
  "within",
  "touches",
  "overlaps",
  "crosses",
  "disjoint",
] as const;

/** A geometry that was indexed for many tests: `prepared.contains(other)` is what `geometry.contains(it, other)` is. */
export type PreparedTests = { readonly [P in (typeof PREPARED)[number]]: (other: GeometryInput) => boolean };

/** What nobody asks any more is freed: the engine's memory is its own. */
const unused = new FinalizationRegistry((hold: Hold) => hold.close());

/** @param column of one feature */
export function preparedTests(engine: GeometryEngine, column: GeometryColumn): PreparedTests {
  const hold = engine.hold();
  const prepared = hold.run(() => engine.prepare(engine.read(column, 0)));
  const test = (predicate: (typeof PREPARED)[number], other: GeometryInput): boolean =>
    engine.scope(() => prepared.test(predicate, engine.read(plainColumn(other, predicate), 0)));
  const tests = Object.fromEntries(
    PREPARED.map((predicate) => [predicate, (other: GeometryInput) => test(predicate, other)]),
  );
  unused.register(tests, hold);
  return Object.freeze(tests) as PreparedTests;
}

/** @param asked for messages */
export function plainColumn(input: GeometryInput, asked: string): GeometryColumn {
  const builder = new GeometryBuilder(64);
  try {
    builder.addGeoJson(input);
  } catch (cause) {
    if (!(cause instanceof SpatialError)) throw cause;
    throw new SpatialError(cause.code, `${asked}: ${cause.message}`, { cause });
  }
  return builder.finish();
}
