import { afterAll, expect, test } from "vitest";
import { KernelClient } from "../fixtures/kernel-client.ts";

let kernel: KernelClient;
afterAll(() => kernel.close());

async function run(code: string): Promise<string> {
  const { reply, output } = await kernel.execute(code);
  if (reply["status"] === "error") return String(reply["evalue"]);
  const result = output.find(({ header }) => header.msg_type === "execute_result");
  return ((result?.content["data"] as Record<string, string> | undefined)?.["text/plain"] ?? "").replaceAll("'", "");
}

/** Keeps every array in shared memory that passes through what it has tapped. */
const THIEF = `
let way = "";
const stolen: { way: string; array: any }[] = [];
const find = (value: any, by: string, depth = 0): void => {
  if (typeof value !== "object" || value === null || depth > 6) return;
  if (ArrayBuffer.isView(value)) { if (value.buffer instanceof SharedArrayBuffer) stolen.push({ way: by, array: value }); return; }
  for (const key of Reflect.ownKeys(value)) {
    const own = Object.getOwnPropertyDescriptor(value, key)!;
    find(own.get ? undefined : own.value, by, depth + 1);
  }
};
const take = (value: any): void => find(value, way);
const attempt = (act: () => void): void => { try { act(); } catch {} };
const trap = (owner: any, name: string | symbol): void => attempt(() => {
  const [was, by] = [owner[name], way];
  const value = function (this: any, ...args: any[]) { find(this, by); find(args, by); return was.apply(this, args); };
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
});
const sink = (owner: any, name: string): void => attempt(() => {
  const by = way;
  Object.defineProperty(owner, name, {
    configurable: true,
    set(value) { find(value, by); Object.defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true }); },
  });
});
`;

const WAYS: readonly (readonly [string, string])[] = [
  ["prototypes", `
    for (const name of ['set', 'subarray', 'slice', 'fill']) { trap(Float64Array.prototype, name); trap(Object.getPrototypeOf(Float64Array.prototype), name); }
    for (const name of ['map', 'push', 'flatMap', 'entries', 'find', 'filter']) trap(Array.prototype, name);
    trap(Map.prototype, 'set'); trap(Map.prototype, 'get'); trap(Promise.prototype, 'then');
    trap(Object.getPrototypeOf([].values()), 'next'); trap(Object.getPrototypeOf(new Map().entries()), 'next');`],
  ["what every object inherits", `
    for (const name of ['0', '1', 'xy', 'geometry', 'columns', 'data', 'payload', 'value']) sink(Object.prototype, name);
    sink(Array.prototype, '0');
    attempt(() => void Object.defineProperty(Object.prototype, 'then', { configurable: true, get() { take(this); } }));`],
  ["constructors and namespaces", `
    for (const name of Object.getOwnPropertyNames(Atomics)) trap(Atomics, name);
    trap(Array, 'from'); trap(Object, 'fromEntries'); trap(Object, 'entries'); trap(Object, 'freeze');
    trap(SharedArrayBuffer.prototype, 'slice'); trap(globalThis, 'structuredClone');
    const Shared = SharedArrayBuffer;
    attempt(() => { (globalThis as any).SharedArrayBuffer = class extends Shared { constructor(n: number) { super(n); stolen.push(new Uint8Array(this)); } }; });`],
  ["what posts and receives", `
    for (const name of ['postMessage', 'on', 'emit']) trap(MessagePort.prototype, name);
    trap(EventTarget.prototype, 'dispatchEvent'); trap(EventTarget.prototype, Symbol.for('nodejs.internal.kHybridDispatch'));
    trap((await import('node:worker_threads')).Worker.prototype, 'postMessage');
    attempt(() => { for (const handle of (process as any)._getActiveHandles()) handle.on('message', take); });`],
  ["what hashes", `
    const crypto = require('node:crypto');
    trap(crypto.Hash.prototype, 'update');
    const { createHash } = crypto;
    attempt(() => { crypto.createHash = (name: string) => { const hash = createHash(name); return { update: (data: any) => (take(data), hash.update(data)), digest: (as: any) => hash.digest(as) }; }; });
    require('node:module').syncBuiltinESMExports();`],
  ["layers, process and the cache of modules", `
    take(layers); take(layers.roads); take(map); take(tasks); take(geo); take(Object.getPrototypeOf(layers.roads)); take(Layer);
    trap(Layer.prototype, 'head'); trap(Layer, 'from');
    for (const loaded of Object.values(require('node:module')._cache)) take(loaded);
    take(process); take(globalThis);`],
]; // prettier-ignore

test("a cell that taps everything it can reach gets hold of no column, and changes no layer", async () => {
  kernel = await KernelClient.start();
  const rows =
    "Array.from({ length: 40 }, (_, n) => ({ geometry: { type: 'Point', coordinates: [n, n] }, properties: { n, text: `no ${n}` } }))";
  await run(`const dots = tasks.add(Task.fromFunction(() => Layer.from(${rows}, { crs: "EPSG:3857" })))`);
  await run("%buffer dots --distance 1 --as roads --wait");
  const before = await run("layers.roads.hash");
  expect(before).toMatch(/^[\da-f]{64}$/);
  await run(THIEF);
  for (const [way, tapping] of WAYS) await run(`way = ${JSON.stringify(way)};${tapping}`);
  await run("%centroids roads --as spots --wait\n%show roads");
  await run("%%task used --input roads --as kept --wait\nreturn roads.filter(({ id }) => id > 1)");
  await run("[...layers.roads].length + layers.roads.filter(() => true).select(['n']).hash + layers.spots.hash");
  await run("%map roads spots\n%tasks");
  expect(await run("layers.kept.length")).toBe("38");
  await run("for (const { array } of stolen) array.fill(0)");
  expect(await run("[...new Set(stolen.map((thing) => thing.way))].join(', ')")).toBe("");
  expect(await run("layers.roads.filter(() => true).hash")).toBe(before);
});

test.each([
  ["Math.random of its own", "Math.random = () => 0.5; Math.random()", "0.5"],
  [
    "a method that sets lack",
    "(Set.prototype as any).joined = function () { return [...this].join() }; (new Set([1, 2]) as any).joined()",
    "1,2",
  ],
  ["a function that Array lacks", "(Array as any).two = () => [1, 2]; (Array as any).two().length", "2"],
  ["a class that extends Array", "class Stack extends Array<number> { at() { return 7 } } new Stack().at()", "7"],
  [
    "an object with a toString of its own",
    "const named: any = {}; named.toString = () => 'mine'; String(named)",
    "mine",
  ],
])("a cell may still have %s", async (_, code, expected) => {
  expect(await run(code)).toBe(expected);
});
