import { describe, expect, test } from "vitest";
import { allMagics } from "../../kernel/magics/catalog.ts";
import { signed } from "../../kernel/magics/command.ts";
import { algorithmsHelp, helpFor, magicsHelp } from "../../kernel/magics/help.ts";
import { transformCell } from "../../kernel/magics/transform.ts";
import { algorithms } from "../../src/algorithms/registry.ts";
import { optionName } from "../../src/schema/names.ts";
import { sampleAlgorithms } from "./sample-algorithms.ts";

test("help says how a magic is written, with types, ranges and defaults", () => {
  expect(helpFor("buffer", sampleAlgorithms)["text/plain"]).toMatchInlineSnapshot(`
    "%buffer INPUT --distance DISTANCE [--option …]
    Buffer · Vector geometry · native:buffer

    Makes a buffer. Empty geometries stay empty.

      INPUT                              The layer.
      --distance DISTANCE                How far. (distance: 500m, 2km, 30ft on the ground, or a number in layer units)
      --segments N                       Per quarter circle. (whole number, 1 to 64; default 5)
      --end-cap-style round|flat|square  Ends of lines. (or QGIS's index, 0 to 2; default round)
      --dissolve                         Unite the results.
      --as NAME                          Name of the result: layers.NAME, and a variable NAME with its task.
      --batch {[…]}                      Runs once for each item of a list, which is parameters or the first layer. --as NAME gives NAME_1, NAME_2 …
      --wait                             The cell goes on only when the task has ended.
      --priority N                       Larger starts first. (number; default 0)
      --after TASK,…                     Tasks that must be complete first.
      --keep                             Not cancelled by an interrupt.
      --background                       A headless run does not wait for it at the end of the cell.
      --timeout-ms N                     Milliseconds of running after which it fails. (whole number, 1 or more)
      --retry-when-lost                  Starts once more if its worker is lost.
      --invalid fix|skip|abort           Invalid input geometries: repair them, leave them out, or fail naming the first. %config has the default.
      --engine geos|jsts                 The geometry library. (default geos)

    Example:
      %buffer roads --as out"
  `);
});

test("the list of magics ends with how they are written", () => {
  const text = String(magicsHelp(sampleAlgorithms)["text/plain"]);
  expect(text.split("\n").filter((line) => !line.startsWith(" "))).toEqual([
    "Magics",
    "",
    "Algorithms",
    "",
    "How they are written",
  ]);
  expect(text).toContain("  %buffer ");
});

test.each<[words: string[], names: string[]]>([
  [[], ["%buffer", "%clip", "%dissolve"]],
  [["BUFF"], ["%buffer"]],
  [["vector", "clip"], ["%clip"]],
  [["buffr"], []],
])("%%algorithms %j", (words, names) => {
  const text = String(algorithmsHelp(sampleAlgorithms, words)["text/plain"]);
  expect(text.match(/^ {2}%\w+/gm)?.map((name) => name.trim()) ?? []).toEqual(names);
});

test("nothing found names what is near", () => {
  expect(algorithmsHelp(sampleAlgorithms, ["buffr"])["text/plain"]).toBe(
    'No algorithm has to do with "buffr". Did you mean "buffer"?\n%algorithms lists all of them.',
  );
});

test("what schemas say is text, never HTML", () => {
  const [first] = sampleAlgorithms;
  const hostile = [{ ...first!, doc: "<script>alert(1)</script>", title: "<b>", example: "%buffer <i>" }];
  for (const bundle of [helpFor("buffer", hostile), magicsHelp(hostile), algorithmsHelp(hostile, [])]) {
    expect(bundle["text/html"]).not.toMatch(/<(?:script|b|i)>/);
  }
});

describe("every magic", () => {
  const magics = allMagics(algorithms);

  test("has a name of its own", () => {
    expect(new Set(magics.map(signed)).size).toBe(magics.length);
    expect(magics.filter(({ algorithm }) => algorithm !== undefined).map(({ name }) => name)).toEqual(
      algorithms.map(({ name }) => name),
    );
  });

  test.each(magics.map((magic) => [magic.name, magic] as const))(
    "%s has options that differ, and an example that is right",
    (_, magic) => {
      const names = [...magic.options, ...magic.positionals].map(optionName);
      expect(new Set(names).size).toBe(names.length);
      expect(transformCell(magic.example, { algorithms }).problem).toBeUndefined();
    },
  );
});
