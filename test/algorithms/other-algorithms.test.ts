import type { Feature, Geometry } from "geojson";
import { describe, expect, test } from "vitest";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import type { GeometryEngine } from "../../src/geometry/engine.ts";
import { columnOf } from "../../src/algorithms/vector-overlay/union-around.ts";
import { featureArea } from "../../src/geometry/measures.ts";
import { featureAt } from "../../src/layers/layer.ts";
import { type ChanceCase, type OtherCase, others } from "../fixtures/other-cases.ts";
import { givenLayers } from "./given-layers.ts";
import { engines, layerOf, run, runTask } from "./run.ts";

const GEOGRAPHIC: ReadonlySet<string> = new Set(["shiftlongitudes"]);

function layersIn(crs: string) {
  return Object.fromEntries(
    Object.entries(others.layers).map(([name, rows]) => {
      const features = rows.map((row) => ({ type: "Feature", ...row, properties: { ...row.properties } }) as Feature);
      return [name, layerOf(features, crs)];
    }),
  );
}

const layers = { planar: layersIn("EPSG:3857"), geographic: layersIn("EPSG:4326") };

function call({ id, given }: OtherCase | ChanceCase, engine: GeometryEngine) {
  const own = GEOGRAPHIC.has(id) ? layers.geographic : layers.planar;
  return run(id, { engine, ...givenLayers(id, given, own) });
}

function titled<T extends OtherCase | ChanceCase>(cases: readonly T[]): readonly (readonly [string, T])[] {
  return cases.map((one) => [`${one.id} ${JSON.stringify(one.given)}`, one]);
}

describe.each(engines)("beside Shapely with $name", ({ engine }) => {
  test.each(titled(others.cases))("%s", (_, one) => {
    const { data, geometries, properties } = call(one, engine);
    expect(data.fields.map(({ name }) => name)).toEqual(one.fields);
    const found = properties.map((row, i) => ({
      geometry: geometries[i]!,
      values: one.fields.map((name) => row[name]),
    }));
    const [own, theirs] = [found, one.features].map((rows) => rows.toSorted((a, b) => compare(keyOf(a), keyOf(b))));
    expect(own!.map(({ values }) => values)).toEqual(theirs!.map(({ values }) => values));
    own!.forEach(({ geometry }, i) => expect(difference(geometry, theirs![i]!.geometry, engine)).toBeLessThan(1e-9));
  });
});

function keyOf({ values }: { readonly values: readonly unknown[] }): string {
  return JSON.stringify(values);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The area that only one of them has; of what has no area, the farthest distance from one to the other. */
function difference(a: Geometry | null, b: Geometry | null, engine: GeometryEngine): number {
  if (a === null || b === null) return a === b ? 0 : Infinity;
  return engine.scope(() => {
    const [one, other] = [a, b].map((geometry) => {
      const builder = new GeometryBuilder();
      builder.addGeoJson(geometry);
      return engine.read(builder.finish(), 0);
    });
    return /Polygon/.test(a.type)
      ? featureArea(columnOf(engine.symmetricDifference(one!, other!), engine), 0)
      : engine.hausdorffDistance(one!, other!);
  });
}

test.each(titled(others.chances))("%s: spread evenly", (_, one) => {
  const { geometries, logs } = call(one, engines[0]!.engine);
  expect(logs).toEqual([]);
  expect(geometries).toHaveLength(one.lots.reduce((sum, { count }) => sum + count, 0));
  let from = 0;
  for (const { mean, size, count } of one.lots) {
    const points = geometries.slice(from, (from += count));
    const sums = [0, 1].map((axis) => points.reduce((sum, point) => sum + coordinatesOf(point)[axis]!, 0));
    // nothing spreads wider than half of its size to both sides: four times what chance moves its mean
    const most = (4 * (size / 2)) / Math.sqrt(count);
    sums.forEach((sum, axis) => expect(Math.abs(sum / count - mean[axis]!)).toBeLessThan(most));
  }
});

function coordinatesOf(geometry: Geometry | null): readonly number[] {
  return geometry?.type === "Point" ? geometry.coordinates : [];
}

test.each(others.splits)("a layer for each value of $field", ({ id, field, groups }) => {
  const places = others.split.map((properties, i) => ({
    type: "Feature",
    geometry: i === 1 ? null : { type: "Point", coordinates: [i, 0] },
    properties: { ...properties, row: i },
  }));
  const { result } = runTask(id, {
    engine: engines[0]!.engine,
    inputs: { input: layerOf(places as Feature[]) },
    values: { field },
  });
  const made = "layers" in result ? result.layers : [];
  const rows = made.map(({ name, data }) => [
    name,
    Array.from({ length: data.geometry.length }, (_, i) => featureAt(data, i).properties["row"]),
  ]);
  expect(Object.fromEntries(rows)).toEqual(groups);
  expect(made.map(({ name }) => name)).toEqual(Object.keys(groups));
});
