import { expect, test } from "vitest";
import { namedTypes } from "../../src/session/generated-types.ts";
import { CELL_TYPES, globalTypes } from "../../src/session/cell-types.ts";
import { writtenTypes } from "../../src/session/written-types.mjs";

const written = [writtenTypes(), namedTypes()].join("\n");

test("every type that the package exports is one that cells see", () => {
  const exported = Array.from(written.matchAll(/^export (?:interface|type) (\w+)/gm), ([, name]) => name);
  // what `geo` has of its own is seen with it
  expect(new Set(CELL_TYPES).size).toBe(CELL_TYPES.length);
  expect(new Set(CELL_TYPES)).toEqual(new Set(exported.filter((name) => name !== "GeoOperations")));
});

test("a generic type keeps its parameters", () => {
  const text = globalTypes("export interface Outcome<A, B extends readonly C[]> {\n}", "./types");
  expect(text).toContain('type Outcome<A, B extends readonly C[]> = import("./types").Outcome<A, B>;');
  expect(text).toContain('type Field = import("./types").Field;');
});
