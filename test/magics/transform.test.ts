import { describe, expect, test } from "vitest";
import type { MagicContext } from "../../kernel/magics/read-cell.ts";
import { type TransformedCell, transformCell } from "../../kernel/magics/transform.ts";
import { sampleAlgorithms } from "./sample-algorithms.ts";

function transform(text: string, context: Omit<MagicContext, "algorithms"> = {}): TransformedCell {
  return transformCell(text, { algorithms: sampleAlgorithms, ...context });
}

/** The code of a cell that must be right. */
function codeOf(text: string, context?: Omit<MagicContext, "algorithms">): string {
  const { code, problem } = transform(text, context);
  expect(problem).toBeUndefined();
  return code;
}

describe("a magic becomes a call", () => {
  test.each<[title: string, text: string, code: string]>([
    ["no magic, no change", "const a = 5 % 3;\n", "const a = 5 % 3;\n"],
    ["a command", "%tasks", 'void __mapcell.command("tasks", {});'],
    [
      "a command with layers",
      "%map a b,c",
      'void __mapcell.command("map", { layers: [__mapcell.name("a"), __mapcell.name("b"), __mapcell.name("c")] });',
    ],
    ["a wait", "%wait 3", 'await __mapcell.waiting("wait", { tasks: [__mapcell.name("3")] });'],
    ["help", "%buffer?", 'void __mapcell.help("buffer");'],
    [
      "an algorithm",
      "%buffer r --distance 50km",
      'void __mapcell.layerTask("buffer", { input: __mapcell.name("r"), distance: "50km" }, {});',
    ],
    [
      "kebab case",
      "%buffer r --end-cap-style flat",
      'void __mapcell.layerTask("buffer", { input: __mapcell.name("r"), endCapStyle: "flat" }, {});',
    ],
    [
      "camel case and QGIS's own",
      "%buffer r --endCapStyle flat --SEGMENTS 8",
      'void __mapcell.layerTask("buffer", { input: __mapcell.name("r"), endCapStyle: "flat", segments: "8" }, {});',
    ],
    [
      "an option with an equals sign",
      "%buffer r --distance=-5",
      'void __mapcell.layerTask("buffer", { input: __mapcell.name("r"), distance: "-5" }, {});',
    ],
    [
      "flags on and off",
      "%buffer r --dissolve --no-keep",
      'void __mapcell.layerTask("buffer", { input: __mapcell.name("r"), dissolve: true }, { keep: false });',
    ],
    [
      "a list",
      "%dissolve r --field a,b --field {c}",
      'void __mapcell.layerTask("dissolve", { input: __mapcell.name("r"), field: ["a", "b", (c)] }, {});',
    ],
    [
      "a named input",
      "%clip --overlay o --input r",
      'void __mapcell.layerTask("clip", { overlay: __mapcell.name("o"), input: __mapcell.name("r") }, {});',
    ],
    [
      "expressions",
      "%buffer {l} --distance {d}km",
      'void __mapcell.layerTask("buffer", { input: (l), distance: "" + (d) + "km" }, {});',
    ],
    [
      "text around an expression",
      "%save r out-{i}.fgb",
      'void __mapcell.fileTask("save", { input: __mapcell.name("r"), path: "out-" + (i) + ".fgb" }, {});',
    ],
    [
      "await in an expression",
      "%buffer {await f()} --distance 5",
      'void __mapcell.layerTask("buffer", { input: (await f()), distance: "5" }, {});',
    ],
    [
      "a value",
      "const t = %buffer r --distance 5m; t",
      'const t = __mapcell.layerTask("buffer", { input: __mapcell.name("r"), distance: "5m" }, {}); t',
    ],
    [
      "--wait",
      "%buffer r --distance 5 --wait",
      'void (await __mapcell.ended(__mapcell.layerTask("buffer", { input: __mapcell.name("r"), distance: "5" }, {})))[0];',
    ],
    [
      "--wait as a value",
      "const t = %clip r o --wait",
      'const t = (await __mapcell.ended(__mapcell.layerTask("clip", { input: __mapcell.name("r"), overlay: __mapcell.name("o") }, {})))[0];',
    ],
    [
      "options of the task",
      "%clip r o --priority 2 --after x,{y} --keep --invalid fix --engine jsts --background",
      'void __mapcell.layerTask("clip", { input: __mapcell.name("r"), overlay: __mapcell.name("o") }, { priority: "2", after: [__mapcell.name("x"), (y)], keep: true, invalid: "fix", engine: "jsts", background: true });',
    ],
    [
      "a block on one line",
      "for (const d of [1, 2]) { %buffer r --distance {d}km }",
      'for (const d of [1, 2]) { void __mapcell.layerTask("buffer", { input: __mapcell.name("r"), distance: "" + (d) + "km" }, {});}',
    ],
    [
      "if and else",
      "if (x) %tasks\nelse %layers",
      'if (x) void __mapcell.command("tasks", {});\nelse void __mapcell.command("layers", {});',
    ],
    ["a remainder", "const a = 7, b = 2\na\n%b", "const a = 7, b = 2\na\n%b"],
    [
      "a Windows path",
      '%load "x y" C:\\data\\x.geojson',
      'void __mapcell.layerTask("load", { name: "x y", path: "C:\\\\data\\\\x.geojson" }, {});',
    ],
    [
      "an address",
      "%load 'x y' https://x//y --crs EPSG:3857",
      'void __mapcell.layerTask("load", { name: "x y", path: "https://x//y", crs: "EPSG:3857" }, {});',
    ],
  ])("%s", (_, text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  test.each([
    "%tasks\nconst a = 1",
    "%buffer r \\\n  --distance 5 \\\n  --as x\nlet b",
    "%buffer {f(\n 1,\n 2)} --distance 5\nlet b",
    "for (;;) {\n  %buffer r \\\n --distance 5 }\nlet b",
    "%bufer r \\\n  --distance 5\nlet b",
  ])("the lines stay the lines: %j", (text) => {
    const { code } = transform(text);
    expect(code.split("\n")).toHaveLength(text.split("\n").length);
    expect(code.split("\n").at(-1)).toBe(text.split("\n").at(-1));
  });
});

describe("names become variables", () => {
  test("%load NAME and --as NAME bind, before the first line so that blocks and functions see it", () => {
    expect(codeOf("%load a x.fgb\n{ %clip a b --as c }")).toBe(
      'var a = __mapcell.bound("a"); var c = __mapcell.bound("c"); void (a = __mapcell.layerTask("load", { name: "a", path: "x.fgb" }, {}));\n' +
        '{ void (c = __mapcell.layerTask("clip", { input: __mapcell.name("a", () => a), overlay: __mapcell.name("b") }, { as: "c" }));}',
    );
  });

  test("--wait binds the task, not its result", () => {
    expect(codeOf("%load a x.fgb --wait")).toContain("void (await __mapcell.ended((a = __mapcell.layerTask(");
  });

  test.each<[title: string, text: string, names: string[]]>([
    ["a variable of the cell", "const a = %clip r o --as a", []],
    ["a variable declared further down", "%load a x\nlet a = 1", []],
    ["a variable of the block", "{ const a = 1; %load a x\n}", []],
    ["a parameter", "function f(a: number) { %load a x\n}", []],
    ["a destructured variable", "const { a, b: [c = 1] } = f()\n%load a x\n%load c y", []],
    ["an import", "import a, { b as c } from 'x'\n%load a x\n%load c y", []],
    ["a variable of an earlier cell", "%load a x", ["a"]],
    ["a word of the language", "%load class x", []],
    ["what is in scope", "%load layers x\n%load geo y\n%load Array z", []],
    ["no identifier", "%load 'a b' x\n%load a-b y\n%load 1a z", []],
    ["a name that is not known yet", "%load a{i} x", []],
  ])("not bound: %s", (_, text, names) => {
    expect(codeOf(text, { names: new Set(names) })).not.toContain("__mapcell.bound");
  });

  test.each<[title: string, text: string]>([
    ["a name another function declares", "function f() { const a = 1 }\n%load a x"],
    ["a name a closed block declares", "{ const a = 1 }\n%load a x"],
    ["a property of that name", "const o = { a: 1 }\n%load a x"],
    ["a type annotation of that name", "function f(b: a) { %load a x\n}"],
  ])("still bound: %s", (_, text) => {
    expect(codeOf(text)).toContain('var a = __mapcell.bound("a");');
  });

  test("a name that an earlier magic bound is bound again", () => {
    expect(codeOf("%load a x", { names: new Set(["a"]), mayRebind: (name) => name === "a" })).toContain("var a =");
  });

  test("%%task binds its --as, else its own name", () => {
    expect(codeOf("%%task t --input r\nreturn 1")).toContain('var t = __mapcell.bodyTask("task", ');
    expect(codeOf("%%task t --as u\nreturn 1")).toContain('var u = __mapcell.layerTask("task", ');
  });
});

describe("bare words read variables that can be seen there", () => {
  test.each<[title: string, text: string, reads: boolean]>([
    ["a variable of the cell", "const r = f();\n%map r", true],
    ["one of an earlier cell", "%map earlier", true],
    ["a parameter", "function f(r) { %map r\n}", true],
    ["a parameter of an arrow function", "const f = (r: Layer, b = 1) => { %map r\n}", true],
    ["the only parameter of an arrow function", "rs.map(r => { %map r\n})", true],
    ["a parameter of a method", "class A { m({ r }: B): void { %map r\n} }", true],
    ["a loop variable", "for (const r of rs) { %map r\n}", true],
    ["a loop variable without braces", "for (const r of rs) %map r", true],
    ["a caught error", "try { f() } catch (r) { %map r\n}", true],
    ["a var of an inner block", "if (a) { var r = 1 }\n%map r", true],
    ["a function", "function r() {}\n%map r", true],
    ["a variable of another block", "{ const r = 1 }\n%map r", false],
    ["a parameter of another function", "function f(r) {}\n%map r", false],
    ["no variable", "%map r", false],
    ["no identifier", "const r = 1\n%map r-s", false],
  ])("%s", (_, text, reads) => {
    expect(/, \(\) => (r|earlier)\)/.test(codeOf(text, { names: new Set(["earlier"]) }))).toBe(reads);
  });
});

describe("positions map both ways", () => {
  const text = "let x = 1\nconst t = %buffer roads --distance {x + y}km --as n\nt.foo";
  const cell = transform(text, { names: new Set(["roads"]) });

  test.each(["let x", "t = ", "roads", "x + y", "y}", "t.foo", "foo"])("%j", (word) => {
    const offset = text.indexOf(word);
    const inCode = cell.toCode(offset);
    expect(inCode).toBeDefined();
    const known = word.replace("}", "");
    expect(cell.code.slice(inCode, (inCode ?? 0) + known.length)).toBe(known);
    expect(cell.toSource(inCode ?? 0)).toBe(offset);
  });

  test("the end of an expression belongs to it, so that it can be completed there", () => {
    const end = text.indexOf("}km");
    expect(cell.code.slice(0, cell.toCode(end))).toMatch(/x \+ y$/);
  });

  test("a magic's own words have no place in the code", () => {
    expect(cell.toCode(text.indexOf("buffer") + 2)).toBeUndefined();
    expect(cell.toCode(text.indexOf("--distance") + 4)).toBeUndefined();
  });

  test("what is generated comes from the magic, its words from themselves", () => {
    expect(cell.toSource(cell.code.indexOf("layerTask"))).toBe(text.indexOf("%buffer"));
    expect(cell.toSource(cell.code.indexOf('"roads"'))).toBe(text.indexOf("roads"));
    expect(cell.toSource(cell.code.indexOf("__mapcell.bound"))).toBe(0);
    expect(cell.toSource(cell.code.length)).toBe(text.length);
  });

  test("the body of a task is where it was", () => {
    const task = "\n%%task t --input a,b\nfor (const f of a) {}\nreturn b.lenght";
    const { code, toCode, toSource } = transform(task);
    const at = task.indexOf("lenght");
    expect(code.slice(toCode(at), (toCode(at) ?? 0) + 6)).toBe("lenght");
    expect(toSource(toCode(at) ?? 0)).toBe(at);
    expect(code).toContain(
      '"\\nfor (const f of a) {}\\nreturn b.lenght", async (ctx, a, b) => {\nfor (const f of a) {}\nreturn b.lenght\n})',
    );
    expect(code.split("\n").indexOf("return b.lenght")).toBe(3);
    expect(transform(task, { names: new Set(["t"]) }).code).toContain("void __mapcell.bodyTask(");
  });

  test("an empty cell", () => {
    const empty = transform("");
    expect([empty.code, empty.toCode(0), empty.toSource(0)]).toEqual(["", 0, 0]);
  });
});
