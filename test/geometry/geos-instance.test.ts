import { expect, test } from "vitest";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import { Kind, type GeometryColumn } from "../../src/geometry/column.ts";
import type { EngineGeometry } from "../../src/geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../src/geometry/engine.ts";
import { openGeosEngine } from "../../src/geometry/engines/geos-engine.ts";
import { columnOf, geometriesOf, star } from "./columns.ts";
import { round } from "./engines.ts";

const polygon = columnOf(star([0, 0], [9, 4, 9, 4, 9, 4, 9, 4, 9, 4]));

test("20,000 buffers leave the heap where it was", async () => {
  const engine = await openGeosEngine();
  buffers(engine, 1000);
  const before = engine.heapBytes();
  buffers(engine, 20_000);
  expect(engine.heapBytes()).toBe(before);
});

test("an instance whose heap has grown is replaced between jobs, a small one is kept", async () => {
  const engine = await openGeosEngine();
  const small = engine.heapBytes();
  engine.scope(() => engine.isEmpty(engine.read(claiming(2 ** 24 + 1), 0)));
  expect(engine.heapBytes()).toBeGreaterThan(256 * 2 ** 20);
  await engine.recycleIfLarge();
  expect(engine.heapBytes()).toBe(small);
  buffers(engine, 1);
  await engine.recycleIfLarge();
  expect(engine.heapBytes()).toBe(small);
});

test("an instance that breaks is discarded with all its handles and replaced between jobs", async () => {
  const engine = await openGeosEngine();
  engine.scope(() => {
    const handle = engine.read(polygon, 0);
    const prepared = engine.prepare(handle);
    // more than the 2 GB an instance can have
    expect(() => engine.read(claiming(2 ** 27), 0)).toThrow(expect.objectContaining({ code: "ENGINE_TRAPPED" }));
    for (const use of [
      () => engine.buffer(handle, 1, round),
      () => prepared.test("intersects", handle),
      () => engine.read(polygon, 0),
    ]) {
      expect(use).toThrow(expect.objectContaining({ code: "ENGINE_TRAPPED" }));
    }
  });
  expect(engine.heapBytes()).toBe(0);
  await engine.recycleIfLarge();
  expect(buffers(engine, 1)).toEqual(buffers(await openGeosEngine(), 1));
});

test("what no memory is left for is told as that", { timeout: 120_000 }, async () => {
  const engine = await openGeosEngine();
  engine.scope(() => {
    const handle = engine.read(polygon, 0);
    const fill = longLine(2 ** 24);
    for (let i = 0; i < 4; i++) engine.read(fill, 0);
    const full = expect.objectContaining({
      code: "WORKER_MEMORY",
      message: expect.stringContaining("ran out of memory"),
    });
    expect(() => engine.read(fill, 0)).toThrow(full);
    expect(() => engine.buffer(handle, 1, { ...round, segments: 2 ** 22 })).toThrow(full);
  });
});

test("handles that were freed or belong to another engine are refused, not followed", async () => {
  const [engine, other] = [await openGeosEngine(), await openGeosEngine()];
  let kept: EngineGeometry | undefined;
  engine.scope(() => {
    const geometry = engine.read(polygon, 0);
    engine.release(geometry);
    expect(() => engine.release(geometry)).toThrow("freed before");
    kept = engine.read(polygon, 0);
    expect(() => other.isEmpty(kept!)).toThrow("freed before");
  });
  expect(() => engine.isEmpty(kept!)).toThrow("freed before");
  expect(() => engine.isEmpty({})).toThrow("Not a geometry of the geos engine");
});

test("an inner scope frees its own, an error frees all, and the outer scope's stay", async () => {
  const engine = await openGeosEngine();
  const leaked: EngineGeometry[] = [];
  engine.scope(() => {
    const outer = engine.read(polygon, 0);
    const fail = (): void =>
      engine.scope(() => {
        leaked.push(engine.buffer(outer, 1, round));
        throw new RangeError("the user's own");
      });
    expect(fail).toThrow(RangeError);
    expect(() => engine.isEmpty(leaked[0]!)).toThrow("freed before");
    expect(engine.isEmpty(outer)).toBe(false);
  });
});

test("the same input gives the same bytes, whatever the instance did before", async () => {
  const [fresh, used] = [await openGeosEngine(), await openGeosEngine()];
  const messy = columnOf(...Array.from({ length: 30 }, (_, i) => star([i % 7, i % 5], [9, 2 + (i % 3), 7, 1, 8])));
  const work = (engine: GeometryEngine): GeometryColumn =>
    engine.scope(() => {
      const builder = new GeometryBuilder();
      const all = Array.from({ length: messy.length }, (_, i) => engine.read(messy, i));
      const union = engine.union(all);
      for (const made of [union, engine.buffer(union, -1, round), engine.makeValid(union)]) engine.write(made, builder);
      for (const [i, geometry] of all.entries()) {
        engine.write(engine.symmetricDifference(geometry, all[(i + 1) % all.length]!), builder);
      }
      return builder.finish();
    });
  used.scope(() => {
    const kept = Array.from({ length: 200 }, (_, i) => used.buffer(used.read(polygon, 0), 1 + (i % 9), round));
    for (const [i, geometry] of kept.entries()) if (i % 3 > 0) used.release(geometry);
    expect(geometriesOf(work(used))).toEqual(geometriesOf(work(fresh)));
    expect(work(used)).toEqual(work(fresh));
  });
});

function buffers(engine: GeometryEngine, count: number): GeometryColumn {
  const builder = new GeometryBuilder();
  for (let i = 0; i < count; i += 500) {
    engine.scope(() => {
      for (let k = i; k < Math.min(count, i + 500); k++) {
        const buffer = engine.buffer(engine.read(polygon, 0), 1, round);
        if (k === 0) engine.write(buffer, builder);
      }
    });
  }
  return builder.finish();
}

/** A line that says it has this many vertices: its engine makes room for them, but copies only the two there are. */
function longLine(vertices: number): GeometryColumn {
  const builder = new GeometryBuilder(vertices);
  builder.beginFeature(Kind.LineString);
  builder.beginPart(Kind.LineString);
  builder.beginRing();
  for (let i = 0; i < vertices; i++) builder.addVertex(i, 0);
  builder.endFeature();
  return builder.finish();
}

function claiming(vertices: number): GeometryColumn {
  return {
    length: 1,
    kinds: Uint8Array.of(Kind.LineString),
    partKinds: Uint8Array.of(Kind.LineString, Kind.LineString),
    geomOffsets: Uint32Array.of(0, 2),
    partOffsets: Uint32Array.of(0, 1, 2),
    ringOffsets: Uint32Array.of(0, 2, vertices),
    xy: Float64Array.of(0, 0, 1, 1),
  };
}
