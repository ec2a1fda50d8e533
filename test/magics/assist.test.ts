import { describe, expect, test } from "vitest";
import { type AssistContext, completeMagic, inspectMagic, isMagicComplete } from "../../kernel/magics/assist.ts";
import { sampleAlgorithms } from "./sample-algorithms.ts";

const context: AssistContext = {
  algorithms: sampleAlgorithms,
  layers: ["roads", "rivers", "my cities"],
  tasks: [
    { id: 1, description: "load roads", status: "complete" },
    { id: 2, description: "buffer roads", status: "running" },
  ],
};

/** Completes at the | in the text; what the matches would replace is in brackets. */
function complete(marked: string): string | undefined {
  const cursor = marked.indexOf("|");
  const text = marked.replace("|", "");
  const found = completeMagic(text, cursor, context);
  return found && `[${text.slice(found.start, found.end)}] ${found.matches.map((match) => match.text).join(" ")}`;
}

describe("completes", () => {
  test.each<[title: string, marked: string, found: string]>([
    ["a magic's name", "%bu|", "[bu] buffer"],
    ["magics after a lone percent sign", "a;\n  %l|", "[l] load log layers"],
    ["a name in the middle of a cell", "%cl|\nlet b", "[cl] clip"],
    ["a value magic", "const t = %di|", "[di] dissolve"],
    ["a cell magic", "%%t|", "[t] task"],
    ["layers, in quotes where they need them", "%buffer |", '[] roads rivers "my cities"'],
    ["a layer that is begun", "%clip roads ri|", "[ri] rivers"],
    ["the second of a list", "%map roads,r|", "[r] roads rivers"],
    ["options", "%buffer roads --e|", "[--e] --end-cap-style --engine"],
    ["options not yet given", "%buffer roads --distance 5 --d|", "[--d] --dissolve"],
    ["values of an option", "%buffer roads --end-cap-style |", "[] round flat square"],
    ["a value that is begun", "%buffer roads --end-cap-style fl|", "[fl] flat"],
    [
      "options where no word is missing",
      "%dissolve roads |",
      "[] --field --as --wait --background --priority --after --keep --invalid --engine",
    ],
    ["running tasks and names", "%cancel |", '[] 2 roads rivers "my cities"'],
    ["nothing where anything may stand", "%buffer roads --distance |", "[] "],
    ["a header's inputs", "%%task x --input r|\nbody", "[r] roads rivers"],
  ])("%s", (_, marked, found) => {
    expect(complete(marked)).toBe(found);
  });

  test.each<[title: string, marked: string]>([
    ["in TypeScript", "const a = b.|"],
    ["after a remainder", "a %|"],
    ["in a string", "'%bu|"],
    ["in an expression", "%buffer roads --distance {d.|}"],
    ["in an expression that is still open", "%buffer roads --distance {d.|"],
    ["in the body of a task", "%%task x\nroads.|"],
    ["behind a magic", "%tasks\nb|"],
    ["after an unknown magic", "%bufer |"],
  ])("leaves it to TypeScript: %s", (_, marked) => {
    expect(complete(marked)).toBeUndefined();
  });
});

/** Inspects at the | in the text. */
function inspect(marked: string): string | undefined {
  return inspectMagic(marked.replace("|", ""), marked.indexOf("|"), context);
}

describe("inspects", () => {
  test("a magic", () => {
    expect(inspect("%buf|fer roads")).toMatchInlineSnapshot(`
      "%buffer INPUT --distance DISTANCE [--option …]
      Buffer · Vector geometry · native:buffer

      Makes a buffer. Empty geometries stay empty.

        INPUT                              The layer.
        --distance DISTANCE                How far. (distance: 500m, 2km, 30ft on the ground, or a number in layer units)
        --segments N                       Per quarter circle. (whole number, 1 to 64; default 5)
        --end-cap-style round|flat|square  Ends of lines. (or QGIS's index, 0 to 2; default round)
        --dissolve                         Unite the results.
        --as NAME                          Name of the result: layers.NAME, and a variable NAME with its task.
        --wait                             The cell goes on only when the task has ended.
        --background                       A headless run does not wait for it at the end of the cell.
        --priority N                       Larger starts first. (default 0)
        --after TASK,…                     Tasks that must be complete first.
        --keep                             Not cancelled by an interrupt.
        --invalid abort|skip|fix           Invalid geometries: fail, leave them out, or repair them. (default abort)
        --engine geos|jsts                 The geometry library. (default geos)

      Example:
        %buffer roads --as out"
    `);
  });

  test("an option, also from its value", () => {
    const help =
      "%buffer INPUT --distance DISTANCE [--option …]\n\n--segments  Per quarter circle. (whole number, 1 to 64; default 5)";
    expect(inspect("%buffer roads --seg|ments 4")).toBe(help);
    expect(inspect("%buffer roads --segments 4|")).toBe(help);
  });

  test("an input", () => {
    expect(inspect("%clip roads ov|er")).toContain("OVERLAY  What to keep.");
  });

  test("neither expressions nor TypeScript", () => {
    expect(inspect("%buffer roads --distance {d|}")).toBeUndefined();
    expect(inspect("%tasks\nfo|o")).toBeUndefined();
  });
});

test.each<[text: string, status: string | undefined]>([
  ["%tasks", undefined],
  ["%buffer roads \\", "incomplete"],
  ["%buffer roads \\\n", "incomplete"],
  ["%%task x --input roads", "incomplete"],
  ["%%task x\nreturn 1", "incomplete"],
  ["%%task x\nreturn 1\n\n", "complete"],
  ["const a = '\\", undefined],
])("%j at Enter: %s", (text, status) => {
  expect(isMagicComplete(text)?.status).toBe(status);
});
