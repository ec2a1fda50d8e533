import { inspect } from "node:util";
import type { Feature, FeatureCollection } from "geojson";
import { describe, expect, test } from "vitest";
import { concatColumns as concatGeometry, sliceColumn } from "../../src/geometry/append.ts";
import { concatColumns, sliceColumns } from "../../src/layers/attributes.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { dataOf, Layer, layerFromData } from "../../src/layers/layer.ts";

const towns = [
  { geometry: { type: "Point", coordinates: [1, 2] }, properties: { name: "Ayr", people: 5, tags: ["a"] } },
  { geometry: { type: "Point", coordinates: [3, 4] }, properties: { name: "Bonn", people: null } },
  { geometry: null, properties: { name: "Nowhere", port: true } },
] as const;
const make = () => Layer.from(towns as never, { name: "towns" });

describe("a layer", () => {
  test("knows its type, length, CRS, extent and fields", () => {
    const layer = make();
    expect(layer.name).toBe("towns");
    expect(layer.geometryType).toBe("Point");
    expect(layer.length).toBe(3);
    expect(layer.crs).toBe("EPSG:4326");
    expect(layer.bounds).toEqual([1, 2, 3, 4]);
    expect(layer.fields).toEqual([
      { name: "name", type: "string" },
      { name: "people", type: "integer" },
      { name: "tags", type: "list" },
      { name: "port", type: "boolean" },
    ]);
  });

  test("gives its features as GeoJSON with every field and the position as id", () => {
    expect([...make()]).toEqual([
      {
        type: "Feature",
        id: 0,
        geometry: towns[0].geometry,
        properties: { name: "Ayr", people: 5, tags: ["a"], port: null },
      },
      {
        type: "Feature",
        id: 1,
        geometry: towns[1].geometry,
        properties: { name: "Bonn", people: null, tags: null, port: null },
      },
      { type: "Feature", id: 2, geometry: null, properties: { name: "Nowhere", people: null, tags: null, port: true } },
    ]);
    expect(make().head(1)).toEqual([...make()].slice(0, 1));
    expect(make().head(99)).toHaveLength(3);
  });

  test("filters by feature and index, and keeps name, CRS and fields", () => {
    const kept = make().filter(({ properties }, index) => properties["people"] === 5 || index === 2);
    expect([...kept].map(({ id, properties }) => [id, properties["name"]])).toEqual([
      [0, "Ayr"],
      [1, "Nowhere"],
    ]);
    expect(kept.name).toBe("towns");
    expect(kept.fields).toEqual(make().fields);
    expect(make().filter(() => false).length).toBe(0);
  });

  test("selects fields in the order asked for", () => {
    const layer = make().select(["people", "name"]);
    expect(layer.fields.map(({ name }) => name)).toEqual(["people", "name"]);
    expect(layer.head(1)[0]?.properties).toEqual({ people: 5, name: "Ayr" });
  });

  test("prints itself in one line", () => {
    expect(inspect(make())).toBe(
      'Layer "towns" (Point, 3 features, EPSG:4326) { name: string, people: integer, tags: list, port: boolean }',
    );
    expect(String(make())).toBe('Layer "towns" (Point, 3 features, EPSG:4326)');
  });

  test("reads what it wrote, CRS included", () => {
    const layer = Layer.from(towns as never, { crs: "EPSG:3857" });
    const again = Layer.from(layer.toGeoJSON());
    expect(again.crs).toBe("EPSG:3857");
    expect(again.hash).toBe(layer.hash);
    expect(make().toGeoJSON()).not.toHaveProperty("crs");
  });

  test("a property called __proto__ is a property like any other", () => {
    const given: unknown = JSON.parse('{"type":"Feature","geometry":null,"properties":{"__proto__":{"evil":true}}}');
    const [feature] = Layer.from(given as Feature).head(1);
    expect(Object.getPrototypeOf(feature?.properties)).toBe(Object.prototype);
    expect(JSON.stringify(feature?.properties)).toBe('{"__proto__":{"evil":true}}');
  });
});

describe("Layer.from takes", () => {
  const point = { type: "Point", coordinates: [1, 2] } as const;
  test.each<[string, unknown, number]>([
    ["a FeatureCollection", { type: "FeatureCollection", features: [{ type: "Feature", geometry: point }] }, 1],
    ["an empty FeatureCollection", { type: "FeatureCollection", features: [] }, 0],
    ["a Feature", { type: "Feature", geometry: point, properties: null }, 1],
    ["a geometry", point, 1],
    ["a collection of geometries", { type: "GeometryCollection", geometries: [point, point] }, 1],
    ["rows", [{ geometry: point }, { geometry: null, properties: { a: 1 } }], 2],
    ["another layer", make(), 3],
    ["anything that can be iterated", new Set([{ geometry: point }]), 1],
  ])("%s", (_, source, length) => {
    expect(Layer.from(source as FeatureCollection).length).toBe(length);
  });

  test("the CRS the GeoJSON states, unless told otherwise", () => {
    const crs = { type: "name", properties: { name: "urn:ogc:def:crs:EPSG::3857" } };
    const source = { type: "FeatureCollection", features: [], crs };
    expect(Layer.from(source).crs).toBe("EPSG:3857");
    expect(Layer.from(source, { crs: "EPSG:25832" }).crs).toBe("EPSG:25832");
  });

  test("text ids as a field; numbers are positions and left out", () => {
    const features = [
      { type: "Feature", id: "DE", geometry: null, properties: {} },
      { type: "Feature", id: 7, geometry: null, properties: {} },
      { type: "Feature", id: "FR", geometry: null, properties: { id: "own" } },
    ];
    const layer = Layer.from({ type: "FeatureCollection", features } as never);
    expect(layer.head().map(({ properties }) => properties["id"])).toEqual(["DE", null, "own"]);
    expect(Layer.from([...make()]).fields).toEqual(make().fields);
  });

  test.each<[string, unknown, RegExp]>([
    ["null", null, /got null/],
    ["text", "x", /got a string/],
    ["an object without a type", {}, /without "type"/],
    ["another type", { type: "Table" }, /of type "Table"/],
    ["TopoJSON", { type: "Topology" }, /TopoJSON.*%load/],
    ["a FeatureCollection without features", { type: "FeatureCollection" }, /without an array/],
    ["rows without geometry", [{ geometry: null }, { properties: {} }], /Feature 1 has no geometry/],
    ["rows that are none", [5], /Feature 0 is a number/],
    ["properties that are none", [{ geometry: null, properties: [1] }], /Feature 0 has properties .*array/],
    [
      "a value that cannot be stored",
      [{ geometry: null, properties: { f: () => 1 } }],
      /Feature 0, property "f": A function/,
    ],
    ["a broken geometry", [{ geometry: { type: "Point", coordinates: ["a"] } }], /Feature 0: /],
  ])("not %s", (_, source, message) => {
    expect(() => Layer.from(source as never)).toThrow(message);
  });
});

describe("refusals name what is allowed", () => {
  test.each<[string, (layer: Layer) => unknown, RegExp]>([
    ["an unknown field", (layer) => layer.select(["nme"]), /no field "nme"\. Did you mean "name"\?.*people/],
    ["a field twice", (layer) => layer.select(["name", "name"]), /named twice/],
    ["a promise as a filter", (layer) => layer.filter((async () => true) as never), /returned a promise/],
    ["half a feature", (layer) => layer.head(1.5), /head\(1\.5\)/],
    ["an unknown CRS", () => Layer.from([], { crs: "EPSG:99999" }), /EPSG:99999/],
    ["a layer made by hand", (layer) => Reflect.construct(layer.constructor, [{}]), /Layer\.from/],
  ])("%s", (_, act, message) => {
    expect(() => act(make())).toThrow(message);
  });
});

describe("nothing that a layer hands out leads back into it", () => {
  test("a hostile cell that writes to everything it reaches changes nothing", () => {
    const layer = make();
    const data = dataOf(layer);
    const before = layerFromData("x", data).hash;
    for (const reached of [...layer, ...layer.head(), layer.toGeoJSON(), layer.bounds, layer.fields, ...layer.fields]) {
      scribble(reached);
    }
    for (const key of ["name", "length", "crs", "hash", "fields"]) {
      expect(() => Object.assign(layer, { [key]: 1 })).toThrow(TypeError);
    }
    expect(() => Object.assign(Layer.prototype, { head: () => [] })).toThrow(TypeError);
    expect(layerFromData("x", data).hash).toBe(before);
    expect(layer.bounds).toEqual([1, 2, 3, 4]);
    expect(layer.fields.map(({ name }) => name)).toEqual(["name", "people", "tags", "port"]);
  });

  test("no shared memory is reachable", () => {
    expect(
      reachable(make()).filter((value) => ArrayBuffer.isView(value) || value instanceof SharedArrayBuffer),
    ).toEqual([]);
  });
});

function scribble(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    scribble(inner);
    Reflect.set(value, key, -1);
  }
}

function reachable(root: object): unknown[] {
  const found = new Set<unknown>([root]);
  for (const value of found) {
    if (typeof value !== "object" || value === null) continue;
    for (const key of Reflect.ownKeys(value)) found.add(Reflect.get(value, key));
    if (value instanceof Layer) {
      for (const part of [...value, value.bounds, value.fields, value.toGeoJSON(), inspect(value)]) found.add(part);
    }
  }
  return [...found];
}

function piece(data: LayerData, start: number, end: number): LayerData {
  const geometry = sliceColumn(data.geometry, start, end);
  return { ...data, geometry, columns: sliceColumns(data.columns, start, end) };
}

describe("the hash", () => {
  test("does not depend on the name", () => {
    expect(make().withName("other").hash).toBe(make().hash);
    expect(make().hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test("does not depend on how the arrays came about", () => {
    const data = dataOf(make());
    const parts = [piece(data, 0, 1), piece(data, 1, 3)];
    const joined: LayerData = {
      ...data,
      geometry: concatGeometry(parts.map(({ geometry }) => geometry)),
      columns: concatColumns(parts.map(({ columns }) => columns)),
    };
    expect(layerFromData("towns", joined).hash).toBe(make().hash);
    expect(make().filter(() => true).hash).toBe(make().hash);
  });

  test("does not see what lies under a null, nor the sign of zero", () => {
    const data = dataOf(Layer.from([{ geometry: null, properties: { a: 0, b: "x" } }, { geometry: null }]));
    const [zero] = data.columns;
    if (zero?.storage === "number") zero.values.set([-0, 77]);
    const valid = Uint8Array.of(1, 0);
    const text = {
      storage: "text",
      valid,
      bytes: new TextEncoder().encode("xdirt"),
      offsets: Uint32Array.of(0, 1, 5),
    } as const;
    const clean = Layer.from([{ geometry: null, properties: { a: 0, b: "x" } }, { geometry: null }]);
    expect(layerFromData("x", { ...data, columns: [zero!, text] }).hash).toBe(clean.hash);
  });

  test.each<[string, (rows: unknown[]) => Layer]>([
    ["the order of the features", (rows) => Layer.from(rows.toReversed() as never)],
    ["one feature less", (rows) => Layer.from(rows.slice(1) as never)],
    ["the CRS", (rows) => Layer.from(rows as never, { crs: "EPSG:3857" })],
    [
      "a moved vertex",
      (rows) =>
        Layer.from(rows.with(0, { ...towns[0], geometry: { type: "Point", coordinates: [1, 2.000001] } }) as never),
    ],
    [
      "another kind",
      (rows) =>
        Layer.from(rows.with(0, { ...towns[0], geometry: { type: "MultiPoint", coordinates: [[1, 2]] } }) as never),
    ],
    [
      "a value",
      (rows) => Layer.from(rows.with(0, { ...towns[0], properties: { ...towns[0].properties, people: 6 } }) as never),
    ],
    [
      "null for an empty text",
      (rows) => Layer.from(rows.with(0, { ...towns[0], properties: { ...towns[0].properties, name: "" } }) as never),
    ],
    ["the order of the fields", (rows) => Layer.from(rows as never).select(["people", "name", "tags", "port"])],
    ["fewer fields", (rows) => Layer.from(rows as never).select(["people", "name"])],
  ])("changes with %s", (_, change) => {
    expect(change([...towns]).hash).not.toBe(make().hash);
  });
});
