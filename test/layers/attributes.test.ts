import { describe, expect, test } from "vitest";
import {
  concatColumns,
  nullColumn,
  sliceColumns,
  storageOf,
  takeColumns,
  valueAt,
} from "../../src/layers/attributes.ts";
import { ColumnBuilder } from "../../src/layers/column-builder.ts";
import type { AttributeColumn, FieldType } from "../../src/layers/layer-data.ts";

function build(values: readonly unknown[], declared?: FieldType) {
  const builder = new ColumnBuilder(declared);
  for (const [index, value] of values.entries()) builder.set(index, value);
  return builder.finish(values.length);
}

function valuesOf(column: AttributeColumn, type: FieldType): unknown[] {
  return Array.from(column.valid, (_, index) => valueAt(column, { name: "f", type }, index));
}

describe("the type of a field is what its values have in common", () => {
  test.each<[string, readonly unknown[], FieldType, (readonly unknown[])?]>([
    ["whole numbers", [1, -2, 0], "integer"],
    ["whole and other numbers", [1, 2.5, 3], "number"],
    ["whole numbers beyond 2^53", [2 ** 60, 1], "number"],
    ["text", ["a", "", "żółć 🗺"], "string"],
    ["booleans", [true, false], "boolean"],
    ["days", ["2024-02-29", "1999-12-31"], "date"],
    ["moments", ["2024-02-29T12:30:00Z", "2024-02-29T12:30:00.5+02:00"], "datetime"],
    ["days and moments", ["2024-02-29", "2024-02-29T12:30", null], "datetime"],
    ["times", ["12:30:00", "23:59:59.25", "00:00"], "time"],
    ["times and text", ["12:30:00", "noon"], "string"],
    ["times and days", ["12:30:00", "2024-02-29"], "string"],
    ["what only looks like a time", ["24:00:00", "12:60"], "string"],
    ["a day that no month has", ["2023-02-29"], "string"],
    ["a leap day of a full century", ["2000-02-29"], "date"],
    ["bytes", [Uint8Array.of(0, 255), new Uint8Array(0), null], "binary"],
    ["a buffer", [Uint8Array.of(1, 2).buffer], "binary", [Uint8Array.of(1, 2)]],
    ["bytes, then text", [Uint8Array.of(0, 255), "x"], "json", ["00FF", "x"]],
    ["text, then bytes", ["x", Uint8Array.of(0, 255)], "json", ["x", "00FF"]],
    ["lists", [[1, 2.5], ["a"], [], [2n ** 53n + 1n], [true]], "list"],
    ["lists, then an object", [[1], { a: [1] }], "json"],
    ["an object, then lists", [{ a: [1] }, ["x"]], "json"],
    ["a mixed list", [[1, "a"]], "json"],
    ["a list with nothing in it", [[1, null]], "json"],
    ["lists of lists", [[[1]]], "json"],
    ["dates and text", ["2024-02-29", "soon"], "string"],
    ["text and dates", ["soon", "2024-02-29"], "string"],
    ["what only looks like a date", ["2024-13-01", "2024-00-10"], "string"],
    ["numbers and text", [1, "a", null, 2], "json"],
    ["booleans and numbers", [true, 1], "json"],
    ["objects and lists", [{ a: [1, { b: null }] }, [1, "2"]], "json"],
    ["text, then an object", ["x", { a: 1 }], "json"],
    ["an object, then text", [{ a: 1 }, "x"], "json"],
    ["dates, then a number", ["2024-02-29", 5], "json"],
    ["only nulls", [null, undefined], "string", [null, null]],
    ["nulls and numbers", [null, 1, null, null, 2, null], "integer"],
    ["nulls and text", [null, "a", null, null, "b", null], "string"],
    ["nulls and booleans", [null, true, null], "boolean"],
    ["NaN and infinity, which are null as in JSON", [Number.NaN, 1, Infinity], "integer", [null, 1, null]],
    ["a Date", [new Date(0)], "datetime", ["1970-01-01T00:00:00.000Z"]],
    ["big integers", [5n, 2n ** 60n, null, -(2n ** 63n), 2n ** 64n - 1n], "integer64"],
    ["whole numbers, then a big integer", [5, null, 2n ** 53n + 1n, 7], "integer64", [5n, null, 2n ** 53n + 1n, 7n]],
    ["a big integer and fractions", [0.5, 2n ** 53n + 1n], "number", [0.5, 2 ** 53]],
    ["a big integer, then fractions", [2n ** 53n + 1n, 2, 0.5], "number", [2 ** 53, 2, 0.5]],
    ["a big integer and text", [2n ** 53n + 1n, "x"], "json"],
    ["text, then a big integer", ["x", 2n ** 53n + 1n, 2 ** 60], "json"],
    ["objects with big integers", [{ a: [2n ** 53n + 1n, 2 ** 60, "bigint:7"] }], "json"],
  ])("%s", (_, given, type, expected) => {
    const { type: found, column } = build(given);
    expect(found).toBe(type);
    expect(column.storage).toBe(storageOf(type));
    expect(valuesOf(column, found)).toEqual(expected ?? given);
  });

  test("a declared type is where it starts, and widens like any other", () => {
    expect(build([], "date").type).toBe("date");
    expect(build([1, 2], "number").type).toBe("number");
    expect(build(["2024-02-29"], "string").type).toBe("string");
    expect(build([1, "a"], "integer").type).toBe("json");
  });

  test("json text is canonical: the order of keys does not count", () => {
    const { column } = build([
      { b: 1, a: { d: 2, c: 3 } },
      { a: { c: 3, d: 2 }, b: 1 },
    ]);
    const text = column.storage === "text" ? new TextDecoder().decode(Uint8Array.from(column.bytes)) : "";
    expect(text).toBe('{"a":{"c":3,"d":2},"b":1}'.repeat(2));
  });

  test.each([
    ["a function", () => 1],
    ["a symbol", Symbol("s")],
    ["a bigint of more than 64 bits", 2n ** 64n],
    ["an object that contains itself", cyclic()],
  ])("refuses %s", (_, value) => {
    expect(() => build([value])).toThrow(expect.objectContaining({ code: "BAD_ARGUMENT" }));
  });
});

function cyclic(): unknown {
  const node: { self?: unknown } = {};
  node.self = node;
  return node;
}

describe("columns copied in bulk", () => {
  const given: readonly (readonly [FieldType, readonly unknown[]])[] = [
    ["number", [1.5, null, -3, 4, 5, null]],
    ["integer", [1, 2, 3, 4, null, 6]],
    ["boolean", [true, false, null, true, false, true]],
    ["string", ["a", null, "", "żółć", "a text longer than thirty-two bytes, to be copied whole", "f"]],
    ["json", [{ a: 1 }, [1], null, "x", 5, true]],
  ];
  const columns = given.map(([type, values]) => build(values, type).column);
  const read = (table: readonly AttributeColumn[]) =>
    table.map((column, i) => valuesOf(column, given[i]?.[0] ?? "string"));

  test.each([
    ["in order", [0, 1, 2, 3, 4, 5]],
    ["backwards", [5, 4, 3, 2, 1, 0]],
    ["with gaps, runs and repetition", [3, 4, 5, 0, 0, 2, 3, 1]],
    ["none", []],
  ])("takes features %s", (_, indices) => {
    expect(read(takeColumns(columns, indices))).toEqual(given.map(([, values]) => indices.map((i) => values[i])));
  });

  test.each([
    [0, 6],
    [2, 5],
    [3, 3],
  ])("slices features %i to %i", (start, end) => {
    expect(read(sliceColumns(columns, start, end))).toEqual(given.map(([, values]) => values.slice(start, end)));
  });

  test("what was cut in pieces and appended is byte for byte what it was", () => {
    const pieces = [sliceColumns(columns, 0, 1), sliceColumns(columns, 1, 1), sliceColumns(columns, 1, 6)];
    expect(concatColumns(pieces)).toEqual(columns);
  });

  test("everything lies in shared memory, so that it reaches a worker without a copy", () => {
    const results = [
      takeColumns(columns, [1, 2]),
      sliceColumns(columns, 1, 3),
      concatColumns([columns, columns]),
    ].flat();
    for (const column of [...results, nullColumn("text", 3)]) {
      const arrays = Object.values(column).filter((part) => ArrayBuffer.isView(part));
      expect(arrays.length).toBeGreaterThanOrEqual(2);
      expect(arrays.every(({ buffer }) => buffer instanceof SharedArrayBuffer)).toBe(true);
    }
  });

  test("a column of nulls holds nothing", () => {
    for (const storage of ["number", "boolean", "text"] as const) {
      expect(valuesOf(nullColumn(storage, 3), "string")).toEqual([null, null, null]);
    }
  });
});
