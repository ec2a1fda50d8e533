import type { Feature, Geometry } from "geojson";
import { describe, expect, test } from "vitest";
import type { FieldType, LayerData } from "../../src/layers/layer-data.ts";
import { featureAt } from "../../src/layers/layer.ts";
import { findAlgorithm } from "../../src/algorithms/registry.ts";
import { parameterNamed } from "../../src/schema/parameter.ts";
import { qgisCases, qgisLayers, type QgisResult } from "../fixtures/qgis-cases.ts";
import { canonical } from "./canonical.ts";
import { givenLayers } from "./given-layers.ts";
import { type Comparison, COMPARISONS } from "./qgis-comparison.ts";
import { engines, layerOf, run } from "./run.ts";

const inputs = Object.fromEntries(["EPSG:3857", "EPSG:4326"].map((crs) => [crs, layersIn(crs)]));

function layersIn(crs: string): Readonly<Record<string, LayerData>> {
  return Object.fromEntries(
    Object.entries(qgisLayers).map(([name, rows]) => {
      const features = rows.map((row) => ({ type: "Feature", ...row, properties: { ...row.properties } }) as Feature);
      return [name, layerOf(features, crs)];
    }),
  );
}

const TYPES: Readonly<Record<string, FieldType>> = {
  integer: "integer",
  string: "string",
  double: "number",
  int: "integer",
  int8: "integer",
};

describe.each(engines)("QGIS's algorithms with $name", ({ engine }) => {
  const own = qgisCases.filter(({ id }) => engine.name === "geos" || COMPARISONS[id]?.geosOnly !== true);
  test.each(own.map((one) => [`${one.id} ${JSON.stringify(one.given)}`, one] as const))("%s", (_, one) => {
    const made = run(one.id, { engine, ...givenLayers(one.id, one.given, inputs[one.crs]!) });
    const { parameters } = findAlgorithm(one.id);
    const others = Object.entries(one.others ?? {}).map(([sink, result]) => {
      const output = parameterNamed(parameters, sink)?.name.replace(/As$/, "");
      return [made.others[output ?? sink]!, result] as const;
    });
    const how = COMPARISONS[one.id] ?? {};
    for (const [data, given] of [[made.data, one.result] as const, ...others]) {
      const result = how.anyOrderOfFields === true ? inOrderOf(data, given) : given;
      expect(data.fields).toEqual(fieldsOf(result));
      expect(inOrder(featuresOf(data, how), how)).toEqual(
        inOrder(theirFeatures(result, how), how).map((row) => closeRow(row, how)),
      );
    }
  });
});

function fieldsOf({ fields }: QgisResult) {
  return fields.map(([name, type]) => ({ name, type: TYPES[type.toLowerCase()] ?? type }));
}

/** The same with its fields in the order of those of a layer; what that has not comes last. */
function inOrderOf({ fields }: LayerData, { fields: theirs, features }: QgisResult): QgisResult {
  const placeOf = (at: number): number => fields.findIndex(({ name }) => name === theirs[at]![0]) + 1 || Infinity;
  const order = [...theirs.keys()].toSorted((a, b) => placeOf(a) - placeOf(b));
  return {
    fields: order.map((at) => theirs[at]!),
    features: features.map(({ geometry, values }) => ({ geometry, values: order.map((at) => values[at]) })),
  };
}

interface Row {
  readonly geometry: Geometry | null;
  readonly values: readonly unknown[];
}

function featuresOf(data: LayerData, { ignored = [] }: Comparison): readonly Row[] {
  return Array.from({ length: data.geometry.length }, (_, i) => {
    const { geometry, properties } = featureAt(data, i);
    return { geometry, values: data.fields.map(({ name }) => (ignored.includes(name) ? null : properties[name])) };
  });
}

function theirFeatures({ fields, features }: QgisResult, { ignored = [] }: Comparison): readonly Row[] {
  return features.map(({ geometry, values }) => ({
    geometry: isEmpty(geometry) ? ({ ...geometry, coordinates: [] } as Geometry) : geometry,
    values: values.map((value, i) => (ignored.includes(fields[i]![0]) ? null : value)),
  }));
}

/** QGIS writes one with a part or a ring of nothing. */
function isEmpty(geometry: Geometry | null): boolean {
  return geometry !== null && "coordinates" in geometry && (geometry.coordinates as unknown[]).flat(3).length === 0;
}

/** As they are compared. */
function inOrder(rows: readonly Row[], how: Comparison): readonly Row[] {
  const shown = rows.map(({ geometry, values }) => {
    const parts = how.multi === true ? asMulti(geometry) : geometry;
    return {
      geometry: how.freely === true ? canonical(parts) : parts,
      values: how.anyOrderOfValues === true ? values.toSorted((a, b) => Number(a) - Number(b)) : values,
    };
  });
  return how.unordered === true ? shown.toSorted((a, b) => compare(keyOf(a), keyOf(b))) : shown;
}

function keyOf(row: Row): string {
  return JSON.stringify([row.values, row.geometry], (_, member: unknown) =>
    typeof member === "number" ? Math.round(member * 1e6) / 1e6 + 0 : member,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function asMulti(geometry: Geometry | null): Geometry | null {
  if (geometry?.type === "Polygon") return { type: "MultiPolygon", coordinates: [geometry.coordinates] };
  if (geometry?.type === "LineString") return { type: "MultiLineString", coordinates: [geometry.coordinates] };
  if (geometry?.type === "Point") return { type: "MultiPoint", coordinates: [geometry.coordinates] };
  return geometry;
}

function closeRow({ geometry, values }: Row, { digits = 8 }: Comparison): Row {
  return { geometry: close(geometry, digits), values: values.map((value) => close(value, digits)) };
}

/** The same with numbers that may differ in their last digits. */
function close<T>(value: T, digits: number): T;
function close(value: unknown, digits: number): unknown {
  if (typeof value === "number") return expect.closeTo(value, digits);
  if (Array.isArray(value)) return value.map((member) => close(member, digits));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, close(member, digits)]));
}
