import { readFileSync } from "node:fs";
import type { Feature, Geometry } from "geojson";
import { describe, expect, test } from "vitest";
import { engines, layerOf, run } from "./run.ts";

interface Case {
  readonly method: string;
  readonly neighbours: readonly (readonly number[])[];
  readonly moran: Readonly<Record<string, number>>;
  readonly local: readonly number[];
  readonly quadrants: readonly string[];
}

/** Made by test/fixtures/oracle/spatial-statistics.py with libpysal and esda. */
const { geometries, values, cases } = JSON.parse(
  readFileSync(new URL("../fixtures/spatial-statistics.json", import.meta.url), "utf8"),
) as { geometries: Geometry[]; values: number[]; cases: Case[] };

const input = layerOf(
  geometries.map((geometry, i): Feature => ({ type: "Feature", geometry, properties: { value: values[i] } })),
);

describe.each(engines)("spatial statistics with $name", ({ engine }) => {
  const inputs = { input };

  test.each(cases.map((one) => [one.method, one] as const))("%s as in esda", (method, one) => {
    const how = { method, k: 3 };
    const rows = run("spatialWeights", { engine, inputs, values: how }).properties;
    const found = geometries.map((_, row) =>
      rows.filter(({ focal, weight }) => focal === row && weight !== 0).map(({ neighbor }) => neighbor),
    );
    expect(found).toEqual(one.neighbours);
    const [moran] = run("moransI", { engine, inputs, values: { ...how, field: "value", permutations: 0 } }).properties;
    for (const [name, value] of Object.entries(one.moran)) expect(moran![name]).toBeCloseTo(value, 10);
    const local = run("localMoran", { engine, inputs, values: { ...how, field: "value", permutations: 9, seed: 1 } });
    expect(local.properties.map(({ quadrant }) => quadrant)).toEqual(one.quadrants);
    local.properties.forEach((row, i) => expect(row["local_i"]).toBeCloseTo(one.local[i]!, 10));
  });

  test("weights of each feature add up to 1, and one without neighbours is told", () => {
    const made = run("spatialWeights", { engine, inputs, values: { rowStandardized: true } });
    const total = made.properties.reduce((sum, { weight }) => sum + Number(weight), 0);
    expect(total).toBeCloseTo(geometries.length - 1, 12);
    expect(made.logs).toEqual(["warning: 1 of 26 features have no neighbours: 25."]);
  });

  test("chance has little part in a slope, and the same seed draws the same", () => {
    const slope = layerOf(
      geometries.slice(0, 25).map((geometry, i): Feature => ({ type: "Feature", geometry, properties: { value: i } })),
    );
    const draw = (seed: number) =>
      run("moransI", { engine, inputs: { input: slope }, values: { field: "value", seed } }).properties[0]!;
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)["p_sim"]).toBe(0.001);
  });

  test("too few numbers, and k as large as the layer, are refused", () => {
    const few = layerOf(geometries.slice(0, 3));
    expect(() => run("moransI", { engine, inputs: { input: few }, values: { field: "id" } })).toThrow(
      /The field id has 3 numbers; at least 4 are needed/,
    );
    expect(() => run("spatialWeights", { engine, inputs, values: { method: "k-nearest", k: 26 } })).toThrow(
      /k is 26, and 26 features have a geometry; give a k below that/,
    );
  });
});
