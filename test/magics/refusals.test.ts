import { expect, test } from "vitest";
import { transformCell } from "../../kernel/magics/transform.ts";
import { sampleAlgorithms } from "./sample-algorithms.ts";

test.each<[title: string, text: string, refusal: readonly [code: string, message: RegExp], marked: string]>([
  [
    "an unknown magic",
    "%bufer r",
    ["UNKNOWN_MAGIC", /^There is no magic %bufer\. Did you mean "buffer"\? %magics lists/],
    "%bufer",
  ],
  ["nothing near", "%zzzzz", ["UNKNOWN_MAGIC", /^There is no magic %zzzzz\. %magics lists all of them\.$/], "%zzzzz"],
  [
    "a cell magic with one percent sign",
    "%task x",
    ["UNKNOWN_MAGIC", /^%%task is written with two percent signs/],
    "%task",
  ],
  ["a line magic with two", "%%buffer x", ["UNKNOWN_MAGIC", /^%buffer is written with one percent sign/], "%%buffer"],
  [
    "an unknown cell magic",
    "%%taks x\nreturn 1",
    ["UNKNOWN_MAGIC", /^There is no magic %%taks\. Did you mean "task"\?/],
    "%%taks",
  ],
  [
    "a cell magic further down",
    "let a\n%%task x",
    ["MAGIC_SYNTAX", /must be on the first line, in a cell of its own/],
    "%%task",
  ],
  [
    "an unknown option",
    "%buffer r --distanse 5",
    ["UNKNOWN_OPTION", /no option --distanse\. Did you mean "--distance"\? Its options: --distance, --segments,/],
    "--distanse",
  ],
  [
    "an option of a magic without any",
    "%layers --all",
    ["UNKNOWN_OPTION", /^%layers has no option --all\. It takes no options\.$/],
    "--all",
  ],
  [
    "a switch that can't be negated",
    "%buffer r --no-distance 5",
    ["UNKNOWN_OPTION", /no option --no-distance/],
    "--no-distance",
  ],
  [
    "a missing value",
    "%buffer r --end-cap-style",
    ["BAD_ARGUMENT", /^--end-cap-style needs a value \(round, flat, square\)\.$/],
    "--end-cap-style",
  ],
  ["an option where a value belongs", "%buffer r --as --wait", ["BAD_ARGUMENT", /^--as needs a value/], "--as"],
  [
    "a value for a switch",
    "%buffer r --dissolve=true",
    ["BAD_ARGUMENT", /^--dissolve takes no value; write --dissolve or --no-dissolve\.$/],
    "--dissolve=true",
  ],
  [
    "an option given twice",
    "%buffer r --distance 5 --distance 6",
    ["BAD_ARGUMENT", /^--distance is given twice/],
    "--distance",
  ],
  [
    "a word too many that is a required option",
    "%buffer r 50km",
    ["BAD_ARGUMENT", /^"50km" is one word too many for %buffer\. If it is the distance, write --distance 50km\.$/],
    "50km",
  ],
  ["a word too many", "%clip a b c", ["BAD_ARGUMENT", /^"c" is one word too many for %clip\. %clip\? shows/], "c"],
  [
    "a missing layer",
    "%clip a",
    ["BAD_ARGUMENT", /^%clip needs OVERLAY: What to keep\. Example: %clip roads --as out$/],
    "%clip",
  ],
  ["a missing path", "%load a", ["BAD_ARGUMENT", /^%load needs PATH/], "%load"],
  ["a task without a name", "%%task --input r\nreturn 1", ["BAD_ARGUMENT", /^%%task needs NAME/], "%%task"],
  ["a value of a magic that has none", "const t = %tasks", ["MAGIC_SYNTAX", /^%tasks gives no value/], "%tasks"],
  ["the value of help", "const t = %buffer?", ["MAGIC_SYNTAX", /^%buffer\? gives no value/], "%buffer"],
  ["an open quote", "let a\n%map 'r", ["MAGIC_SYNTAX", /^The quote ' is not closed/], "'r"],
])("%s is refused before the cell runs", (_, text, [code, message], marked) => {
  const { problem } = transformCell(text, { algorithms: sampleAlgorithms });
  expect(problem?.error).toMatchObject({ code, message: expect.stringMatching(message) as unknown });
  expect(text.slice(problem?.start, problem?.end)).toBe(marked);
});

test("the first of several mistakes is told", () => {
  const { problem } = transformCell("%tasks\n%bufer\n%taks", { algorithms: sampleAlgorithms });
  expect(problem?.start).toBe(7);
});

test("a cell with a mistake can still be completed elsewhere", () => {
  const text = "%bufer r\nconst a = %clip x {y.z}";
  const { toCode, code } = transformCell(text, { algorithms: sampleAlgorithms });
  const at = toCode(text.indexOf("y.z") + 2) ?? 0;
  expect(code.slice(at - 2, at + 1)).toBe("y.z");
});
