import { describe, expect, test } from "vitest";
import { dataOf, Layer } from "../../src/layers/layer.ts";
import { fieldSpreads } from "../../src/tables/field-spreads.ts";
import type { TableQuery } from "../../src/tables/table-query.ts";
import { tableRows } from "../../src/tables/table-rows.ts";

const DATA = dataOf(
  Layer.from([
    { name: "Berne", size: 134, open: true },
    { name: "Aarau", size: null, open: false },
    { name: "zürich", size: 421, open: true },
    { name: null, size: -3, open: null },
  ] as object[] as { name: string }[]),
);
const ALL: TableQuery = { sort: 0, descending: false, search: "", filter: "" };

function rows(query: Partial<TableQuery>): number[] {
  return [...tableRows(DATA, { ...ALL, ...query }, { crs: DATA.crs, engine: undefined as never })];
}

describe("rows of a table", () => {
  test.each([
    ["as the layer has them", {}, [0, 1, 2, 3]],
    ["by a number, nulls last", { sort: 2 }, [3, 0, 2, 1]],
    ["downwards, nulls last all the same", { sort: 2, descending: true }, [2, 0, 3, 1]],
    ["by text", { sort: 1 }, [1, 0, 2, 3]],
    ["by a field that there is not, as they are", { sort: 9 }, [0, 1, 2, 3]],
    ["with a text in any of their values, in any case", { search: " ZÜR" }, [2]],
    ["with digits of a number", { search: "34" }, [0]],
    ["of which an expression is true; null is not", { filter: '"size" < 200' }, [0, 3]],
    ["both, sorted", { filter: '"size" > -5', search: "r", sort: 2, descending: true }, [2, 0]],
    ["none", { search: "nowhere" }, []],
  ])("%s", (_, query, expected) => {
    expect(rows(query)).toEqual(expected);
  });

  test("a filter that is none is refused", () => {
    expect(() => rows({ filter: "size <" })).toThrow(/expression/i);
  });
});

test("heads say how values are spread", () => {
  const spreads = fieldSpreads(DATA);
  expect(spreads.map(({ name, nulls, text }) => [name, nulls, text])).toEqual([
    ["name", 1, "3 different values"],
    ["size", 1, "-3 to 421"],
    ["open", 1, "2 different values"],
  ]);
  // 12 parts of 424 / 12 = 35.3: -3 is in the first, 134 in the fourth, 421 in the last
  expect(spreads[1]!.bars).toEqual([1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
  expect(spreads[2]!.bars).toEqual([2, 1]);
});
