import { expect, test } from "vitest";
import { algorithms, findAlgorithm } from "../../src/algorithms/registry.ts";
import { layer } from "../../src/schema/types/layer.ts";
import { number } from "../../src/schema/types/number.ts";
import { algorithmDeclarations, cellDeclarations, registeredDeclaration } from "../../src/session/declarations.ts";

test("every algorithm is a documented, typed call", () => {
  const text = algorithmDeclarations(algorithms);
  for (const { name, id } of algorithms) {
    expect(text).toMatch(
      new RegExp(
        String.raw`QGIS: ${id}\s+\*/\s+${name}\((?:\w+: (?:readonly )?LayerInput(?:\[\])?, )?options\??: \w+Options\): Task<(?:Layer(?:\[\]|With<[^>]*>)?|\w+Values)>;`,
      ),
    );
  }
});

test("what is given besides a layer, or in its place, is typed", () => {
  const text = algorithmDeclarations(["extractByLocation", "checkValidity", "moransI"].map(findAlgorithm));
  expect(text).toContain('extractByLocation(input: LayerInput, options: ExtractByLocationOptions): Task<LayerWith<"rest">>;'); // prettier-ignore
  expect(text).toContain('readonly "qgis:checkvalidity": LayerWith<"invalid" | "errors">;');
  expect(text).toContain("): Task<MoransIValues>;");
  expect(text).toMatch(
    /interface MoransIValues \{\n {2}readonly I: number;\n(.*\n)* {2}readonly p_sim: number \| null;/,
  );
});

test("a parameter is typed by its schema, and required where it has no default", () => {
  const text = algorithmDeclarations([findAlgorithm("buffer"), findAlgorithm("clip")]);
  expect(text).toContain("readonly distance?: DistanceInput;");
  expect(text).toContain('readonly endCapStyle?: "round" | "flat" | "square" | number;');
  expect(text).toContain("readonly dissolve?: boolean;");
  expect(text).toContain("readonly overlay: LayerInput;");
  expect(text).toContain("clip(input: LayerInput, options: ClipOptions): Task<Layer>;");
});

test("what a cell has in scope is declared name by name, from the package's types", () => {
  const text = cellDeclarations("/some/where/mapcell");
  expect(text).toContain('export declare const layers: typeof import("/some/where/mapcell").layers;');
  expect(text.replace(/^export interface \w+ \{\n*\}$/m, "").match(/^(?!(?:import|export) .*;$).+$/gm)).toBeNull();
});

test("a registered algorithm is declared with its own parameters, on lines that never look like the end", () => {
  const shade = {
    ...findAlgorithm("buffer"),
    id: "user:shade",
    name: "shade",
    doc: "Shades. */ }",
    parameters: { input: layer({ doc: "Features" }), height: number({ doc: "Metres", default: 3 }) },
  };
  const text = registeredDeclaration([shade], "/m");
  expect(text).toMatchInlineSnapshot(`
    "export interface __RegisteredAlgorithms {
      /**
       * Shades. * / }
       *
       * user:shade
       */
      shade(input: import("/m").LayerInput, options?: import("/m").RunOptions & {
        /** Metres. Default 3. */
        readonly height?: number;
      }): import("/m").Task<any>;
    }"
  `);
  expect(text.match(/^\}/gm)).toHaveLength(1);
});

test("what an algorithm takes and gives is in its call: no layer, several, or a list", () => {
  const text = algorithmDeclarations(algorithms);
  expect(text).toContain("createGrid(options: CreateGridOptions): Task<Layer>;");
  expect(text).toContain(
    "mergeVectorLayers(layers: readonly LayerInput[], options?: MergeVectorLayersOptions): Task<Layer>;",
  );
  expect(text).toContain("splitVectorLayer(input: LayerInput, options: SplitVectorLayerOptions): Task<Layer[]>;");
});
