import { inspect } from "node:util";
import type { Geometry } from "geojson";
import { describe, expect, test } from "vitest";
import { Kind } from "../../src/geometry/column.ts";
import { concatColumns, sliceColumn, takeColumn } from "../../src/geometry/append.ts";
import { layerHtml, layerText } from "../../src/layers/describe.ts";
import { checkKinds, type InputKind } from "../../src/layers/input-kinds.ts";
import { dataOf, Layer } from "../../src/layers/layer.ts";
import { LayerDataBuilder } from "../../src/layers/table-builder.ts";

const rows = [
  { name: "Ayr", people: 46_849 },
  { name: "Bonn", people: null, port: false },
  { name: "Cork", people: 222_526 },
];
const towns = Layer.from(rows, { name: "towns" });
const point: Geometry = { type: "Point", coordinates: [1, 2] };

describe("a table", () => {
  test("is made of rows, and has fields and no place", () => {
    expect(towns.isTable).toBe(true);
    expect(towns.geometryType).toBe("No geometry");
    expect(towns.length).toBe(3);
    expect(towns.bounds).toBeUndefined();
    expect(towns.fields).toEqual([
      { name: "name", type: "string" },
      { name: "people", type: "integer" },
      { name: "port", type: "boolean" },
    ]);
    expect(towns.head(2)).toEqual([
      { type: "Feature", id: 0, geometry: null, properties: { name: "Ayr", people: 46_849, port: null } },
      { type: "Feature", id: 1, geometry: null, properties: { name: "Bonn", people: null, port: false } },
    ]);
  });

  test("is made of whatever lists rows, with the same content", () => {
    for (const source of [rows.values(), new Set(rows), Object.assign([...rows], { columns: ["name"] })])
      expect(Layer.from(source).hash).toBe(towns.hash);
  });

  test("shows itself as one: no CRS, no extent, rows", () => {
    expect(layerText(towns)).toBe(
      [
        "towns: Table, 3 rows",
        `  Hash    ${towns.hash.slice(0, 10)}`,
        "  Fields  name string, people integer, port boolean",
        "  name  people  port",
        "  Ayr    46849",
        "  Bonn          false",
        "  Cork  222526",
      ].join("\n"),
    );
    expect(layerHtml(towns)).not.toMatch(/CRS|Extent|<img/);
    expect(inspect(towns)).toBe('Table "towns" (3 rows) { name: string, people: integer, port: boolean }');
    expect(layerText(Layer.from(Array.from({ length: 12 }, (_, a) => ({ a }))))).toMatch(/… 2 more rows$/);
  });

  test("stays one through everything that takes rows", () => {
    for (const layer of [
      towns.filter(({ properties }) => properties["name"] !== "Ayr"),
      towns.filter(() => false),
      towns.select(["people"]),
      towns.withName("other"),
      Layer.from(towns),
    ])
      expect(layer.isTable).toBe(true);
    const { geometry } = dataOf(towns);
    for (const column of [
      concatColumns([geometry, geometry]),
      sliceColumn(geometry, 1, 2),
      sliceColumn(geometry, 1, 1),
      takeColumn(geometry, [2, 2, 0]),
    ]) {
      expect(column.absent).toBe(true);
      expect([...column.kinds].every((kind) => kind === Kind.Null)).toBe(true);
      expect(column.geomOffsets).toHaveLength(column.length + 1);
    }
    const features = dataOf(Layer.from([{ geometry: point }])).geometry;
    expect(concatColumns([geometry, features]).absent).toBeUndefined();
  });

  test("is not what a layer is whose features have no geometry, or which has no features", () => {
    expect(Layer.from([{ geometry: null, properties: { a: 1 } }]).isTable).toBe(false);
    expect(Layer.from([]).isTable).toBe(false);
    expect(LayerDataBuilder.ofTable().finish().geometry.absent).toBe(true);
  });
});

test.each([
  [[{ a: 1 }, { geometry: point }], {}, /Row 0 has no geometry, row 1 has one/],
  [[{ a: 1 }, 5], {}, /row 1 is no object/],
  [[{ a: 1 }], { crs: "EPSG:3857" }, /no geometry, and a CRS is given \(EPSG:3857\)/],
  [[{ geometry: point }, { a: 1 }], {}, /Feature 1 has no geometry \(null is allowed\)/],
  [[{ properties: { a: 1 } }], {}, /Feature 0 has no geometry/],
  [[{ a: () => 1 }], {}, /Row 0, "a": A function cannot be stored/],
])("%j is no table", (source, options, message) => {
  expect(() => Layer.from(source as never, options)).toThrow(message);
});

test("an input of the wrong kind is refused by name", () => {
  const points = Layer.from([{ geometry: point }], { name: "p" });
  expect(check(towns)).toThrow(
    'buffer: input is "towns", a table without geometry; expected a layer of points, lines or polygons.',
  );
  expect(check(points, ["line", "polygon"])).toThrow(
    'buffer: input is "p", a layer of type Point; expected lines or polygons.',
  );
  expect(check(towns, ["point", "table"])).not.toThrow();
  expect(check(points)).not.toThrow();
  expect(check(points, ["point"])).not.toThrow();
  expect(check(Layer.from([{ geometry: null }]), ["polygon"])).not.toThrow();
});

function check(layer: Layer, kinds?: readonly InputKind[]): () => void {
  return () => checkKinds(dataOf(layer), { asked: "buffer: input", label: layer.name, kinds });
}
