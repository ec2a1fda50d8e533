import { expect, test } from "vitest";
import { geometryDeclarations } from "../../src/geometry/operations/declarations.ts";
import * as operations from "../../src/geometry/operations/list.ts";

const text = geometryDeclarations();

test("every operation is declared to users", () => {
  const own = text.slice(text.indexOf("interface GeometryOperations"));
  const declared = Array.from(own.matchAll(/^ {2}(\w+)\(/gm), ([, name]) => name);
  expect(declared).toEqual(Object.keys(operations));
});

test.each([
  "area(geometry: Geometry | null): number;",
  "union(...geometries: (Geometry | null | readonly (Geometry | null)[])[]): Geometry;",
  "coverageSimplify(polygons: readonly (Geometry | null)[], tolerance: number, options?: { keepOutside?: boolean }): Geometry[];",
  "intersection(a: Geometry | null, b: Geometry | null): Geometry;",
  "simplify(geometry: Geometry | null, tolerance: number): Geometry;",
  'buffer(geometry: Geometry | null, distance: number, options?: { segments?: number; endCapStyle?: "round" | "flat" | "square"; joinStyle?: "round" | "miter" | "bevel"; miterLimit?: number }): Geometry;',
])("%s", (line) => {
  expect(text).toContain(`\n  ${line}\n`);
});
