import { afterAll, beforeAll, expect, test } from "vitest";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { KernelClient, shown } from "../fixtures/kernel-client.ts";

/** A package that declares its classes and exports no more than a function that makes one, as geotiff does. */
const FILES = {
  "node_modules/maker/package.json": `{ "name": "maker", "main": "index.js", "types": "index.d.ts" }`,
  "node_modules/maker/index.js": `class Image { width = 3 }
exports.open = async () => ({ getImage: async () => new Image() });`,
  "node_modules/maker/hidden.d.ts": "declare class Image { private pixels; width: number; }\nexport default Image;",
  "node_modules/maker/index.d.ts": `import Image from "./hidden";
export declare function open(): Promise<{ getImage(): Promise<Image> }>;`,
};

let kernel: KernelClient;
const folder = mkdtempSync(join(tmpdir(), "mapcell-types-"));
beforeAll(async () => {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  kernel = await KernelClient.start({ cwd: folder });
});
afterAll(async () => {
  await kernel.close();
  rmSync(folder, { recursive: true });
});

const MIXIN = `type Constructor = new (...all: any[]) => object;
function Tagged<T extends Constructor>(Base: T) {
  return class extends Base { private tag = "t"; show() { return this.tag } };
}
class Plain { size = 1 }
const Both = Tagged(Plain);`;

/** Legal TypeScript, which only a file of declarations could not tell of. */
test.each<[what: string, cell: string, next: readonly [code: string, shows: string], wrong: string]>([
  [
    "a class without a name and with a private member",
    "const A = class { private a = 1; b = 2 }",
    ["new A().b", "2"],
    "new A().a",
  ],
  ["a mixin", MIXIN, ["new Both().show() + new Both().size", "'t1'"], "new Both().tag"],
  [
    "an instance of a class inside of a function",
    "function mk() { class H { private s = 1; get() { return this.s } } return new H() }\nlet h = mk()",
    ["h = mk(); h.get()", "1"],
    "h.s",
  ],
  [
    "a property under a symbol of the cell",
    "const key = Symbol('key'); const keyed = () => ({ [key]: 1, [Symbol.iterator]: [2].values })\nfunction sym() { const inner = Symbol(); return { [inner]: 1, plain: 'p' } }",
    ["[keyed()[key], sym().plain]", "[ 1, 'p' ]"],
    "sym().plain.x",
  ],
  [
    "a module as a value",
    "const path = await import('node:path')",
    ["path.basename('/a/b.txt')", "'b.txt'"],
    "path.nothing",
  ],
  [
    "an instance of a package's class",
    "import { open } from 'maker'; const image = await (await open()).getImage(); const [width] = [image.width]",
    ["image.width + width", "6"],
    "image.pixels",
  ],
])("%s is known to later cells, with its type", async (_, cell, [next, shows], wrong) => {
  expect((await kernel.execute(cell)).reply["evalue"]).toBeUndefined();
  expect(shown(await kernel.execute(next))).toBe(shows);
  await kernel.execute("const between = 1");
  expect(shown(await kernel.execute(next))).toBe(shows);
  expect((await kernel.execute(wrong)).reply).toMatchObject({ ename: "TypeScriptError" });
});

test("of a cell that ended early, what it had declared is known", async () => {
  await kernel.execute(
    "const B = class { private a = 1; b = 3 }; throw new Error('stop'); const C = class { private c = 1 }",
  );
  expect(shown(await kernel.execute("new B().b"))).toBe("3");
  expect((await kernel.execute("new C()")).reply["evalue"]).toContain("Cannot find name 'C'");
});

test("a constant stays one, and a variable may be assigned", async () => {
  await kernel.execute("const D = class { private a = 1 }; let d = new D(); var e = [d]");
  expect((await kernel.execute("D = D")).reply["status"]).toBe("error");
  expect((await kernel.execute("d = new D(); e = [d, d]; e.length")).reply["status"]).toBe("ok");
});

test("a cell uses names of the cells before, also where their types have no name", async () => {
  await kernel.execute(
    "interface Sized { size: number }\nconst unit = 2; const F = class { private a = 1; size = unit }",
  );
  await kernel.execute(
    "const G = class extends F { private g: Sized = { size: unit }; twice() { return 2 * this.g.size } }",
  );
  expect(shown(await kernel.execute("const g = new G(); [g.twice(), g.size.toFixed(1)]"))).toBe("[ 4, '2.0' ]");
});
