import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contents, KernelClient, shown } from "../fixtures/kernel-client.ts";

const POINT = `Layer.from({ type: "Point", coordinates: [0, 0] })`;
const FILES = {
  "helper.ts": `import { geo, Layer, type Task } from "mapcell";
export const grow = (as: string): Task<Layer> => geo.buffer(${POINT}, { distance: 1, as });`,
  "pure.ts": `import { Layer, geo } from "mapcell";
export const double = (n: number) => 2 * n;
export const isLayer = (value: unknown) => value instanceof Layer;
export const reach = () => geo.dissolve("grown");`,
  "own.mjs": `import { geo, Task, layers } from "mapcell"; export { geo, Task, layers };`,
  "own.d.mts": `export { geo, Task, layers } from "mapcell";`,
  "node_modules/common/package.json": `{ "types": "./index.d.ts" }`,
  "node_modules/common/index.js": `exports.geo = require("mapcell").geo;`,
  "node_modules/common/index.d.ts": `export { geo } from "mapcell";`,
  "node_modules/modern/package.json": `{ "type": "module", "exports": "./index.js", "types": "./index.d.ts" }`,
  "node_modules/modern/index.js": `export { geo, Layer } from "mapcell";`,
  "node_modules/modern/index.d.ts": `export { geo, Layer } from "mapcell";`,
};

describe.each([false, true])("with the package installed beside the notebook: %s", (isInstalled) => {
  let kernel: KernelClient;
  const folder = mkdtempSync(join(tmpdir(), "mapcell-session-"));
  beforeAll(async () => {
    for (const [name, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    if (isInstalled) symlinkSync(resolve("."), join(folder, "node_modules", "mapcell"));
    kernel = await KernelClient.start({ cwd: folder });
  });
  afterAll(async () => {
    await kernel.close();
    rmSync(folder, { recursive: true });
  });

  test.each([
    [
      "a cell",
      `import { geo as g1, layers as l1, tasks as t1, map as m1, Layer as L1, Task as T1 } from "mapcell";
[g1 === geo, l1 === layers, t1 === tasks, m1 === map, L1 === Layer, T1 === Task].every(Boolean)`,
    ],
    ["a cell, under the same name", `import { geo } from "mapcell"; typeof geo.buffer === "function"`],
    [
      "a cell, as a whole",
      `import * as all from "mapcell"; all.geo === geo && (await import("mapcell")).layers === layers`,
    ],
    ["a file of the user's", `import { grow } from "./helper"; (await grow("grown")) === layers.grown`],
    [
      "an ES module beside the notebook",
      `import { geo as g2, Task as T2 } from "./own.mjs"; g2 === geo && T2 === Task`,
    ],
    ["a CommonJS package", `import { geo as g3 } from "common"; g3 === geo`],
    ["a package of ES modules", `import { geo as g4, Layer as L4 } from "modern"; g4 === geo && L4 === Layer`],
  ])("the session that it imports is the notebook's: %s", async (_, code) => {
    const answer = await kernel.execute(code);
    expect([contents(answer, "error"), shown(answer)]).toEqual([[], "true"]);
  });

  test("what is imported is typed", async () => {
    const answer = await kernel.execute(
      `import { geo as typed } from "mapcell"; typed.buffer(1, { distance: "1 km" })`,
    );
    expect(String(answer.reply["evalue"])).toContain("Argument of type 'number' is not assignable");
  });

  test("a task takes what it needs of such a file, and is told of what stays on the main loop", async () => {
    const ok = await kernel.execute(
      `import { double, isLayer } from "./pure";
const taken = Task.fromFunction((layer: Layer) => [double(21), isLayer(layer)], ${POINT}); tasks.add(taken); await taken`,
    );
    expect([contents(ok, "error"), shown(ok)]).toEqual([[], "[ 42, true ]"]);
    const refused = await kernel.execute(
      `import { reach } from "./pure"; const far = Task.fromFunction(() => reach()); tasks.add(far); await far`,
    );
    expect(String(refused.reply["evalue"])).toContain(`"geo"`);
  });
});

test("the package's types are in scope of cells, as its values are", async () => {
  const kernel = await KernelClient.start();
  const cells = [
    `class Grow extends Task<number> {
  constructor(readonly shapes: Geometry[]) { super("grow"); }
  override run(ctx: TaskContext) {
    let count = 0;
    for (const i of ctx.range(this.shapes.length)) if (this.shapes[i]!.type === "Point") count++;
    return count;
  }
  override finished(outcome: Outcome<number>) { console.log(outcome.status); }
}`,
    `const grow = new Grow([{ type: "Point", coordinates: [1, 2] }]); tasks.add(grow); await grow`,
    `const names = (fields: readonly Field[]): string[] => fields.map((field) => field.name);
names(Layer.from([{ geometry: null, properties: { a: 1 } } satisfies FeatureLike]).fields)`,
    `interface Feature { mine: true } const own: Feature = { mine: true }; own.mine`,
  ];
  const answers = [];
  for (const cell of cells) answers.push(await kernel.execute(cell));
  await kernel.close();
  expect(answers.map((answer) => [contents(answer, "error"), shown(answer)])).toEqual([
    [[], undefined],
    [[], "1"],
    [[], "[ 'a' ]"],
    [[], "true"],
  ]);
});
