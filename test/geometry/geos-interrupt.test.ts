import { expect, test } from "vitest";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import type { GeometryColumn } from "../../src/geometry/column.ts";
import type { EngineGeometry } from "../../src/geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../src/geometry/engine.ts";
import { openGeosEngine } from "../../src/geometry/engines/geos-engine.ts";
import { ADDRESSES_OF_3_1_1, installInterrupt } from "../../src/geometry/engines/geos-interrupt.ts";
import { openGeosInstance } from "../../src/geometry/engines/geos-module.ts";
import { columnOf, star } from "./columns.ts";
import { round } from "./engines.ts";

const spikes = Array.from({ length: 120 }, (_, i) => 5 + (i % 2) + Math.sin(i));
/** Stars that overlap their neighbours. */
const stars = columnOf(...Array.from({ length: 40 }, (_, i) => star([i % 8, Math.floor(i / 8)], spikes)));

/** A ring of 101 vertices that goes round seven times and crosses itself all the way. */
const crossing = columnOf({
  type: "Polygon",
  coordinates: [
    Array.from({ length: 102 }, (_, i) => [
      Math.cos((2 * Math.PI * 7 * (i % 101)) / 101),
      Math.sin((2 * Math.PI * 7 * (i % 101)) / 101),
    ]),
  ],
});

type Operation = (engine: GeometryEngine, all: readonly EngineGeometry[]) => EngineGeometry;
const operations: Readonly<Record<string, Operation>> = {
  union: (engine, all) => engine.union(all),
  intersection: (engine, [a, b]) => engine.intersection(a!, b!),
  difference: (engine, [a, b]) => engine.difference(a!, b!),
  symmetricDifference: (engine, [a, b]) => engine.symmetricDifference(a!, b!),
  buffer: (engine, [a]) => engine.buffer(a!, 3, round),
  makeValid: (engine) => engine.makeValid(engine.read(crossing, 0)),
  convexHull: (engine, [a]) => engine.convexHull(a!),
};

/** The result of an operation that is canceled at the given look, from 1; Infinity for never. */
function run(
  engine: GeometryEngine,
  operation: Operation,
  canceledAt: number,
): { made: GeometryColumn; looks: number } {
  let looks = 0;
  const builder = new GeometryBuilder();
  engine.scope(() => {
    const all = Array.from({ length: stars.length }, (_, i) => engine.read(stars, i));
    const made = engine.watched(
      () => ++looks >= canceledAt,
      () => operation(engine, all),
    );
    engine.write(made, builder);
  });
  return { made: builder.finish(), looks };
}

test.each(Object.keys(operations))(
  "%s is interrupted at any look, and then gives the same bytes as ever",
  async (name) => {
    const [fresh, engine] = [await openGeosEngine(), await openGeosEngine()];
    const operation = operations[name]!;
    const { made, looks } = run(fresh, operation, Infinity);
    expect(looks).toBeGreaterThan(0);
    for (const at of new Set([1, 2, looks >> 1, looks].filter((look) => look > 0 && look <= looks))) {
      expect(() => run(engine, operation, at), `look ${at}`).toThrow(
        expect.objectContaining({ code: "TASK_CANCELED" }),
      );
    }
    expect(run(engine, operation, Infinity).made).toEqual(made);
  },
);

// GEOS loses some of its own when a buffer is interrupted while it cuts lines at their crossings.
test("hundreds of interrupts of anything but a buffer leave the heap where it was", async () => {
  const engine = await openGeosEngine();
  const names = Object.keys(operations).filter((name) => name !== "buffer");
  const interrupt = (times: number): void => {
    for (let i = 0; i < times; i++) {
      for (const name of names) {
        expect(() => run(engine, operations[name]!, 1 + (i % 3))).toThrow("canceled");
      }
    }
  };
  interrupt(10);
  const before = engine.heapBytes();
  interrupt(100);
  expect(engine.heapBytes()).toBe(before);
});

test("what is asked ends with the work it was asked for", async () => {
  const engine = await openGeosEngine();
  const inner = (): unknown => engine.watched(() => true, () => run(engine, operations["union"]!, 1)); // prettier-ignore
  expect(inner).toThrow("canceled");
  expect(run(engine, operations["union"]!, Infinity).made.length).toBe(1);
});

test("an instance whose variables lie elsewhere is refused", async () => {
  const options = { isCanceled: () => false, warn: () => undefined };
  const instance = await openGeosInstance(options);
  expect(instance.module.HEAPU32[ADDRESSES_OF_3_1_1.callback / 4]).toBeGreaterThan(0);
  // the far end of a new heap
  const unused = instance.module.HEAPU8.length - 64;
  const elsewhere = { callback: unused, request: unused + 12 };
  expect(installInterrupt(instance, () => false, elsewhere)).toBe(false);
  expect(
    installInterrupt(instance, () => false, ADDRESSES_OF_3_1_1),
    "in use already",
  ).toBe(false);
});
