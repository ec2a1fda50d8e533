import { expect, test } from "vitest";
import { parseCrsId } from "../../src/crs/crs-id.ts";
import { checkCondition, checkExpression } from "../../src/expressions/compile.ts";
import { openEngine } from "../../src/geometry/engines/open-engine.ts";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import { valueAt } from "../../src/layers/attributes.ts";
import { ColumnBuilder } from "../../src/layers/column-builder.ts";
import type { FieldType, LayerData } from "../../src/layers/layer-data.ts";

const crs = parseCrsId("EPSG:4326");
const tools = { crs, engine: await openEngine("geos") };

/** A layer of points with these fields. */
function layer(columns: Readonly<Record<string, readonly [FieldType, readonly unknown[]]>>): LayerData {
  const count = Object.values(columns)[0]![1].length;
  const geometry = new GeometryBuilder();
  for (let index = 0; index < count; index++) geometry.addGeoJson({ type: "Point", coordinates: [index, 0] });
  const fields = Object.entries(columns).map(([name, [type]]) => ({ name, type }));
  return {
    crs,
    geometry: geometry.finish(),
    fields,
    columns: Object.values(columns).map(([type, values]) => {
      const builder = new ColumnBuilder(type);
      values.forEach((value, index) => builder.set(index, value));
      return builder.finish(count).column;
    }),
  };
}

function columnOf(text: string, data: LayerData): { readonly type: string; readonly values: unknown[] } {
  const { type, column } = checkExpression(text, data).bind(data, tools).column(0, data.geometry.length);
  const values = Array.from({ length: data.geometry.length }, (_, i) => valueAt(column, { name: "x", type }, i));
  return { type, values };
}

test.each([
  ["n + 1", "integer", [2, 4]],
  ["n / 2", "number", [0.5, 1.5]],
  ["n > 1", "boolean", [false, true]],
  ["'x' || n", "string", ["x1", "x3"]],
  ["to_date('2024-02-0' || n)", "date", ["2024-02-01", "2024-02-03"]],
  [
    "array(n, 'a')",
    "json",
    [
      [1, "a"],
      [3, "a"],
    ],
  ],
  ["NULL", "string", [null, null]],
  ["if(n > 1, n, NULL)", "integer", [null, 3]],
  ["if(n > 1, n, 0.5)", "number", [0.5, 3]],
  ["if(n > 1, n, 'few')", "json", ["few", 3]],
  ["1e308 * 10 * n", "number", [null, null]],
])("%s is a column of type %s", (text, type, values) => {
  expect(columnOf(text, layer({ n: ["integer", [1, 3]] }))).toEqual({ type, values });
});

test("only rows of the range are evaluated", () => {
  const data = layer({ n: ["integer", [1, 2, 3, 4]] });
  const { column } = checkExpression("n * @row_number", data).bind(data, tools).column(1, 3);
  expect(column.storage === "number" && [...column.values]).toEqual([4, 9]);
});

test("where gives the rows for which a condition is true, not NULL", () => {
  const data = layer({ n: ["integer", [5, null, 1, 7]] });
  expect([...checkCondition("n > 2", data).bind(data, tools).where(0, 4)]).toEqual([0, 3]);
  expect([...checkCondition("not (n > 2)", data).bind(data, tools).where(0, 4)]).toEqual([2]);
});

test("an error at a row names the row and what was there", () => {
  const data = layer({ t: ["string", ["1", "two"]] });
  const expression = checkExpression("to_int(t)", data).bind(data, tools);
  expect(() => expression.column(0, 2)).toThrow(
    "The expression to_int(t) fails for feature 1: 'two' is not a whole number.",
  );
});

test("whole numbers beyond 2^53 keep their digits", () => {
  const data = layer({ big: ["integer64", [9007199254740993n, -1n]] });
  expect(columnOf("big + 1", data)).toEqual({ type: "integer64", values: [9007199254740994n, 0n] });
  expect(columnOf("big = 9007199254740992", data).values).toEqual([false, false]);
  expect(columnOf("big * 0.5", data).type).toBe("number");
});

test("a branch that isn't taken is not run", () => {
  const data = layer({ t: ["string", ["1", "x"]] });
  expect(columnOf("if(t ~ '^\\\\d+$', to_int(t), -1)", data).values).toEqual([1, -1]);
  expect(columnOf("t <> 'x' and to_int(t) = 1", data).values).toEqual([true, false]);
  expect(columnOf("coalesce(t, to_int('y'))", data).values).toEqual(["1", "x"]);
});

test("what is in texts and names is never code", () => {
  const name = 'a`${process.exit(1)}`"; process.exit(1); //';
  const data = layer({ [name]: ["integer", [1]], t: ["string", ["x"]] });
  expect(columnOf(`"${name.replaceAll('"', '""')}" + 1`, data).values).toEqual([2]);
  expect(columnOf("t || '\"; process.exit(1); //`${1}`\\n\u2028'", data).values).toEqual([
    'x"; process.exit(1); //`${1}`\n\u2028',
  ]);
});

test("an area in longitude and latitude is on the ground", () => {
  const geometry = new GeometryBuilder();
  geometry.addGeoJson({
    type: "Polygon",
    coordinates: [
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
        [0, 0],
      ],
    ],
  });
  const data: LayerData = { crs, geometry: geometry.finish(), fields: [], columns: [] };
  expect(columnOf("$area / 1e6", data).values[0]).toBeCloseTo(12_308.78, 2);
});

test("a json field's parts are reached by index and key", () => {
  const data = layer({ j: ["json", [{ a: [1, 2] }, { a: null }]] });
  expect(columnOf("j['a'][1]", data).values).toEqual([2, null]);
});

test("well-known text comes back as it was", () => {
  const data = layer({ n: ["integer", [1]] });
  expect(columnOf("geom_to_wkt(geom_from_wkt('LINESTRING (0 0, 1 2)'))", data).values).toEqual([
    "LINESTRING (0 0, 1 2)",
  ]);
  expect(() => columnOf("geom_to_wkt(geom_from_wkt('LINE 0'))", data)).toThrow(/fails for feature 0: .*LINE/);
});
