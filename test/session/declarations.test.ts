import { expect, test } from "vitest";
import { algorithms, findAlgorithm } from "../../src/algorithms/registry.ts";
import { algorithmDeclarations, cellDeclarations } from "../../src/session/declarations.ts";

test("every algorithm is a documented, typed call", () => {
  const text = algorithmDeclarations(algorithms);
  for (const { name, id } of algorithms) {
    expect(text).toMatch(
      new RegExp(String.raw`QGIS: ${id}\s+\*/\s+${name}\(input: LayerInput, options\??: \w+Options\): Task<Layer>;`),
    );
  }
});

test("a parameter is typed by its schema, and required where it has no default", () => {
  const text = algorithmDeclarations([findAlgorithm("buffer"), findAlgorithm("clip")]);
  expect(text).toContain("readonly distance?: DistanceInput;");
  expect(text).toContain('readonly endCapStyle?: "round" | "flat" | "square" | number;');
  expect(text).toContain("readonly dissolve?: boolean;");
  expect(text).toContain("readonly overlay: LayerInput;");
  expect(text).toContain("clip(input: LayerInput, options: ClipOptions): Task<Layer>;");
});

test("what a cell has in scope is declared line by line, from the package's types", () => {
  const lines = cellDeclarations("/some/where/mapcell").trim().split("\n");
  expect(lines).toContain('export declare const geo: typeof import("/some/where/mapcell").geo;');
  expect(lines.every((line) => /^(import|export) .*;$/.test(line))).toBe(true);
});
