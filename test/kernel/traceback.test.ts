import { expect, test } from "vitest";
import { CellBook, type TransformedText } from "../../kernel/cells/cell-book.ts";
import { describeDiagnostics, describeProblem, describeThrown, whereThrown } from "../../kernel/cells/traceback.ts";
import { SpatialError } from "../../src/errors.ts";

/** A cell whose code has six characters more at its start than its text. */
function shifted(source: string): TransformedText {
  return { code: `await ${source}`, toSource: (offset) => Math.max(0, offset - 6), toCode: (offset) => offset + 6 };
}

function bookWith(source: string): CellBook {
  const book = new CellBook();
  book.add(1, { cell: 7, source, text: shifted(source) });
  return book;
}

test("diagnostics are shown in the cell's own text", () => {
  const book = bookWith("%load x\n\tfoo()");
  const { evalue, traceback } = describeDiagnostics([{ start: 15, end: 18, message: "No foo.", code: 2304 }], 1, book);
  expect(evalue).toBe("Cell 7, line 2, column 2: No foo.");
  expect(traceback).toEqual(["Cell 7, line 2, column 2: No foo. (TS2304)", "  2 | \tfoo()", "    | \t^"]);
});

test("a diagnostic in an imported file names the file", () => {
  const file = { name: "lib.ts", line: 0, column: 4 };
  const { evalue } = describeDiagnostics([{ start: 4, end: 5, message: "Bad.", code: 1, file }], 1, bookWith("x"));
  expect(evalue).toBe("lib.ts, line 1, column 5: Bad.");
});

test("our own errors show their place, no frames and no causes, which name paths of this machine", () => {
  const cause = new Error("ENOENT: no such file, stat '/home/me/x'");
  const error = new SpatialError("UNKNOWN_LAYER", "No layer here.", { cause });
  error.stack = "SpatialError: No layer here.\n    at f (Cell 7, line 1, column 3)\n    at Cell 7, line 1, column 1";
  expect(describeThrown(error, bookWith("a b c")).traceback).toEqual([
    "SpatialError: No layer here.",
    "  Cell 7, line 1, column 3",
    "    1 | a b c",
    "      |   ^",
  ]);
});

test("a magic's problem shows where in the text it is", () => {
  const book = bookWith("%lod x");
  const place = { cell: 7, line: 1, column: 2 };
  expect(describeProblem(new SpatialError("UNKNOWN_MAGIC", "No %lod."), place, book).traceback.slice(1)).toEqual([
    "  Cell 7, line 1, column 2",
    "    1 | %lod x",
    "      |  ^",
  ]);
});

test.each([
  ["a number", 7, "Thrown", "7"],
  ["something that looks like an error", { name: "Alien", message: "hm", stack: "Alien: hm" }, "Alien", "hm"],
])("%s that is thrown is shown", (_, thrown, ename, evalue) => {
  expect(describeThrown(thrown, new CellBook())).toMatchObject({ ename, evalue });
});

test.each([
  [
    "in a cell, though something built in threw",
    "at JSON.parse (<anonymous>)\n    at f (Cell 7, line 1, column 3)",
    ["Cell 7, line 1, column 3", "  1 | a b c", "    |   ^"],
  ],
  ["in a file beside the notebook", "at run (lib/work.ts:3:9)", ["lib/work.ts:3:9"]],
  ["in code of ours or a package's", "at f (/home/me/node_modules/x.js:3:9)", []],
  ["in Node itself", "at f (node:fs:3:9)", []],
  ["in a URL", "at file:///home/me/x.js:3:9", []],
  ["nowhere", "", []],
])("the place of an error %s", (_, frames, expected) => {
  const error = new Error("x");
  error.stack = `Error: x\n    ${frames}`;
  expect(whereThrown(error, bookWith("a b c"))).toEqual(expected);
});
