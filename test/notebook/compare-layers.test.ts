import { describe, expect, test } from "vitest";
import { sketchOf } from "../../src/layers/layer-digest.ts";
import { dataOf, Layer } from "../../src/layers/layer.ts";
import { movedLayers } from "../../src/notebook/compare-layers.ts";
import { movementOf } from "../../src/notebook/compare-sketches.ts";
import { type LayerRecord, type Manifest, sealed } from "../../src/notebook/manifest.ts";
import { verdictOf } from "../../src/notebook/verify-notebook.ts";

type Row = { readonly x: number; readonly y: number; readonly name: string };

/** Squares with a corner at each place, and a name. */
function squares(rows: readonly Row[]): Layer {
  return Layer.from(
    rows.map(({ x, y, name }) => ({
      geometry: { type: "Polygon" as const, coordinates: [[[x, y], [x + 1, 0], [x + 1, 1], [x, 1], [x, y]]] }, // prettier-ignore
      properties: { name },
    })),
  );
}

const ROWS = Array.from({ length: 300 }, (_, i) => ({ x: i / 7, y: 0, name: `n${i}` }));

function recordOf(layer: Layer, more: Partial<LayerRecord> = {}): LayerRecord {
  const { hash, length, crs, bounds = null, provenance } = layer;
  const { operation, values, inputs } = provenance;
  const sketch = sketchOf(dataOf(layer));
  const made = { name: "made", by: "%made", operation, values, inputs, provenance: provenance.hash };
  return { ...made, hash, features: length, crs, bounds, sketch, ...more };
}

function manifestOf(layers: readonly LayerRecord[], more: Partial<Manifest> = {}): Manifest {
  const environment = { format: 1, mapcell: "1.0.0", engines: { geos: "geos-wasm 1" }, crsTable: "a" };
  return sealed({ ...environment, inputs: [], parameters: {}, layers, ...more });
}

function changed(index: number, change: Partial<Row>): Layer {
  return squares(ROWS.map((row, i) => (i === index ? { ...row, ...change } : row)));
}

describe("what a sketch tells of a layer that differs", () => {
  const before = recordOf(squares(ROWS));

  test("half a kB at most", () => expect(JSON.stringify(before.sketch).length).toBeLessThan(800));

  test.each([1e-9, 0.001, 3])("one vertex moved by %d: which feature, and how far", (y) => {
    // both ends of the ring
    const { features, between, isMoved, distance } = movementOf(before, recordOf(changed(150, { y })));
    expect([isMoved, features?.least]).toEqual([true, 1]);
    expect(features?.most).toBeLessThanOrEqual(3);
    expect(between![0]).toBeLessThanOrEqual(150);
    expect(between![1]).toBeGreaterThanOrEqual(150);
    expect(distance! / (2 * y)).toBeCloseTo(1, 2);
  });

  test("one attribute", () => {
    const { features, isMoved, distance } = movementOf(before, recordOf(changed(7, { name: "x" })));
    expect([isMoved, features?.least, distance]).toEqual([false, 1, undefined]);
  });

  test("each by itself in a layer of 128 features or fewer", () => {
    const few = ROWS.slice(0, 100);
    const others = few.map((row, i) => (i % 10 === 3 ? { ...row, name: "other" } : row));
    const movement = movementOf(recordOf(squares(few)), recordOf(squares(others)));
    expect(movement).toMatchObject({ features: { least: 10, most: 10 }, between: [3, 93] });
  });

  test("more features are more features", () => {
    expect(movementOf(before, recordOf(squares(ROWS.slice(1)))).features).toBeUndefined();
  });
});

describe("the first layer that moved, and why", () => {
  const [one, other] = [squares(ROWS.slice(0, 3)), squares(ROWS.slice(0, 4))];
  const before = manifestOf([recordOf(one)]);
  const whyOf = (now: Manifest): unknown => movedLayers(before, now)[0]?.why.kind;

  test("the same, with other software, is no difference", () => {
    const now = manifestOf([recordOf(one)], { mapcell: "2.0.0" });
    expect(movedLayers(before, now)).toEqual([]);
  });

  test("the same was asked of the same: the software, if it is another, else something unknown", () => {
    const record = { ...recordOf(other), provenance: before.layers[0]!.provenance };
    expect(whyOf(manifestOf([record], { mapcell: "2.0.0" }))).toBe("environment");
    expect(whyOf(manifestOf([record], { engines: { geos: "geos-wasm 2" } }))).toBe("environment");
    expect(whyOf(manifestOf([record]))).toBe("unknown");
  });

  test("a layer that is made of one that moved is told by its name", () => {
    const first = recordOf(one, { name: "first" });
    const moved = recordOf(other, { name: "first", values: { n: 4 } });
    const second = (of: LayerRecord, made: Layer): LayerRecord =>
      recordOf(made, { name: "second", inputs: { input: [of.hash] } });
    const old = manifestOf([first, second(first, one)]);
    const now = manifestOf([moved, second(moved, other)]);
    expect(movedLayers(old, now).map(({ name, why }) => ({ name, why }))).toEqual([
      { name: "first", why: { kind: "asked", changes: ["n none → 4"] } },
      { name: "second", why: { kind: "inputs", names: ["first"] } },
    ]);
  });

  test("a file comes before everything else", () => {
    const [file, larger] = [1, 2].map((bytes) => ({ path: "a.geojson", bytes, sha256: `${bytes}` }));
    const old = manifestOf([recordOf(one, { files: [file!] })], { inputs: [file!] });
    const now = manifestOf([recordOf(other, { files: [larger!] })], { inputs: [larger!] });
    expect(movedLayers(old, now)[0]?.why).toEqual({ kind: "input", before: file, now: larger });
  });
});

test("coordinates within a tolerance are the same, other values are not", () => {
  const before = manifestOf([recordOf(squares(ROWS))]);
  const moved = manifestOf([recordOf(squares(ROWS.map(({ x, name }) => ({ x, y: 5e-10, name }))))]);
  expect(movedLayers(before, moved)).toHaveLength(1);
  expect(movedLayers(before, moved, 1e-10)).toHaveLength(1);
  expect(movedLayers(before, moved, 1e-9)).toEqual([]);
  const renamed = manifestOf([recordOf(changed(3, { name: "x" }))]);
  expect(movedLayers(before, renamed, 1e-9)).toHaveLength(1);
});

test("an input counts more than a layer, a layer more than an output", () => {
  const input = { path: "a", before: { path: "a", bytes: 1, sha256: "" }, now: undefined };
  const layer = { name: "a", by: "%a", before: undefined, now: undefined, why: { kind: "unknown" } } as const;
  const output = { cell: 1, id: "a", what: "text" };
  const all = { inputs: [input], layers: [layer], outputs: [output], environment: [], known: 1 };
  expect(verdictOf(all)).toBe("input");
  expect(verdictOf({ ...all, inputs: [] })).toBe("layer");
  expect(verdictOf({ ...all, inputs: [], layers: [] })).toBe("output");
  expect(verdictOf({ ...all, inputs: [], layers: [], outputs: [] })).toBe("same");
});
