import { readFileSync } from "node:fs";
import type { Geometry } from "geojson";
import { expect, test } from "vitest";
import { parseCrsId } from "../../src/crs/crs-id.ts";
import { SpatialError } from "../../src/errors.ts";
import { checkExpression } from "../../src/expressions/compile.ts";
import { openEngine } from "../../src/geometry/engines/open-engine.ts";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import { ColumnBuilder } from "../../src/layers/column-builder.ts";
import type { Field, LayerData } from "../../src/layers/layer-data.ts";

interface Row {
  readonly geometry: Geometry | null;
  readonly [field: string]: unknown;
}

const folder = new URL("../fixtures/expressions/", import.meta.url);
const rows = JSON.parse(readFileSync(new URL("rows.json", folder), "utf8")) as Row[];
/** What QGIS 3.22 gives, by fixtures/oracle/expressions.py. */
const values = JSON.parse(readFileSync(new URL("qgis-values.json", folder), "utf8")) as Record<string, unknown>;

const FIELDS: readonly Field[] = [
  { name: "a", type: "integer" },
  { name: "b", type: "number" },
  { name: "t", type: "string" },
  { name: "d", type: "date" },
  { name: "g", type: "string" },
  { name: "flag", type: "boolean" },
];

/** Where we mean to differ from QGIS. */
const OTHERWISE: Readonly<Record<string, unknown>> = {
  // NULL stays NULL; QGIS 3.22 takes it for 0 here
  '"a" // 2': [1, -4, null, 0, 6],
  '-"a"': [-3, 7, null, 0, -12],
  '- - "a"': [3, -7, null, 0, 12],
  // a field that isn't there is a mistake, not NULL
  '"nothing"': "parse error",
  // an empty text is one; QGIS 3.22 confuses it with NULL
  'concat("t", "a", null)': ["seven Hills3", "Straße 12-7", "", "0", "4212"],
  'minimum("t")': rows.map(() => ""),
  'substr("t", 2)': ["even Hills", "traße 12", null, "", "2"],
  'substr("t", 2, 3)': ["eve", "tra", null, "", "2"],
  'title("t")': ["Seven Hills", "Straße 12", null, "", "42"],
  // NULL is no value among others, as in SQL
  'count_distinct("g")': rows.map(() => 2),
  'minority("g")': rows.map(() => "u"),
  // 3.22 has no such function; newer ones have
  'reverse("t")': ["slliH neves", "21 eßartS", null, "", "24"],
  // no interval is an error, not an interval of nothing
  "to_interval('nonsense')": "parse error",
};

const crs = parseCrsId("EPSG:32633");
const engine = await openEngine("geos");

function layer(): LayerData {
  const geometry = new GeometryBuilder();
  for (const row of rows) geometry.addGeoJson(row.geometry);
  const columns = FIELDS.map(({ name, type }) => {
    const builder = new ColumnBuilder(type);
    rows.forEach((row, index) => builder.set(index, row[name]));
    return builder.finish(rows.length).column;
  });
  return { crs, geometry: geometry.finish(), fields: FIELDS, columns };
}

const data = layer();

function ours(text: string): unknown {
  let expression;
  try {
    expression = checkExpression(text, { fields: FIELDS }).bind(data, { crs, engine });
  } catch (error) {
    if (error instanceof SpatialError && error.code === "BAD_EXPRESSION") return "mistake";
    throw error;
  }
  return rows.map((_, index) => {
    try {
      return plain(expression.at(index));
    } catch (error) {
      if (error instanceof SpatialError && error.code === "BAD_EXPRESSION") return "error";
      throw error;
    }
  });
}

function plain(value: unknown): unknown {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number") return Number(value.toPrecision(12));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT00:00:00$/.test(value)) return value.slice(0, 10);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
  return value;
}

test.each(Object.keys(values))("%s", (text) => {
  const expected = Object.hasOwn(OTHERWISE, text) ? OTHERWISE[text] : plain(values[text]);
  const isMistake = expected === "parse error" || (Array.isArray(expected) && expected.every((one) => one === "error"));
  // what QGIS tells row by row may be told before the first
  expect(isMistake ? ["mistake", rows.map(() => "error")] : [expected]).toContainEqual(ours(text));
});
