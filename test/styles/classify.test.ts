import { expect, test } from "vitest";
import { openEngine } from "../../src/geometry/engines/open-engine.ts";
import { dataOf, Layer } from "../../src/layers/layer.ts";
import type { ClassRequest } from "../../src/layers/layer-style.ts";
import { classify } from "../../src/styles/classify.ts";

const engine = await openEngine("geos");

function classesOf(rows: readonly Readonly<Record<string, unknown>>[], request: ClassRequest) {
  const features = rows.map((properties, index) => ({
    type: "Feature",
    geometry: { type: "Point", coordinates: [index, 0] },
    properties,
  }));
  const data = dataOf(Layer.from({ type: "FeatureCollection", features } as { type: string }));
  const { list, numbers } = classify(data, request, { crs: data.crs, engine });
  return { labels: list.map(({ label, count }) => `${label}: ${count}`), numbers: [...numbers], list };
}

const population = [1, 2, 3, 4, 100, null].map((pop) => ({ pop }));

test("numbers make ranges with counts; no value is a class of its own, last", () => {
  const { labels, numbers } = classesOf(population, { by: "pop", method: "equal", classes: 3 });
  expect(labels).toEqual(["1 – 34: 4", "34 – 67: 0", "67 – 100: 1", "no data: 1"]);
  expect(numbers).toEqual([0, 0, 0, 0, 2, 3]);
});

test("given breaks are upper ends, closed by the values' own limits", () => {
  const { labels, numbers } = classesOf(population, { by: "pop", breaks: [2, 50] });
  expect(labels).toEqual(["1 – 2: 2", "2 – 50: 2", "50 – 100: 1", "no data: 1"]);
  expect(numbers).toEqual([0, 0, 1, 1, 2, 3]);
});

test("an expression is as good as a field, and a field may be called like one", () => {
  expect(classesOf(population, { by: "pop * 2", breaks: [10] }).labels[0]).toBe("2 – 10: 4");
  expect(classesOf([{ "a (km2)": 1 }, { "a (km2)": 5 }], { by: "a (km2)", breaks: [2] }).labels).toEqual([
    "1 – 2: 1",
    "2 – 5: 1",
  ]);
});

test("texts make categories, the most frequent first, and many of them are told as others", () => {
  const kinds = ["b", "a", "b", null, "c"].map((kind) => ({ kind }));
  expect(classesOf(kinds, { by: "kind" }).labels).toEqual(["b: 2", "a: 1", "c: 1", "no data: 1"]);
  const many = Array.from({ length: 30 }, (_, index) => ({ kind: `k${String(index).padStart(2, "0")}` }));
  const { labels, numbers } = classesOf(many, { by: "kind" });
  expect(labels).toHaveLength(12);
  expect(labels.at(-1)).toBe("19 others: 19");
  expect(new Set(numbers.slice(11))).toEqual(new Set([11]));
});

test("no two limits of a legend read alike", () => {
  const { labels } = classesOf([{ v: 0.10001 }, { v: 0.10002 }, { v: 0.10009 }], {
    by: "v",
    method: "equal",
    classes: 2,
  });
  expect(labels).toEqual(["0.10001 – 0.10005: 2", "0.10005 – 0.10009: 1"]);
});

test("areas of sizes by value grow evenly", () => {
  const { list } = classesOf([{ v: 1 }, { v: 2 }, { v: 3 }], { by: "v", method: "equal", classes: 3, sizes: [2, 10] });
  const areas = list.map(({ size }) => size! ** 2);
  expect(areas[1]! - areas[0]!).toBeCloseTo(areas[2]! - areas[1]!, 0);
});

test("a method for numbers refuses texts, and says what to do", () => {
  expect(() => classesOf([{ kind: "a" }], { by: "kind", method: "jenks" })).toThrow("use the method categories");
  expect(() => classesOf(population, { by: "popp" })).toThrow('Did you mean "pop"?');
});
