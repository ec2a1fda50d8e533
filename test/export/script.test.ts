import { expect, test } from "vitest";
import { notebookScript } from "../../kernel/export/script.ts";
import { allMagics } from "../../kernel/magics/catalog.ts";
import { parameterNamed } from "../../src/schema/parameter.ts";
import { algorithms } from "../../src/algorithms/registry.ts";
import { parseNotebook } from "../../src/notebook/read-notebook.ts";

interface GivenCell {
  readonly type?: "markdown" | "raw";
  readonly tags?: readonly string[];
  readonly source: string;
}

function scriptOf(cells: readonly (string | GivenCell)[], metadata: object = {}): string {
  const all = cells.map((cell) => (typeof cell === "string" ? { source: cell } : cell));
  const file = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata,
    cells: all.map(({ type = "code", tags, source }) => ({ cell_type: type, metadata: tags ? { tags } : {}, source })),
  };
  return notebookScript(parseNotebook(JSON.stringify(file), "a.ipynb"), { path: "x/a.ipynb", algorithms });
}

/** What becomes of the cells, without what is put before them. */
function cellsOf(...cells: readonly (string | GivenCell)[]): string[] {
  const script = scriptOf(cells).trimEnd();
  const parts = script.split(/\n+(?=\/\/ %%)/).slice(1);
  return parts.map((part) => part.replace(/^\/\/ %%\n/, "").replace(/\n?await endOfCell\(\);$/, ""));
}

test.each([
  ["%load roads data/roads.fgb", 'const roads = geo.load("roads", "data/roads.fgb");'],
  [
    "%load part a.fgb --bounds -5,45,11,48 --fields name,{kind} --limit 10",
    'const part = geo.load("part", "a.fgb", { bounds: "-5,45,11,48", fields: ["name", kind], limit: 10 });',
  ],
  ["%save part a.fgb --no-index", 'geo.save("part", "a.fgb", { index: false });'],
  [
    '%load "my roads" a.gpkg --layer b --crs EPSG:4326 --timeout 5 --encoding big5',
    'geo.load("my roads", "a.gpkg", { layer: "b", crs: "EPSG:4326", timeout: 5, encoding: "big5" });',
  ],
  [
    "%buffer roads --distance 500m --segments 8 --no-dissolve",
    'geo.buffer("roads", { distance: "500m", segments: 8, dissolve: false });',
  ],
  [
    "%buffer roads --distance -5 --end-cap-style 1 --priority 3",
    'geo.buffer("roads", { distance: -5, endCapStyle: "flat", priority: 3 });',
  ],
  [
    "%buffer roads --distance {d}km --segments {n} --as wide_{d}",
    'geo.buffer("roads", { distance: `${d}km`, segments: n, as: `wide_${d}` });',
  ],
  ["%dissolve roads --field a,b --field {c}", 'geo.dissolve("roads", { field: ["a", "b", c] });'],
  ["%dissolve roads --field {fields}", 'geo.dissolve("roads", { field: fields });'],
  [
    "%clip roads --overlay {zone} --invalid fix --keep",
    'geo.clip("roads", { overlay: zone, invalid: "fix", keep: true });',
  ],
  [
    "%buffer roads --batch {[{ distance: 1 }, { distance: 2 }]} --as near",
    'geo.batch("buffer", [{ distance: 1 }, { distance: 2 }], { input: "roads", as: "near" });',
  ],
  [
    "%save roads out/{name}.fgb --background",
    'background(geo.save("roads", `out/${name}.fgb`, { background: true }));',
  ],
  ["%cancel 3; %resume", "tasks.get(3)!.cancel(); for (const task of tasks) task.resume();"],
  ["%cancel", "tasks.cancelAll();"],
  ["%show roads", "console.log(layers.roads);"],
  ["%describe roads", "console.log((layers.roads).describe());"],
  ["%head roads 3", "console.log((layers.roads).head(3));"],
  ['%remove "my roads" roads', 'delete layers["my roads"]; delete layers.roads;'],
  [
    "%log --level warning",
    'console.log([...tasks].flatMap(({ logs }) => logs).filter(({ level }) => level !== "info"));',
  ],
  ["%wait\n1", "await endOfCell();\n1"],
  ["%map roads   // all of them", "// %map roads: a script has no page to show it on"],
  ["%time const x = await f();", "const x = await f();"],
  ["%sh ls -l 'a b'", `(await import("node:child_process")).execSync("ls -l 'a b'", { stdio: "inherit" });`],
  ["%buffer?", "// %buffer?: help is for people"],
  ["if (big) %tasks", "if (big) /* %tasks: a script has no page to show it on */;"],
  ["if (big) %cancel 1 2\nelse f()", "if (big) { tasks.get(1)!.cancel(); tasks.get(2)!.cancel(); }\nelse f()"],
  ["if (big) { %cancel 1 2 }", "if (big) { { tasks.get(1)!.cancel(); tasks.get(2)!.cancel(); }}"],
  ["%centroids roads --as c // the middles", 'const c = geo.centroids("roads", { as: "c" }); // the middles'],
  ["%centroids roads \\\n  --as c", 'const c = geo.centroids("roads", { as: "c" });'],
  ["const t = %centroids roads --wait", 'const t = (await ended(geo.centroids("roads")))[0];'],
  ["const t = %centroids roads --as c", 'var c!: Task<any>;\nconst t = (c = geo.centroids("roads", { as: "c" }));'],
  ["for (const k of ks) {\n  %load one {k}\n}", 'for (const k of ks) {\n  var one = geo.load("one", k);\n}'],
  [
    "const f = () => {\n  %load one a.fgb\n};",
    'var one!: Task<any>;\nconst f = () => {\n  one = geo.load("one", "a.fgb");\n};',
  ],
])("%s becomes a statement", (source, code) => {
  expect(cellsOf(source)).toEqual([code]);
});

test("a name is the variable that a magic or a cell has made, unless it is a layer's", () => {
  expect(
    cellsOf(
      "%load roads a.fgb",
      "const zone = Layer.from(rows);\nlet both = %centroids roads --as zone",
      "%clip roads --overlay zone\n%wait both\n%show both",
    ).at(-1),
  ).toBe('geo.clip(roads, { overlay: "zone" });\nawait both;\nconsole.log(await both);');
});

test("a %%task cell becomes a call with its body as the function", () => {
  const body = "for (const road of roads) ctx.log('info', `${k}\n  ${road.id}`);\nreturn roads;";
  expect(
    cellsOf("%load roads a.fgb", `const k = 1`, `%%task few --input roads,rails --share k --as few\n${body}`),
  ).toEqual([
    'const roads = geo.load("roads", "a.fgb");',
    "const k = 1",
    `const few = geo.task("few", async ({ roads, rails }, ctx) => {\n${body}\n}, { input: { roads, rails: "rails" }, share: { k }, as: "few" });`,
  ]);
});

const submitting = allMagics(algorithms).filter(({ result }) => ["layer", "body", "saved"].includes(result));

test.each(submitting)("no option of the magic $name is lost", ({ cell, name, positionals, options }) => {
  const inputs = positionals.map((_, index) => ` a${index}`).join("");
  for (const { name: option, type, values } of options) {
    if (option === "wait") continue;
    const words: Record<string, string | undefined> = {
      bounds: " 0,0,1,1",
      flag: "",
      number: " 9", // within the limits of all but two
      alpha: " 0.5",
      offset: " 0.25",
      anchor: " 1,2",
      startPoint: " 1,2",
      endPoint: " 1,2",
      task: " 7",
      crs: " EPSG:3857",
      aggregates: ' {[{ name: "n", aggregate: "count", input: "$id" }]}',
      fieldsMapping: ' {[{ name: "n", expression: "$id" }]}',
    };
    const own = parameterNamed(algorithms.find((algorithm) => algorithm.name === name)?.parameters ?? {}, option);
    const sample = own?.type.argument.type === "text" ? ` ${own.type.sample}` : " word";
    const value = values === undefined ? (words[option] ?? words[type] ?? sample) : ` ${values[1]}`;
    const dashed = option.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
    const source = `%${cell ? "%" : ""}${name}${inputs} --${dashed}${value}${cell ? "\nreturn 1;" : ""}`;
    expect(cellsOf(source)[0]).toMatch(
      option === "batch" ? /geo\.batch\("\w+", "word"/ : new RegExp(`\\b${option}\\b`),
    );
  }
});

test("what a body uses of the notebook's imports is loaded in the body", () => {
  const imports = `import a, { b, c as d, type T } from "x";\nimport * as e from 'y';\nimport f from "z";\nimport "w";`;
  const body = "const f = d(1);\nreturn [a, b, e.g, f];";
  expect(cellsOf(imports, `%%task t\n${body}`)[1]).toBe(
    `const t = geo.task("t", async ({}, ctx) => {\nconst { default: a, b, c: d } = await import("x");\nconst e = await import('y');\n${body}\n});`,
  );
  expect(cellsOf(imports, "%%task t\nreturn g.a;")[1]).toBe(
    'const t = geo.task("t", async ({}, ctx) => {\nreturn g.a;\n});',
  );
});

test("what cells declare again is a variable of the script; an import that is there already is left out", () => {
  expect(
    cellsOf(
      'import { readFileSync } from "node:fs";\nconst a = 1;\n%load roads a.fgb',
      'import { readFileSync } from "node:fs";\nlet a = 2, b = 3;\nfor (const a of [1]) console.log(a);',
      "const roads = 5;",
    ),
  ).toEqual([
    'import { readFileSync } from "node:fs";\nvar a = 1;\nvar roads = geo.load("roads", "a.fgb");',
    "var a = 2, b = 3;\nfor (const a of [1]) console.log(a);",
    "var roads = 5;",
  ]);
});

test.each([
  "const f = () => a; const b = f(); let a = 2",
  "const f = async () => [1,\n 2], b = 1; let a = 2",
  "const f = (x: number): number => x\n  .valueOf()\nlet a = 2",
  "[1].map((x) => x, null); let a = 2",
  "const f = (x) => (y) => x * y; { let b = 1 } let a = 2",
])("what is declared again is found behind an arrow function: %s", (cell) => {
  expect(cellsOf("let a = 1", cell)[1]).toBe(cell.replace("let a", "var a").replace(/^\[/, ";["));
});

test("a cell is not read as the continuation of the one before", () => {
  expect(cellsOf("const a = f", "(1, 2)", "[1].map(g)")).toEqual(["const a = f", ";(1, 2)", ";[1].map(g)"]);
});

test("text is kept as comments, tags are kept, and cells that a headless run would not run are left out", () => {
  const cells: GivenCell[] = [
    { type: "markdown", source: "# Title\n\nText" },
    { type: "raw", source: "raw" },
    { tags: ["parameters"], source: "let distance = 500;" },
    { tags: ["raises-exception"], source: "throw 1;" },
    { source: "" },
  ];
  expect(scriptOf(cells).split("\n").slice(3).join("\n")).toBe(
    `// %% [markdown]\n// # Title\n//\n// Text\n\n// %% tags=["parameters"]\nlet distance = 500;\n\n// %% tags=["raises-exception"]\n// Left out: its tag says that it fails, which would end the script.\n// throw 1;\n`,
  );
});

test("only what the cells use is imported or stood in for", () => {
  const imports = (source: string): string => /^import .* from "mapcell";$/m.exec(scriptOf([source]))?.[0] ?? "";
  expect(imports("const a = 1; // geo, layers")).toBe("");
  expect(imports("const f = (layer: Layer) => `${layers.a}`;")).toBe('import { layers, Layer } from "mapcell";');
  expect(imports("const map = new Map(); [1].map(String); map.set(1, 2);")).toBe("");
  expect(scriptOf(["display(1)"])).toContain("const display = ");
  expect(scriptOf(["f({ input: 1, display: 2 })"])).not.toContain("function ");
  expect(scriptOf(['const fs = require("fs")'])).toContain("createRequire(import.meta.url)");
});

test.each([
  [["1", "let a;\n  %bufer roads"], /^Cell 2, line 2: There is no magic %bufer.*buffer/],
  [["geo.register({ id: 'shade', run })", "%shade roads"], /^Cell 2, line 1: %shade is registered by .*geo\.shade/],
  [["%buffer roads --distance 5 --segments 0"], /^Cell 1, line 1: .*segments/],
  [["%cd data"], /^Cell 1, line 1: A script has no %cd: write paths/],
  [["%buffer"], /^Cell 1, line 1: %buffer needs INPUT/],
  [["namespace F {}", "function F() {}"], /^Cell 2, line 1: "F" is an? namespace of cell 1 and a function here/],
  [["%cancel somebody"], /^Cell 1, line 1: No variable holds the task somebody/],
  [["%%task a --input {x}\nreturn 1;"], /^Cell 1, line 1: --input x: a script needs the name of a variable/],
  [["%remove {name}"], /^Cell 1, line 1: A script removes layers by name/],
])("%j can't be exported, and the error says where", (cells, message) => {
  expect(() => scriptOf(cells)).toThrow(message);
});

test("a notebook in another language is refused", () => {
  const metadata = { kernelspec: { name: "python3", language: "python" } };
  expect(() => scriptOf(["a = 1"], metadata)).toThrow('"x/a.ipynb" is a notebook of the kernel python3, in python');
});

test("imports of the session are the script's own", () => {
  const script = scriptOf([
    'import { geo, type Feature } from "mapcell";\nconst f = (one: Feature, all: Field[]) => geo;',
    'import { geo, layers } from "mapcell";\nlayers.a',
    'import { geo as g2 } from "mapcell"; g2 === geo; Layer',
  ]);
  expect(script.match(/^.*import.*$/gm)).toEqual([
    'import { geo, layers, tasks, Layer, ProxyTask, Task, type Field, type Feature } from "mapcell";',
    'import { geo as g2 } from "mapcell"; g2 === geo; Layer',
  ]);
});
