import { expect, test } from "vitest";
import { parseCrsId } from "../../../src/crs/crs-id.ts";
import type { LayerFacts } from "../../../src/schema/parameter-type.ts";
import { aggregates } from "../../../src/schema/types/aggregates.ts";
import { band } from "../../../src/schema/types/band.ts";
import { date } from "../../../src/schema/types/date.ts";
import { expression } from "../../../src/schema/types/expression.ts";
import { fieldMapping } from "../../../src/schema/types/field-mapping.ts";
import { field } from "../../../src/schema/types/field.ts";
import { file } from "../../../src/schema/types/file.ts";
import { point } from "../../../src/schema/types/point.ts";
import { range } from "../../../src/schema/types/range.ts";
import { seed } from "../../../src/schema/types/seed.ts";
import { sort } from "../../../src/schema/types/sort.ts";
import { printed, read } from "../read-type.ts";

const states: LayerFacts = {
  crs: parseCrsId("EPSG:3857"),
  fields: [
    { name: "name", type: "string" },
    { name: "pop", type: "number" },
  ],
};
const [one, many] = [{ doc: "One" }, { doc: "Many" }];
const fieldsOf = [{ name: "n", aggregate: "count", input: '"pop"' }];

test.each([
  ["a field", field(one), "name", "name"],
  [
    "keys to sort by",
    sort(many),
    "name, pop desc",
    [
      { field: "name", descending: false },
      { field: "pop", descending: true },
    ],
  ],
  ["nothing to sort by", sort(many), "", []],
  ["a point", point(one), "8.5, 47.4", { x: 8.5, y: 47.4, crs: undefined }],
  ["a point of another CRS", point(one), "1,2 [EPSG:4326]", { x: 1, y: 2, crs: "EPSG:4326" }],
  ["a point as a list", point(one), [1, -2], { x: 1, y: -2, crs: undefined }],
  ["a range", range(one), "-1,2.5", { min: -1, max: 2.5 }],
  ["a range that is open as in QGIS", range(one), "None,3", { min: undefined, max: 3 }],
  ["a range as a list", range(one), [undefined, 3], { min: undefined, max: 3 }],
  ["a band", band(one), "2", 2],
  ["a seed", seed(one), 4_294_967_295, 4_294_967_295],
  ["no seed", seed(one), undefined, 0],
  ["a file", file(one), "data/a b.csv", "data/a b.csv"],
  ["a day", date(one), "2024-02-29", "2024-02-29"],
  ["a moment", date(one), "2026-11-30 12:00:00.5+01:00", "2026-11-30T12:00:00.5+01:00"],
  ["a Date", date(one), new Date(0), "1970-01-01T00:00:00.000Z"],
  ["an expression", expression(one), ' "pop" * 2 ', '"pop" * 2'],
  [
    "QGIS's field mapping",
    fieldMapping(many),
    [{ expression: '"pop"', length: 10, name: "people", precision: 0, type: 2, sub_type: 0, type_name: "integer" }],
    [{ name: "people", expression: '"pop"', type: "integer" }],
  ],
  [
    "a field mapping as JSON",
    fieldMapping(many),
    '[{"name":"p","expression":"1"}]',
    [{ name: "p", expression: "1", type: undefined }],
  ],
  [
    "QGIS's aggregates",
    aggregates(many),
    [{ aggregate: "first_value", delimiter: ";", input: '"name"', length: 0, name: "name", precision: 0, type: 10 }],
    [{ name: "name", aggregate: "first_value", input: '"name"', delimiter: ";", type: "string" }],
  ],
  [
    "an aggregate in another spelling",
    aggregates(many),
    [{ ...fieldsOf[0], aggregate: "count-distinct" }],
    [{ name: "n", aggregate: "count_distinct", input: '"pop"', delimiter: ",", type: undefined }],
  ],
  [
    "short aggregates",
    aggregates(many),
    "pop=sum, names=join(lower(replace(name,'a','b'))),n=count",
    [
      { name: "pop", aggregate: "sum", input: '"pop"', delimiter: ",", type: undefined },
      {
        name: "names",
        aggregate: "concatenate",
        input: "lower(replace(name,'a','b'))",
        delimiter: ",",
        type: undefined,
      },
      { name: "n", aggregate: "count", input: "1", delimiter: ",", type: undefined },
    ],
  ],
  [
    "short aggregates of a call",
    aggregates(many),
    { pop: "max", n: "min(pop)" },
    [
      { name: "pop", aggregate: "maximum", input: '"pop"', delimiter: ",", type: undefined },
      { name: "n", aggregate: "minimum", input: "pop", delimiter: ",", type: undefined },
    ],
  ],
] as const)("%s is read", (_, parameter, given, value) => {
  // prettier-ignore
  expect(read(parameter, given, states)).toEqual(value);
});

test.each([
  ["a field that is none", field(one), "nam", `no field "nam"; it has name, pop. Did you mean "name"`],
  ["sorting by no field", sort(many), "pop,area desc", `no field "area"`],
  ["half a point", point(one), "8.5", "expected x,y"],
  ["a point of words", point(one), "a,b", "expected x,y"],
  ["a range that is turned", range(one), "3,1", "the smaller first"],
  ["half a range", range(one), "3", "expected min,max"],
  ["band 0", band(one), 0, "a whole number of 1 or more"],
  ["a seed below 0", seed(one), -1, "from 0 to 4294967295"],
  ["no file", file(one), " ", "expected the path of a file"],
  ["a day that is none", date(one), "2023-02-29", "expected a day such as 2026-11-30"],
  ["an hour that is none", date(one), "2023-02-28T24:00", "expected a day"],
  ["an expression over an unknown field", expression(one), '"popp" * 2', "sample: given is wrong"],
  ["an expression with a mistake", expression(one), "1 +", "sample: given is wrong"],
  ["a mapping without an expression", fieldMapping(many), [{ name: "a" }], `has no "expression" in item 1`],
  ["an unknown type", fieldMapping(many), [{ name: "a", expression: "1", type: "numbr" }], `Did you mean "number"`],
  ["no list of aggregates", aggregates(many), 5, "expected a list of { name, aggregate, input"],
  ["an aggregate of nothing", aggregates(many), "sum", "expected such as population=sum"],
  ["an unknown short aggregate", aggregates(many), "pop=summ", `Did you mean "sum"`],
  ["a short aggregate of no field", aggregates(many), "popp=sum", `Did you mean "pop"`],
  ["an unknown aggregate", aggregates(many), [{ ...fieldsOf[0], aggregate: "summ" }], `Did you mean "sum"`],
] as const)("%s is refused", (_, parameter, given, message) => {
  expect(() => read(parameter, given, states)).toThrow(message);
});

test("a condition is an expression that is true or false", () => {
  const where = expression({ doc: "Which", condition: true });
  expect(read(where, '"pop" > 3', states)).toBe('"pop" > 3');
  expect(read(where, '"pop" > 3')).toBe('"pop" > 3');
});

test.each([
  [sort(many), "name,pop DESC", ["name", "pop desc"], '["name","pop desc"]'],
  [point(one), [1, 2], "1,2", '"1,2"'],
  [range(one), ["none", 3], "none,3", '"none,3"'],
  [date(one), new Date(0), "1970-01-01T00:00:00.000Z", '"1970-01-01T00:00:00.000Z"'],
  [seed(one), "7", "7", "7"],
] as const)("%# is printed so that it is read again", (parameter, given, magic, code) => {
  expect(printed(parameter, given)).toEqual({ magic, code });
  expect(read(parameter, magic)).toEqual(read(parameter, given));
});
