import { beforeEach, expect, test } from "vitest";
import { History } from "../../kernel/requests/history.ts";
import type { JsonObject } from "../../src/wire/message.ts";

let history: History;
beforeEach(() => {
  history = new History();
  for (const [index, code] of ["const a = 1", "a", "b?", "a"].entries()) history.add(index + 1, code);
  history.addOutput(2, "1");
});

const lines = (query: JsonObject) => (history.find(query) as [number, number, unknown][]).map(([, line]) => line);

test.each([
  ["the latest", { n: 2 }, [3, 4]],
  ["none", { n: 0 }, []],
  ["all where no number is given", {}, [1, 2, 3, 4]],
  ["all where more are asked for", { n: 99 }, [1, 2, 3, 4]],
])("tail gives %s", (_, query, found) => {
  expect(lines({ hist_access_type: "tail", ...query })).toEqual(found);
});

test.each([
  ["from a line until before another", { start: 2, stop: 4 }, [2, 3]],
  ["to the end where no stop is given", { start: 3, stop: null }, [3, 4]],
  ["counted from the end where a line is negative", { start: -1 }, [4]],
  ["counted from the end at both ends", { start: -3, stop: -1 }, [2, 3]],
  ["all where nothing is given", {}, [1, 2, 3, 4]],
  ["nothing of a later session", { session: 1 }, []],
  ["nothing of a session before this one", { session: -1, start: 1 }, []],
])("range gives lines %s", (_, query, found) => {
  expect(lines({ hist_access_type: "range", session: 0, ...query })).toEqual(found);
});

test.each([
  ["anything for a star", { pattern: "*a*" }, [1, 2, 4]],
  ["one character for a question mark", { pattern: "b?" }, [3]],
  ["the whole cell", { pattern: "b" }, []],
  ["regular expressions as plain text", { pattern: "." }, []],
  ["everything where no pattern is given", { pattern: null }, [1, 2, 3, 4]],
  ["the latest of equal cells where they are to be unique", { pattern: "a", unique: true }, [4]],
  ["the latest so many", { pattern: "*", n: 2 }, [3, 4]],
])("search finds %s", (_, query, found) => {
  expect(lines({ hist_access_type: "search", ...query })).toEqual(found);
});

test("with its output, a cell is a pair of code and result, or null", () => {
  expect(history.find({ hist_access_type: "range", start: 2, stop: 4, output: true })).toEqual([
    [0, 2, ["a", "1"]],
    [0, 3, ["b?", null]],
  ]);
});

test("an unknown way of access finds nothing", () => {
  expect(lines({ hist_access_type: "guess" })).toEqual([]);
});
