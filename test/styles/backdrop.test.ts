import { expect, test } from "vitest";
import { Layer, layerFromData, dataOf, originOf } from "../../src/layers/layer.ts";
import { isResult } from "../../src/layers/provenance.ts";
import { backdropAmong, type Placed } from "../../src/styles/backdrop.ts";

const WORLD: Placed = { kind: "polygon", visible: true, bounds: [-180, -90, 180, 90], isResult: false };
const EUROPE: Placed = { ...WORLD, bounds: [-10, 35, 30, 70] };
const TOWNS: Placed = { ...EUROPE, kind: "point", bounds: [0, 40, 10, 50] };

test.each<[string, readonly Placed[], number]>([
  ["areas with all else upon them", [WORLD, TOWNS], 0],
  ["no second areas, though they lie around all above", [WORLD, EUROPE, TOWNS], 0],
  ["no areas above others that were computed", [{ ...WORLD, isResult: true }, EUROPE, TOWNS], -1],
  ["no result", [{ ...WORLD, isResult: true }, TOWNS], -1],
  ["nothing alone", [WORLD], -1],
  ["nothing beneath hidden layers alone", [WORLD, { ...TOWNS, visible: false }], -1],
  ["the lowest of those that are shown", [{ ...WORLD, visible: false }, EUROPE, TOWNS], 1],
  ["areas above lines", [{ ...TOWNS, kind: "line" }, WORLD, TOWNS], 1],
  ["nothing that others stick out of", [EUROPE, WORLD], -1],
  ["nothing without coordinates", [{ ...WORLD, bounds: null }, TOWNS], -1],
  ["nothing beneath layers without coordinates alone", [WORLD, { ...TOWNS, bounds: undefined }], -1],
])("the backdrop is %s", (_, layers, expected) => {
  expect(backdropAmong(layers)).toBe(expected);
});

test("what a task or a method made is a result; what was loaded or made in a cell is none", () => {
  const made = Layer.from({ type: "Point", coordinates: [1, 2] } as { type: string });
  const from = (origin: Parameters<typeof layerFromData>[2]): boolean =>
    isResult(originOf(layerFromData("x", dataOf(made), origin)));
  expect(isResult(originOf(made))).toBe(false);
  expect(from({ source: "data/countries.geojson" })).toBe(false);
  expect(from({ algorithm: "native:clip", inputs: ["reach"] })).toBe(true);
  expect(isResult(originOf(made.filter(() => true)))).toBe(true);
});
