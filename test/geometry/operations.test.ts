import { readFileSync } from "node:fs";
import type { Geometry } from "geojson";
import { describe, expect, test } from "vitest";
import { SpatialError } from "../../src/errors.ts";
import { geometryApi, type GeometryApi } from "../../src/geometry/geometry-api.ts";
import * as operations from "../../src/geometry/operations/list.ts";
import { featureArea, featureLength } from "../../src/geometry/measures.ts";
import { columnOf } from "./columns.ts";
import { engines } from "./engines.ts";

/** What Shapely makes of it; `fixtures/oracle/geometry_operations.py` wrote them. */
interface Case {
  readonly operation: keyof typeof operations;
  readonly args: readonly unknown[];
  readonly expected: unknown;
  /** Of coordinates and measures. */
  readonly within?: number;
  /** Vertices may differ; type, area and length may not. */
  readonly compare?: "measures";
}

const cases = JSON.parse(
  readFileSync(new URL("../fixtures/geometry-operations.json", import.meta.url), "utf8"),
) as Case[];
const tried = new Map<string, Case[]>();
for (const one of cases) tried.set(one.operation, [...(tried.get(one.operation) ?? []), one]);

test("every operation is compared with Shapely", () => {
  expect(new Set(tried.keys())).toEqual(new Set(Object.keys(operations)));
});

const missing = new Set(
  Object.entries(operations).flatMap(([name, one]) => ("jsts" in one && one.jsts === "none" ? [name] : [])),
);

describe.each(engines.map((engine) => [engine.name, geometryApi(() => engine)] as const))("%s", (engine, geometry) => {
  const has = [...tried].filter(([name]) => engine === "geos" || !missing.has(name));

  test.each(has)("%s", (name, own) => {
    const comparable = own.filter(
      (one) => engine === "geos" || name !== "simplify" || !hasRings(one.args[0] as Geometry),
    );
    const differing = comparable.flatMap((one) => {
      const result = attempt(() => callOf(geometry, name)(...one.args));
      const problem = difference(result, one);
      return problem === undefined ? [] : [{ problem, args: one.args, result, expected: one.expected }];
    });
    expect(differing).toEqual([]);
  });
});

test.each([...missing])("jsts has no %s, and says so", (name) => {
  const call = callOf(
    geometryApi(() => engines[1]!),
    name,
  );
  const { args } = tried.get(name)![0]!;
  expect(() => call(...args)).toThrow(expect.objectContaining({ code: "ENGINE_UNSUPPORTED" }));
  expect(() => call(...args)).toThrow(/^[A-Z][a-z ]+ needs the engine geos; use --engine geos\.$/);
});

function callOf(geometry: GeometryApi, name: string): (...args: readonly unknown[]) => unknown {
  return geometry[name as keyof GeometryApi] as (...args: readonly unknown[]) => unknown;
}

/** Of rings JTS 1.17 keeps the first vertex, GEOS 3.13 does not. */
function hasRings({ type }: Geometry): boolean {
  return type.endsWith("Polygon");
}

function attempt(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof SpatialError)) throw error;
    return error.message;
  }
}

type Close = (a: number, b: number) => boolean;

/** What is wrong with a result; undefined for a right one. */
function difference(result: unknown, { expected, within = 1e-9, compare }: Case): string | undefined {
  const close: Close = (a, b) => Math.abs(a - b) <= within * Math.max(1, Math.abs(b));
  if (expected === null) return result === undefined || Number.isNaN(result) ? undefined : "not missing";
  if (isGeometry(expected)) return differenceOf(result, expected, { close, compare });
  if (!Array.isArray(expected) || !isGeometry(expected[0]))
    return alike(result, expected, close) ? undefined : "another answer";
  const members = result as readonly unknown[];
  if (members.length !== expected.length) return "another number of geometries";
  return (expected as Geometry[]).map((one, i) => differenceOf(members[i], one, { close, compare })).find(Boolean);
}

function differenceOf(
  result: unknown,
  expected: Geometry,
  { close, compare }: { readonly close: Close; readonly compare: Case["compare"] },
): string | undefined {
  if (!isGeometry(result)) return "no geometry";
  if (result.type !== expected.type) return `a ${result.type}`;
  const [own, theirs] = [columnOf(result), columnOf(expected)];
  if (!close(featureArea(own, 0), featureArea(theirs, 0))) return "another area";
  if (!close(featureLength(own, 0), featureLength(theirs, 0))) return "another length";
  if (compare === "measures") return undefined;
  if (own.partKinds.length !== theirs.partKinds.length) return "another number of parts";
  return alike(sortedVertices(own.xy), sortedVertices(theirs.xy), close) ? undefined : "other vertices";
}

function isGeometry(value: unknown): value is Geometry {
  return typeof value === "object" && value !== null && "type" in value;
}

function alike(value: unknown, expected: unknown, close: Close): boolean {
  if (typeof value === "number" && typeof expected === "number") return close(value, expected);
  if (typeof value !== "object" || typeof expected !== "object" || value === null || expected === null)
    return value === expected;
  const [own, theirs] = [Object.entries(value), Object.entries(expected)];
  return (
    own.length === theirs.length && theirs.every(([key, one], i) => own[i]![0] === key && alike(own[i]![1], one, close))
  );
}

/** Distinct ones, rounded to be sorted alike. */
function sortedVertices(xy: Float64Array): number[][] {
  const all = Array.from({ length: xy.length / 2 }, (_, i) => [xy[2 * i]!, xy[2 * i + 1]!]);
  const distinct = new Map(all.map((vertex) => [vertex.map((value) => value.toFixed(6)).join(" "), vertex]));
  return [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, vertex]) => vertex);
}
