import { readFileSync } from "node:fs";
import type { Geometry } from "geojson";
import { expect, test } from "vitest";
import { canonical } from "./canonical.ts";
import { engines, layerOf, run, square } from "./run.ts";

/** Made by test/fixtures/oracle/coverage_simplify.py with Shapely. */
const { input, cases } = JSON.parse(
  readFileSync(new URL("../fixtures/coverage-simplify.json", import.meta.url), "utf8"),
) as {
  input: Geometry[];
  cases: { readonly tolerance: number; readonly keepOutside: boolean; readonly result: Geometry[] }[];
};

const [geos, jsts] = engines.map(({ engine }) => engine);

test.each(cases)("tolerance $tolerance, outside kept: $keepOutside", ({ tolerance, keepOutside, result }) => {
  const layer = layerOf([...input, null]);
  const values = { tolerance, keepOutside };
  const { geometries, logs, properties } = run("coverageSimplify", { engine: geos!, inputs: { input: layer }, values });
  expect(geometries.map(canonical)).toEqual([...result.map(canonical), null]);
  expect(properties).toEqual(Array.from({ length: input.length + 1 }, (_, id) => ({ id })));
  expect(logs).toEqual([]);
});

test("says where polygons overlap, and that it needs geos", () => {
  const layer = layerOf([square(0, 0, 3), square(2, 0, 3)]);
  const { logs } = run("coverageSimplify", { engine: geos!, inputs: { input: layer } });
  expect(logs.join()).toContain("warning: Some polygons overlap");
  expect(() => run("coverageSimplify", { engine: jsts!, inputs: { input: layer } })).toThrow(/geos/);
});
