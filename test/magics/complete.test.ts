import { describe, expect, test } from "vitest";
import { completeMagic, type CompletionContext } from "../../kernel/magics/complete.ts";
import { completeNames } from "../../kernel/magics/complete-names.ts";
import { sampleAlgorithms } from "./sample-algorithms.ts";

const FILES: Readonly<Record<string, readonly string[]>> = {
  ".": ["data/", "my data/", ".hidden/", "notes.txt", "roads.geojson", "old roads.fgb", ".secret.json"],
  "https://": ["never/", "never.json"],
  "data/": ["cities.topojson", "{odd}.json"],
};

const context: CompletionContext = {
  algorithms: sampleAlgorithms,
  layers: ["roads", "rivers", "my cities"],
  variables: ["factor", "rows"],
  tasks: [
    { id: 1, description: "load roads", status: "complete" },
    { id: 2, description: "buffer roads", status: "running" },
  ],
  fieldsOf: (name) =>
    name === "roads"
      ? [
          { name: "kind", type: "string" },
          { name: "lane count", type: "integer" },
        ]
      : name === "rivers"
        ? [{ name: "depth", type: "number" }]
        : undefined,
  listFolder: async (path) =>
    (FILES[path] ?? []).map((name) => ({ name: name.replace("/", ""), isFolder: name.endsWith("/") })),
};

/** Completes at the | in the text; what the matches would replace is in brackets. */
async function complete(marked: string): Promise<string | undefined> {
  const cursor = marked.indexOf("|");
  const text = marked.replace("|", "");
  const found = (await completeMagic(text, cursor, context)) ?? (await completeNames(text, cursor, context));
  return found && `[${text.slice(found.start, found.end)}] ${found.matches.map((match) => match.text).join(" ")}`;
}

describe("completes", () => {
  test.each<[title: string, marked: string, found: string]>([
    ["a magic's name", "%bu|", "[bu] buffer"],
    ["magics after a lone percent sign", "a;\n  %l|", "[l] load log layers"],
    ["a name in the middle of a cell", "%cl|\nlet b", "[cl] clip"],
    ["a value magic", "const t = %di|", "[di] dissolve"],
    ["a cell magic", "%%t|", "[t] task time"],
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
      "[] --field --as --batch --wait --priority --after --keep --background --timeout-ms --retry-when-lost --invalid --engine",
    ],
    ["running tasks and names", "%cancel |", '[] 2 roads rivers "my cities"'],
    ["nothing where anything may stand", "%buffer roads --distance |", "[] "],
    ["fields of the input", "%dissolve roads --field |", '[] kind "lane count"'],
    ["the next of several fields", "%dissolve roads --field kind,l|", '[l] "lane count"'],
    ["an item in quotes", '%dissolve roads --field kind,"la|"', '["la"] "lane count"'],
    ["no fields of a layer that is not there", "%dissolve lakes --field |", "[] "],
    ["files that can be read, and folders", "%load r |", '[] data/ "my data/ "old roads.fgb" roads.geojson'],
    ["a path that is begun", "%load r ro|", "[ro] roads.geojson"],
    [
      "a path in a folder, with braces made literal",
      "%load r data/|",
      '[data/] data/cities.topojson "data/{{odd}}.json"',
    ],
    ["a path in quotes", '%load r "old|"', '["old"] "old roads.fgb"'],
    ["a hidden file when asked for", "%load r .|", "[.] .hidden/ .secret.json"],
    ["no web addresses", "%load r https://|", "[https://] "],
    ["only what can be written", "%save roads data/|", '[data/] "data/{{odd}}.json"'],
    ["a header's inputs", "%%task x --input r|\nbody", "[r] roads rivers"],
  ])("%s", async (_, marked, found) => {
    expect(await complete(marked)).toBe(found);
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
  ])("leaves it to TypeScript: %s", async (_, marked) => {
    expect(await complete(marked)).toBeUndefined();
  });
});

describe("completes in TypeScript what the session knows", () => {
  test.each<[title: string, marked: string, found: string]>([
    ["layers, where the name can be written so", "layers.|", "[] roads rivers"],
    ["a layer that is begun, behind other code", "const a = 1; f(layers.ri|", "[ri] rivers"],
    ["layers by any name", 'layers["m|', "[m] my cities"],
    ["in an expression of a magic", "%buffer roads --distance {layers.ro|}", "[ro] roads"],
    ["in an expression that is still open", "%buffer roads --distance {layers.ro|", "[ro] roads"],
    ["in the body of a task", "%%task x\nlayers.ro|", "[ro] roads"],
    ["in a template", "`${layers.ro|", "[ro] roads"],
    ["behind a magic", "%tasks\nlayers.ro|", "[ro] roads"],
    ["fields of the layer that is looped over", "for (const f of roads) f.properties.|", "[] kind"],
    ["the same by layers.NAME", "for (const f of layers.rivers) {\n  f.properties?.d|", "[d] depth"],
    ["fields by any name", 'for (const f of roads) f.properties["|', "[] kind lane count"],
    ["fields of all layers, where none can be seen", "f.properties.|", "[] kind depth"],
    ["layers in calls", 'geo.buffer("ro|', "[ro] roads"],
    ["algorithms by their ids", 'geo.run("native:c|', "[native:c] native:clip"],
    ["files", 'geo.load("roads", "da|', "[da] data/"],
  ])("%s", async (_, marked, found) => {
    expect(await complete(marked)).toBe(found);
  });

  test.each<[title: string, marked: string]>([
    ["a member of something else", "a.layers.|"],
    ["text", "'layers.|"],
    ["a comment", "// layers.|"],
    ["a layer's own members", "layers.roads.|"],
    ["a closed string", 'geo.buffer("roads"|'],
    ["a string that is no argument", 'const a = "ro|'],
  ])("leaves it to TypeScript: %s", async (_, marked) => {
    expect(await complete(marked)).toBeUndefined();
  });
});

async function crsMatches(typed: string): Promise<readonly { text: string; kind: string }[]> {
  const text = `%load r x.json --crs ${typed}`;
  return (await completeMagic(text, text.length, context))?.matches ?? [];
}

test("a CRS is found by the start of its code and by words of its name, which is shown beside it", async () => {
  expect(await crsMatches("3263")).toContainEqual({ text: "EPSG:32633", kind: "WGS 84 / UTM zone 33N" });
  expect((await crsMatches("lambert"))[0]).toEqual({ text: "EPSG:2154", kind: "RGF93 v1 / Lambert-93" });
  expect((await crsMatches('"utm zone 33n'))[0]?.text).toBe("EPSG:32633");
  expect((await crsMatches("")).map(({ text }) => text)).toContain("EPSG:4326");
});
