import { expect, test } from "vitest";
import { checkValues } from "../../../src/schema/check-values.ts";
import { inputParameters } from "../../../src/schema/parameter.ts";
import { sortReferences, type SortedReferences } from "../../../src/schema/references.ts";
import { expression } from "../../../src/schema/types/expression.ts";
import { extent } from "../../../src/schema/types/extent.ts";
import { layers } from "../../../src/schema/types/layers.ts";
import { number } from "../../../src/schema/types/number.ts";
import { table } from "../../../src/schema/types/table.ts";

const parameters = {
  layers: layers({ doc: "What to merge", validity: "valid" }),
  other: table({ doc: "Rows to join", optional: true }),
  within: extent({ doc: "Where", optional: true }),
  size: number({ doc: "How large", default: 1 }),
};

function layersOf(references: SortedReferences["references"]): Record<string, unknown[]> {
  return Object.fromEntries(Array.from(references, ([name, found]) => [name, found.map(({ layer }) => layer)]));
}

test("layers are taken out of what was given, in any spelling; other values stay as they were spelled", () => {
  const { references, others } = sortReferences(parameters, {
    LAYERS: ["a", "b"],
    other: "rows",
    within: "0,0,1,1",
    SIZE: 3,
  });
  expect(layersOf(references)).toEqual({ layers: ["a", "b"], other: ["rows"] });
  expect(others).toEqual({ within: "0,0,1,1", SIZE: 3 });
});

test("an extent may be a layer, and is then looked up like one", () => {
  const { references, others } = sortReferences(parameters, { layers: "a", within: "roads", other: null });
  expect(layersOf(references)).toEqual({ layers: ["a"], within: ["roads"] });
  expect(others).toEqual({});
});

test("layers are no values, what may be left out is undefined, and the types say so", () => {
  const { within, size } = checkValues({ name: "merge", example: "%merge a b", parameters }, {});
  expect(within?.bounds).toBeUndefined();
  expect(size.toFixed(1)).toBe("1.0");
  expect(inputParameters(parameters).map(({ name, required }) => [name, required])).toEqual([
    ["layers", true],
    ["other", false],
  ]);
});

test("an expression is text that is not empty", () => {
  const schema = { name: "filter", example: "%filter", parameters: { where: expression({ doc: "Which" }) } };
  expect(checkValues(schema, { where: ' "pop" > 10 ' })).toEqual({ where: '"pop" > 10' });
  expect(() => checkValues(schema, { where: "  " })).toThrow("expected an expression");
});
