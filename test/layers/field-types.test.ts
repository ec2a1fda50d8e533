import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseExact } from "../../src/layers/exact-json.ts";
import { Layer } from "../../src/layers/layer.ts";
import type { FieldType } from "../../src/layers/layer-data.ts";

interface Case {
  readonly values: readonly unknown[];
  readonly type: string;
  readonly subtype: string;
}

/** What GDAL makes of the same values: test/fixtures/oracle/field-types.py. */
const STORED = readFileSync(new URL("../fixtures/field-types.json", import.meta.url), "utf8");

const OURS: Readonly<Record<string, FieldType>> = {
  "OFTDate OFSTNone": "date",
  "OFTDateTime OFSTNone": "datetime",
  "OFTTime OFSTNone": "time",
  "OFTString OFSTNone": "string",
  "OFTString OFSTJSON": "json",
  "OFTInteger OFSTNone": "integer",
  "OFTInteger OFSTBoolean": "boolean",
  "OFTInteger64 OFSTNone": "integer64",
  "OFTReal OFSTNone": "number",
  "OFTIntegerList OFSTNone": "list",
  "OFTIntegerList OFSTBoolean": "list",
  "OFTRealList OFSTNone": "list",
  "OFTStringList OFSTNone": "list",
};

test.each((parseExact(STORED) as Case[]).map((one) => [JSON.stringify(one.values), one] as const))(
  "%s have the type that GDAL gives them",
  (_, { values, type, subtype }) => {
    expect(Layer.from(values.map((a) => ({ a }))).fields).toEqual([{ name: "a", type: OURS[`${type} ${subtype}`] }]);
  },
);

test("types that are a narrower name for text do not change the hash", () => {
  // SHA-256 of what mapcell 0.1.0 wrote before there were the types datetime, time and list
  const layer = Layer.from([
    { geometry: null, properties: { d: "2024-02-29T12:30:00Z", t: "12:30:00", l: [1, 2], day: "2024-02-29" } },
  ]);
  expect(layer.fields.map(({ type }) => type)).toEqual(["datetime", "time", "list", "date"]);
  expect(layer.hash).toBe("23e810dc7d5aa4d3bc5678ab10e207d5ad5f95063602cd951dfefc5d006450b4");
});

test("bytes come out as copies, and as digits in GeoJSON", () => {
  const layer = Layer.from([{ b: Uint8Array.of(1, 255) }]);
  const first = layer.head()[0]!.properties["b"] as Uint8Array;
  first[0] = 9;
  expect(layer.head()[0]!.properties["b"]).toEqual(Uint8Array.of(1, 255));
  expect(layer.toGeoJSON().features[0]!.properties).toEqual({ b: "01FF" });
  expect(layer.hash).not.toBe(Layer.from([{ b: Uint8Array.of(1, 254) }]).hash);
});
