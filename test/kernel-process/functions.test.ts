import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient } from "../fixtures/kernel-client.ts";

const folder = mkdtempSync(join(tmpdir(), "mapcell-functions-"));
let kernel: KernelClient;

beforeAll(async () => {
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  for (const name of ["flatbush", "flatqueue"])
    symlinkSync(join(process.cwd(), "node_modules", name), join(modules, name));
  writePackage("plain", {
    "package.json": "{}",
    "index.js": "exports.twice = (x) => 2 * x; exports.thread = () => require('worker_threads').isMainThread;",
  });
  writePackage("modern", {
    "package.json": JSON.stringify({ type: "module", exports: { import: "./index.js" } }),
    "index.js": "export const thrice = (x) => 3 * x;",
  });
  writeFileSync(
    join(folder, "helpers.ts"),
    "interface Pair { a: number }\nexport const halve = (x: number): number => x / 2;\nexport default class Sum { constructor(readonly p: Pair) {} add(n: number): number { return this.p.a + n; } }\n",
  );
  kernel = await KernelClient.start({ cwd: folder });
});
afterAll(async () => {
  await kernel.close();
  rmSync(folder, { recursive: true });
});

function writePackage(name: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, "node_modules", name));
  writeFileSync(
    join(folder, "node_modules", name, "index.d.ts"),
    "export const twice: any; export const thrice: any; export const thread: any;",
  );
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, "node_modules", name, file), text);
}

/** Runs a cell and gives the value's text, or the error's. */
async function run(code: string): Promise<string> {
  const { reply, output } = await kernel.execute(code);
  if (reply["status"] === "error") return String(reply["evalue"]).replaceAll(/Cell \d+/g, "Cell N");
  const result = output.find(({ header }) => header.msg_type === "execute_result");
  const data = result?.content["data"] as Record<string, string> | undefined;
  return (data?.["text/plain"] ?? "").replaceAll(/Cell \d+/g, "Cell N");
}

async function traceback(code: string): Promise<string> {
  const { reply } = await kernel.execute(code);
  return (reply["traceback"] as string[]).join("\n").replaceAll(/Cell \d+/g, "Cell N");
}

/** Of a function, as a task. */
const call = (fn: string, input = "undefined", options = "{}"): string =>
  `await tasks.add(Task.fromFunction(${fn}, ${input}, ${options}))`;

describe("imports of the notebook", () => {
  test("are imported again in the worker, however the cell names them", async () => {
    await run(
      'import * as all from "plain"; import { twice as double } from "plain"; import path, { sep } from "node:path"; import type { Stats } from "node:fs"; import Flatbush from "flatbush"; import Sum, { halve } from "./helpers";',
    );
    const values =
      '[all.twice(3), all.thread(), double(4), path.resolve("/a", "../b"), sep, new Flatbush(3).numItems, halve(4), new Sum({ a: 4 }).add(5)].join(" ")';
    expect(await run(call(`() => ${values}`))).toBe("'6 false 8 /b / 3 2 9'");
    await run(`%%task imports\nreturn ${values}`);
    expect(await run("await imports")).toBe("'6 false 8 /b / 3 2 9'");
  });

  test("of the same cell, too", async () => {
    const cell =
      'import * as nodePath from "node:path"; import { twice as mine } from "plain"; import * as helpers from "./helpers";\n';
    expect(await run(cell + call("(n: number) => [nodePath.basename('a/b'), mine(n), helpers.halve(n)]", "4"))).toBe(
      "[ 'b', 8, 2 ]",
    );
  });

  test("a name that has become something else since is that", async () => {
    await run('import { twice as changing } from "plain"');
    await run("const changing = 5");
    expect(await run(call("() => changing"))).toContain('"changing" is declared outside of the task');
  });

  test("import() inside of a task finds packages, modules for import only and files in TypeScript", async () => {
    const imports = ["plain", "modern", "node:path", "./helpers"].map(
      (name) => `Object.keys(await import("${name}")).sort()`,
    );
    const keys = "[\n  [ 'default', 'thread', 'twice' ],\n  [ 'thrice' ],";
    expect(await run(`(${call(`async () => [${imports.join(", ")}]`)}).map((names) => names.slice(-3))`)).toContain(
      keys,
    );
    await run(
      `%%task dynamic\nconst { halve } = await import("./helpers");\nconst { thrice } = await import("modern");\nreturn [halve(8), thrice(1)]`,
    );
    expect(await run("await dynamic")).toBe("[ 4, 3 ]");
  });
});

describe("functions and classes of cells", () => {
  test("go along, with all that they use in their turn", async () => {
    await run(
      'import { twice as two } from "plain"; const add = (a: number, b: number) => a + two(b);\nfunction isEven(n: number): boolean { return n === 0 || isOdd(n - 1); }\nfunction isOdd(n: number): boolean { return n !== 0 && isEven(n - 1); }',
    );
    await run("class Base { constructor(readonly n: number) {} sum() { return add(this.n, 1); } }");
    await run(
      "class Derived extends Base { static made = 'here'; #twice = 2; both() { return [this.sum() * this.#twice, isEven(this.n), Derived.made]; } }\nenum Kind { small }",
    );
    expect(await run(call("(n: number) => new Derived(n).both()", "4"))).toBe("[ 12, true, 'here' ]");
    await run("%%task along\nreturn [new Derived(3).both()[0], isOdd(3)]");
    expect(await run("await along")).toBe("[ 10, true ]");
  });

  test("are those that the function means, not others of the same name", async () => {
    await run("const step = (n: number) => n + 1; const walk = (n: number) => step(n)");
    await run("const step = (n: number) => n + 100");
    expect(await run(call("(n: number) => [walk(n), step(n)]", "1"))).toBe("[ 101, 101 ]");
    await run(
      "function make() { const step = (n: number) => n * 5; return (n: number) => step(n) }; const made = make()",
    );
    expect(await run(call("made", "3"))).toBe("15");
  });

  test("go along with registered algorithms and subclasses of Task", async () => {
    await run("const grown = (n: number) => n + 1");
    await run(
      "class Growing extends Task<number> { n = 1; run() { return grown(this.n) + this.more() } more() { return grown(1) } }",
    );
    expect(await run("await tasks.add(new Growing('growing'))")).toBe("4");
    await run(
      "const growth = geo.register({ id: 'growth', parameters: [{ name: 'n', type: 'number' }], run: ({ n }) => grown(n) })",
    );
    expect(await run("await growth({ n: 6 })")).toBe("7");
  });

  test("go along with registered algorithms that work in chunks, and so do imports", async () => {
    await run(
      "import { twice } from 'plain'\nimport { halve } from './helpers'\nconst doubled = (n: number) => twice(n)",
    );
    await run(
      "const points = Layer.from(Array.from({ length: 100 }, (_, n) => ({ geometry: { type: 'Point', coordinates: [n, 0] }, properties: { n } })))",
    );
    await run(`const sums = geo.register({
      id: 'sums', chunks: true, parameters: [{ name: 'input', type: 'layer' }],
      run: ({ input }) => Array.from(input, ({ properties }) => Number(doubled(halve(Number(properties.n))))),
    })`);
    expect(await run("(await sums(points)).join() === Array.from({ length: 100 }, (_, n) => n).join()")).toBe("true");
  });

  test("go along with a %%task that works in chunks", async () => {
    await run(
      "const dots = tasks.add(Task.fromFunction(() => Array.from({ length: 100 }, (_, n) => ({ geometry: { type: 'Point' as const, coordinates: [n, 0] }, properties: { n } }))))\nconst tripled = (n: number) => 3 * n",
    );
    await run(
      "%%task moved --input dots --chunks --as moved\nreturn dots.head(1000).map((f) => ({ ...f, properties: { n: tripled(f.properties.n as number) } }))",
    );
    expect(
      await run("await tasks.get(tasks.count)!.settled; layers.moved.head(3).map((f) => f.properties['n']).join()"),
    ).toBe("'0,3,6'");
    expect(await run("layers.moved.length")).toBe("100");
  });

  test("that can't go are refused before anything is queued, by cell and line", async () => {
    const count = await run("tasks.count");
    await run("let k = 3\nconst scaled = (x: number) => {\n  return x * k\n}");
    await run("const outer = (x: number) => scaled(x)");
    expect(await run(`1\n${call("(x: number) => outer(x)", "1")}`)).toBe(
      'Cell N, line 2: "outer" can\'t go along with the task. Cell N, line 3: "k" is declared outside of the task, which runs in another thread and can\'t see it. Pass it as an input, or share a copy: { share: { k } }, or --share k of a %%task.',
    );
    expect(await run("%%task refused\n\nconst a = 1\nreturn scaled(a)")).toMatch(
      /^Cell N, line 4: "scaled" can't go along with the task\. Cell N, line 3: "k"/,
    );
    expect(await run("%%task shadow\nconst url: string = URL\nreturn 1")).toContain("typeof URL");
    expect(await run("tasks.count")).toBe(count);
  });

  test.each([
    ["a variable under a global's name", "const URL = 'here'", "() => fetch(URL)", /"URL" is declared outside/],
    [
      "a variable under a name that tasks have",
      "const geometry = { area: 1 }",
      "() => geometry.area",
      /"geometry" is declared outside/,
    ],
    [
      "a function that was given properties",
      "const cached = Object.assign(() => 1, { x: 1 })",
      "() => cached()",
      /"cached" can't go along.*It has properties of its own \(x\)/,
    ],
    [
      "a built-in function under another name",
      "const biggest = Math.max",
      "() => biggest(1)",
      /"biggest" can't go along.*built in or bound/,
    ],
    [
      "a task",
      "const job = tasks.add(Task.fromFunction(() => 1))",
      "() => job",
      /"job" is a Task \("function"\), which lives on the main loop/,
    ],
    ["another name for layers", "const all = layers", "() => all", /"all" is layers, which lives on the main loop/],
    ["layers", "1", "() => layers", /"layers" belongs to the notebook/],
    ["what makes displays", "1", "() => display(1)", /"display" belongs to the notebook/],
  ])("%s is refused", async (_, cell, fn, message) => {
    expect(await run(`{ ${cell}; ${call(fn)} }`)).toMatch(message);
  });
});

describe("values", () => {
  test("go along only on request, as copies whose size is in the log", async () => {
    await run(
      "let factor = 3; const rows = [{ a: 1 }, { a: 2 }]; const weigh = (x: number) => x * factor * rows.length",
    );
    expect(await run(call("(x: number) => weigh(x) + rows[0]!.a", "2", "{ share: { factor, rows } }"))).toBe("13");
    await run("%%task shared --share factor,rows\nfactor += 1; rows.push({ a: 5 }); return [factor, rows.length]");
    expect(await run("await shared")).toBe("[ 4, 3 ]");
    expect(await run("[factor, rows.length, shared.logs[0]!.text].join(' ')")).toBe(
      "'3 2 Has its own copy of factor (8 bytes), rows (84 bytes).'",
    );
  });

  test.each([
    [
      "what can't be cloned",
      "const open = { then: { draw() {} } }",

      /^open\.then\.draw is a function and can't be sent to a worker/,
    ],
    [
      "a function",
      "const open = () => 1",

      /Functions that a task uses go along by themselves/,
    ],
    [
      "too much",
      "const open = new Uint8Array(80e6)",

      /"open" takes 80\.0 MB; at most 67\.1 MB/,
    ],
    [
      "a task",
      "const open = { a: [tasks] }",

      /^open\.a\[0\] is tasks, the task manager, which lives on the main loop/,
    ],
  ])("%s is refused", async (_, cell, message) => {
    expect(await run(`{ ${cell}; ${call("() => open", "undefined", "{ share: { open } }")} }`)).toMatch(message);
  });

  test("a variable that isn't there can't be shared", async () => {
    expect(await run("%%task none --share nowhere\nreturn 1")).toMatch(
      /--share nowhere: there is no variable "nowhere"/,
    );
  });
});

describe("an error inside a worker shows the cell's line", () => {
  test("of a %%task cell", async () => {
    await run(
      "\n%%task wrong\ninterface Unused { a: 1 }\nconst none = undefined as any\nconst found =   none.missing\nreturn found",
    );
    expect(await traceback("await wrong")).toBe(
      "TypeError: Cannot read properties of undefined (reading 'missing')\n  Cell N, line 5, column 22\n    5 | const found =   none.missing\n      |                      ^",
    );
    expect(await run("wrong")).toContain(
      "failed: TypeError: Cannot read properties of undefined (reading 'missing')\n  Cell N, line 5, column 22\n    5 | const found =   none.missing\n      |                      ^",
    );
  });

  test("of a function, and of one that went along", async () => {
    await run(
      "const about = 1\nfunction fails(n: number): never {\n  interface Unused { a: 1 }\n  throw new RangeError(`bad ${n}`)\n}",
    );
    expect(
      await traceback(
        "const task = tasks.add(Task.fromFunction((n: number) => {\n  type N = number\n  const m: N = n; fails(m)\n}, 4))\nawait task",
      ),
    ).toBe(
      "RangeError: bad 4\n  Cell N, line 4, column 9\n    4 |   throw new RangeError(`bad ${n}`)\n      |         ^\n  at fails (Cell N, line 4, column 9)\n  at Cell N, line 3, column 19",
    );
  });

  test("of a subclass's methods", async () => {
    await run(
      "class Failing extends Task {\n  run() {\n    this.deeper()\n  }\n  deeper() {\n    type Z = 1; JSON.parse('{')\n  }\n}",
    );
    expect(await traceback("await tasks.add(new Failing('f'))")).toContain(
      "Cell N, line 6, column 22\n    6 |     type Z = 1; JSON.parse('{')\n      |                      ^",
    );
  });

  test("and of a module the file's", async () => {
    writeFileSync(
      join(folder, "work.ts"),
      "interface A { a: 1 }\nexport function run(): never {\n  throw new Error('in a file');\n}\n",
    );
    expect(await traceback("await tasks.add(Task.fromModule('work.ts'))")).toContain("work.ts:3:9");
  });
});
