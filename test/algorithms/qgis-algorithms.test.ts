import { readFileSync } from "node:fs";
import type { Feature, Geometry, Position } from "geojson";
import { describe, expect, test } from "vitest";
import type { FieldType, LayerData } from "../../src/layers/layer-data.ts";
import { featureAt } from "../../src/layers/layer.ts";
import { findAlgorithm } from "../../src/algorithms/registry.ts";
import { parameterNamed } from "../../src/schema/parameter.ts";
import { canonical } from "./canonical.ts";
import { engines, layerOf, run } from "./run.ts";

/** Made by test/fixtures/oracle/qgis-algorithms.py with QGIS 3.22.16. */
const { layers, cases } = JSON.parse(
  readFileSync(new URL("../fixtures/qgis-algorithms.json", import.meta.url), "utf8"),
) as { layers: Record<string, { geometry: Geometry | null; properties: object }[]>; cases: Case[] };

interface Result {
  readonly fields: readonly (readonly [name: string, type: string])[];
  readonly features: readonly { readonly geometry: Geometry | null; readonly values: readonly unknown[] }[];
}

interface Case {
  readonly id: string;
  readonly given: Readonly<Record<string, unknown>>;
  readonly result: Result;
  readonly rest?: Result;
}

const inputs = Object.fromEntries(
  Object.entries(layers).map(([name, rows]) => [
    name,
    layerOf(rows.map((row) => ({ type: "Feature", ...row, properties: { ...row.properties } }) as Feature)),
  ]),
);

const TYPES: Readonly<Record<string, FieldType>> = {
  integer: "integer",
  string: "string",
  double: "number",
  int: "integer",
  int8: "integer",
};

/** Those that jsts refuses. */
const GEOS_ONLY: ReadonlySet<string> = new Set(["native:offsetline", "qgis:voronoipolygons"]);

describe.each(engines)("QGIS's algorithms with $name", ({ engine }) => {
  const own = cases.filter(({ id }) => engine.name === "geos" || !GEOS_ONLY.has(id));
  test.each(own.map((one) => [`${one.id} ${JSON.stringify(one.given)}`, one] as const))("%s", (_, one) => {
    const made = run(one.id, { engine, ...sorted(one) });
    const pairs: readonly (readonly [LayerData, Result])[] = [
      [made.data, one.result],
      ...(one.rest === undefined ? [] : [[made.others["rest"]!, one.rest] as const]),
    ];
    for (const [data, result] of pairs) {
      expect(data.fields).toEqual(fieldsOf(result));
      expect(inOrder(featuresOf(data, one.id), one.id)).toEqual(
        inOrder(theirFeatures(result, one.id), one.id).map((row) => closeRow(row, one)),
      );
    }
  });
});

/** Layers go in by the names of their parameters. */
function sorted({ id, given }: Case) {
  const { parameters } = findAlgorithm(id);
  const own: Record<string, LayerData> = {};
  const lists: Record<string, LayerData[]> = {};
  const labels: Record<string, string[]> = {};
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const parameter = parameterNamed(parameters, key);
    if (parameter?.type.input === undefined) values[key] = value;
    else if (Array.isArray(value)) {
      labels[parameter.name] = value as string[];
      lists[parameter.name] = value.map((layer) => inputs[layer as string]!);
    } else own[parameter.name] = inputs[value as string]!;
  }
  return { inputs: own, lists, labels, values };
}

/** Those whose results QGIS gives in an order of its memory's. */
const UNORDERED: ReadonlySet<string> = new Set([
  "native:extractbylocation",
  "native:collect",
  "native:joinattributesbylocation",
  "native:joinattributestable",
  "native:intersection",
  "native:union",
  "qgis:listuniquevalues",
  "qgis:delaunaytriangulation",
  "qgis:voronoipolygons",
]);

/** Those whose rings and lines begin where GEOS began, which is another place in each version. */
const OVERLAYS: ReadonlySet<string> = new Set([
  "native:aggregate",
  "native:intersection",
  "native:difference",
  "native:symmetricaldifference",
  "native:union",
]);

/** Those of whose rings and parts the engine says where they start and in which order they come. */
const FREELY_WRITTEN: ReadonlySet<string> = new Set([
  "native:fixgeometries",
  "native:mergelines",
  "native:offsetline",
  "native:orientedminimumboundingbox",
  "qgis:delaunaytriangulation",
  "qgis:voronoipolygons",
]);

function written(geometry: Geometry | null, id: string): Geometry | null {
  return FREELY_WRITTEN.has(id) ? canonical(geometry) : geometry;
}

/** A triangle's corners are told in the order of its ring. */
function ordered(values: readonly unknown[], id: string): readonly unknown[] {
  return id === "qgis:delaunaytriangulation" ? values.toSorted((a, b) => Number(a) - Number(b)) : values;
}

function fieldsOf({ fields }: Result) {
  return fields.map(([name, type]) => ({ name, type: TYPES[type.toLowerCase()] ?? type }));
}

interface Row {
  readonly geometry: Geometry | null;
  readonly values: readonly unknown[];
}

function featuresOf(data: LayerData, id: string): readonly Row[] {
  return Array.from({ length: data.geometry.length }, (_, i) => {
    const { geometry, properties } = featureAt(data, i);
    return { geometry: written(geometry, id), values: ordered(Object.values(properties), id) };
  });
}

function theirFeatures({ fields, features }: Result, id: string): readonly Row[] {
  return features.map(({ geometry, values }) => ({
    geometry: written(geometry, id),
    // a path of QGIS's memory
    values: ordered(
      values.map((value, i) => (fields[i]?.[0] === "path" ? null : value)),
      id,
    ),
  }));
}

function inOrder(rows: readonly Row[], id: string): readonly Row[] {
  const shown = OVERLAYS.has(id) ? rows.map((row) => ({ ...row, geometry: normal(row.geometry) })) : rows;
  const key = ({ values, geometry }: Row): string => `${values.map(String).join()} ${JSON.stringify(geometry)}`;
  return UNORDERED.has(id) ? shown.toSorted((a, b) => compare(key(a), key(b))) : shown;
}

/** The same geometry with rings that begin at their lowest vertex, in one direction, and parts in order. */
function normal(geometry: Geometry | null): Geometry | null {
  // of one part, where we give multi-parts throughout
  if (geometry?.type === "Polygon") return normal({ type: "MultiPolygon", coordinates: [geometry.coordinates] });
  if (geometry?.type === "MultiPolygon")
    return { ...geometry, coordinates: inTextOrder(geometry.coordinates.map((rings) => rings.map(normalRing))) };
  if (geometry?.type !== "MultiLineString") return geometry;
  const lines = geometry.coordinates.map((line) => inTextOrder([line, line.toReversed()])[0]!);
  return { ...geometry, coordinates: inTextOrder(lines) };
}

function normalRing(ring: readonly Position[]): Position[] {
  const turns = [ring.slice(1), ring.slice(1).toReversed()].flatMap((open) =>
    open.map((_, i) => [...open.slice(i), ...open.slice(0, i)]),
  );
  return inTextOrder(turns)[0]!;
}

function inTextOrder<T>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => compare(JSON.stringify(a), JSON.stringify(b)));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Of what is sought only as far as asked: digits after the point that are sure. */
const DIGITS: Readonly<Record<string, number>> = { "native:poleofinaccessibility": 3 };

function closeRow({ geometry, values }: Row, { id }: Case): Row {
  const digits = DIGITS[id] ?? 8;
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
