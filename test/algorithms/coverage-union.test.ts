import { readFileSync } from "node:fs";
import type { Feature, Geometry } from "geojson";
import { expect, test } from "vitest";
import { featureArea } from "../../src/geometry/measures.ts";
import { canonical } from "./canonical.ts";
import { engines, layerOf, run } from "./run.ts";

/** Made by test/fixtures/oracle/coverage_union.py with Shapely. */
const { cells, united } = JSON.parse(
  readFileSync(new URL("../fixtures/coverage-union.json", import.meta.url), "utf8"),
) as {
  readonly cells: readonly { readonly group: string; readonly geometry: Geometry }[];
  readonly united: readonly { readonly group: string; readonly geometry: Geometry; readonly area: number }[];
};
const [geos, jsts] = engines.map(({ engine }) => engine);
const features = cells.map(({ group, geometry }): Feature => ({ type: "Feature", geometry, properties: { group } }));
const input = layerOf(features);
const values = { field: ["group"] };

test("cells of a group are one multi-part without the borders between them, in any parts", () => {
  const { geometries, properties, data } = run("coverageUnion", { engine: geos!, inputs: { input }, values });
  expect(properties).toEqual(united.map(({ group }) => ({ group })));
  expect(geometries.map(canonical)).toEqual(united.map(({ geometry }) => canonical(asMulti(geometry))));
  united.forEach(({ area }, i) => expect(featureArea(data.geometry, i)).toBeCloseTo(area, 10));
  const ranges = [[0, 5], [5, 6], [6, 16]] as const; // prettier-ignore
  const inParts = run("coverageUnion", { engine: geos!, inputs: { input }, values, ranges });
  expect(inParts.geometries.map(canonical)).toEqual(geometries.map(canonical));
});

test("without a field all are one, and dissolve makes the same of them", () => {
  const one = run("coverageUnion", { engine: geos!, inputs: { input } });
  const dissolved = run("dissolve", { engine: geos!, inputs: { input } });
  expect(one.geometries.map((geometry) => geometry?.type)).toEqual(["MultiPolygon"]);
  expect(featureArea(one.data.geometry, 0)).toBeCloseTo(featureArea(dissolved.data.geometry, 0), 10);
});

test("other kinds are refused, and so is jsts", () => {
  const points = layerOf([{ type: "Point", coordinates: [0, 0] }]);
  expect(() => run("coverageUnion", { engine: geos!, inputs: { input: points } })).toThrow(
    "must be a layer of polygons",
  );
  expect(() => run("coverageUnion", { engine: jsts!, inputs: { input } })).toThrow(/geos/);
});

function asMulti(geometry: Geometry): Geometry {
  return geometry.type === "Polygon" ? { type: "MultiPolygon", coordinates: [geometry.coordinates] } : geometry;
}
