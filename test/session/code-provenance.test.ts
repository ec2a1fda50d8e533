import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import vm from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findAlgorithm } from "../../src/algorithms/registry.ts";
import { dataHash } from "../../src/layers/data-hash.ts";
import { dataOf, Layer } from "../../src/layers/layer.ts";
import { provenanceFrom } from "../../src/layers/provenance.ts";
import { load } from "../../src/operations/load.ts";
import { taskBody } from "../../src/operations/task-body.ts";
import { prepareFunction } from "../../src/functions/prepare.ts";
import { prepareCall } from "../../src/session/algorithm-call.ts";
import { makeGeo } from "../../src/session/geo.ts";
import { algorithmMaking, functionMaking, operationMaking } from "../../src/session/making.ts";
import { Session } from "../../src/session/session.ts";
import { Task } from "../../src/tasks/task.ts";
import { runBody } from "./run-body.ts";

const WORKER = new URL("../../dist/test/worker.js", import.meta.url);

let folder = "";
let session: Session;
let geo: ReturnType<typeof makeGeo>;
beforeAll(async () => {
  folder = resolve(await mkdtemp("dist/test-code-provenance-"));
  session = new Session({ workerUrl: WORKER, lanes: 2, baseDir: folder });
  geo = makeGeo(session);
});
afterAll(async () => {
  await session.close();
  await rm(folder, { recursive: true });
});

const spots = pointsAt([1, 2, 3]);

function pointsAt(xs: readonly number[], name = "spots"): Layer {
  const features = xs.map((x) => ({ geometry: { type: "Point" as const, coordinates: [x, 0] }, properties: { x } }));
  return Layer.from(features, { crs: "EPSG:3857", name });
}

type Fn = (input: unknown) => unknown;

/** A new function each time, as running a cell again makes one. */
function script(text: string): Fn {
  return vm.runInThisContext(`(() => {\n${text}\n})()`) as Fn;
}

interface FunctionCase {
  readonly text: string;
  readonly input?: unknown;
  readonly share?: Readonly<Record<string, unknown>>;
  readonly chunks?: boolean;
}

const ROW = "[{ geometry: null, properties: { n } }]";

async function keyOf({ text, input, ...options }: FunctionCase): Promise<string> {
  const layer = (await session.add(Task.fromFunction(script(text), input, options))) as Layer;
  return layer.provenance.hash;
}

const classOf = (factor: number): new (k: number) => Task<Layer> =>
  script(
    `return (Task) => class extends Task { constructor(k) { super("own"); this.k = k; } run() { return [{ geometry: null, properties: { n: this.k * ${factor} } }]; } };`,
  )(Task) as new (k: number) => Task<Layer>;

const bodyKey = async (source: string, where: string, engine: "geos" | "jsts" = "geos"): Promise<string> => {
  const inputs = [{ name: "spots", layer: spots }];
  const layer = (await runBody(session, { name: "t", source, where, inputs }, { as: "made", engine })) as Layer;
  return layer.provenance.hash;
};

const filtered = async (text: string): Promise<string> =>
  (await session.submitAlgorithm("filter", { input: spots, expression: script(text) })).provenance.hash;

async function addPackage(name: string, version: string, needs: Readonly<Record<string, string>> = {}): Promise<void> {
  const place = join(folder, "node_modules", name);
  await mkdir(place, { recursive: true });
  await writeFile(
    join(place, "package.json"),
    JSON.stringify({ name, version, main: "index.js", dependencies: needs }),
  );
  await writeFile(join(place, "index.js"), "exports.n = 1;");
}

const fromFile = async (n: number): Promise<string> => {
  await writeFile(
    join(folder, "own.ts"),
    `export const run = (): unknown => [{ geometry: null, properties: { n: ${n} } }];`,
  );
  return ((await session.add(Task.fromModule("own.ts"))) as Layer).provenance.hash;
};

describe("layers made by the same code of the same things have the same provenance, by others another", () => {
  const plain = `return () => { const n = 1; return ${ROW}; };`;
  const helped = `const half = (n) => n / 2; return (n) => { n = half(n); return ${ROW}; };`;
  const shared = { text: `const k = 1; return () => { const n = String(k); return ${ROW}; };` };
  const read = { text: "return (layer) => [...layer];" };
  test.each<readonly [what: string, one: FunctionCase, other: FunctionCase]>([
    ["a number in it", { text: plain }, { text: plain.replace("n = 1", "n = 2") }],
    ["a function it calls", { text: helped, input: 3 }, { text: helped.replace("/ 2", "/ 4"), input: 3 }],
    [
      "which of two alike it calls",
      { text: `const f = () => 1, g = () => 2; return () => { const n = f(); return ${ROW}; };` },
      { text: `const f = () => 2, g = () => 1; return () => { const n = f(); return ${ROW}; };` },
    ],
    ["its input", { text: helped, input: 3 }, { text: helped, input: 4 }],
    ["what is shared", { ...shared, share: { k: { a: [1, 2] } } }, { ...shared, share: { k: { a: [1, 3] } } }],
    [
      "a long value that is shared",
      { ...shared, share: { k: Array.from({ length: 500 }, (_, n) => n) } },
      { ...shared, share: { k: Array.from({ length: 500 }, (_, n) => (n === 499 ? 0 : n)) } },
    ],
    ["-0 and 0, which are two", { ...shared, share: { k: 0 } }, { ...shared, share: { k: -0 } }],
    ["null and undefined", { ...shared, share: { k: null } }, { ...shared, share: { k: undefined } }],
    ["the features of a layer", { ...read, input: spots }, { ...read, input: pointsAt([1, 2, 4]) }],
    [
      "what a layer is called, which code can read",
      { ...read, input: spots },
      { ...read, input: pointsAt([1, 2, 3], "b") },
    ],
    [
      "a layer deep in its input",
      { text: "return ({ a }) => [...a[0]];", input: { a: [spots] } },
      { text: "return ({ a }) => [...a[0]];", input: { a: [pointsAt([9])] } },
    ],
    ["chunks, in which it sees other layers", { ...read, input: spots }, { ...read, input: spots, chunks: true }],
  ])("%s", async (_, one, other) => {
    const key = await keyOf(one);
    expect(await keyOf(one)).toBe(key);
    expect(await keyOf(other)).not.toBe(key);
  });

  test("a task's own fields, and its method", async () => {
    const keys = [];
    // prettier-ignore
    for (const [factor, k] of [[2, 1], [2, 1], [2, 5], [3, 1]] as const)
      keys.push((await session.add(new (classOf(factor))(k))).provenance.hash);
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(3);
  });

  test("the body of a cell, wherever the cell stands, and the engine it is given", async () => {
    const key = await bodyKey("return [...spots]", "Cell 1");
    expect(await bodyKey("return [...spots]", "Cell 7")).toBe(key);
    expect(await bodyKey("return [...spots].slice(1)", "Cell 1")).not.toBe(key);
    expect(await bodyKey("return [...spots]", "Cell 1", "jsts")).not.toBe(key);
  });

  test("a function on rows", async () => {
    const key = await filtered("return (f) => f.properties.x > 1;");
    expect(await filtered("return (f) => f.properties.x > 1;")).toBe(key);
    expect(await filtered("return (f) => f.properties.x > 2;")).not.toBe(key);
  });

  test("a registered algorithm, whatever else it says of itself", async () => {
    const keys = [];
    // prettier-ignore
    for (const [text, doc] of [["1", "a"], ["1", "b"], ["2", "a"]] as const) {
      const run = script(`return ({ input }) => [...input].map((f) => ({ ...f, properties: { n: ${text} } }));`);
      geo.register({ id: "user:number", doc, parameters: [{ name: "input", type: "layer" }], run });
      keys.push((await session.submitAlgorithm("number", { input: spots })).provenance.hash);
    }
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });
});

describe("what is imported counts", () => {
  const source = `const n = (await import("counted")).n; return ${ROW};`;
  const run = async (): Promise<string> =>
    ((await runBody(session, { name: "t", source, inputs: [] }, { as: "made" })) as Layer).provenance.hash;

  test("the version of a package, and of what it needs itself", async () => {
    await addPackage("deep", "1.0.0", { counted: "*" });
    await addPackage("counted", "1.0.0", { deep: "*", "not-installed": "*" });
    const keys = [await run()];
    expect(await run()).toBe(keys[0]);
    await addPackage("counted", "1.0.1", { deep: "*", "not-installed": "*" });
    keys.push(await run());
    await addPackage("deep", "2.0.0", { counted: "*" });
    keys.push(await run());
    expect(new Set(keys).size).toBe(3);
  });

  test("a file beside the notebook", async () => {
    const key = await fromFile(1);
    expect(await fromFile(1)).toBe(key);
    expect(await fromFile(22)).not.toBe(key);
  });
});

test("an operation's own version is a part of the provenance", () => {
  const content = dataHash(dataOf(spots));
  const how = { engine: "geos", invalid: "fix" } as const;
  const buffer = findAlgorithm("buffer");
  const prepared = prepareFunction(() => []);
  const makings = [undefined, 1, 2].map((version) => {
    const versioned = version === undefined ? {} : { version };
    const algorithm = { ...buffer, ...versioned };
    const loading = { ...load, ...versioned };
    const work = { prepared, baseDir: folder, engine: "geos" } as const;
    return [
      algorithmMaking(prepareCall(algorithm, { input: spots, distance: 1 }, session.names, how)),
      operationMaking(loading, prepareCall(loading, { name: "a", path: "a.geojson" }, session.names, how), []),
      functionMaking(work, { operation: { ...taskBody, ...versioned }, chunks: false }),
    ].map((making) => provenanceFrom({ making }, content));
  });
  const [unsaid, first, second] = makings;
  expect(first).toEqual(unsaid);
  for (const [index, { version, hash }] of second!.entries()) {
    expect(version).toMatch(/^\d+\.\d+\.\d+\S*\+2$/);
    expect(hash).not.toBe(first![index]!.hash);
  }
});
