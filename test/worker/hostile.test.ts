import { expect, test } from "vitest";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { contentHash } from "../../src/layers/content-hash.ts";
import { dataOf, type Layer } from "../../src/layers/layer.ts";
import { Task } from "../../src/tasks/task.ts";
import { bodyTask, laneEngine, oneUnit, squares } from "./lane-engine.ts";

/** For a hostile task: keeps every array in shared memory that it can find in a value. */
const THIEF = `
  const stolen = (globalThis.stolen ??= []);
  const take = (value, depth = 0) => {
    if (typeof value !== "object" || value === null || depth > 6) return;
    if (ArrayBuffer.isView(value)) { if (value.buffer instanceof SharedArrayBuffer) stolen.push(value); return; }
    for (const key of Reflect.ownKeys(value)) {
      const own = Object.getOwnPropertyDescriptor(value, key);
      take(own.get ? undefined : own.value, depth + 1);
    }
  };
  const trap = (owner, name) => {
    const was = owner[name];
    const value = function (...args) { take(this); take(args); return was.apply(this, args); };
    Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  };
  const sink = (name) => Object.defineProperty(Object.prototype, name, { configurable: true, set(value) {
    take(value);
    Object.defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true });
  } });
`;

const WAYS: readonly (readonly [string, string])[] = [
  ["methods of typed arrays", "for (const name of ['set', 'subarray', 'slice', 'fill']) trap(Float64Array.prototype, name);"],
  ["what all typed arrays inherit", "trap(Object.getPrototypeOf(Float64Array.prototype), 'subarray');"],
  ["methods of lists", "for (const name of ['map', 'push', 'flatMap', 'entries']) trap(Array.prototype, name);"],
  ["Array.from", "trap(Array, 'from');"],
  ["Object.fromEntries", "trap(Object, 'fromEntries'); trap(Object, 'entries');"],
  ["Atomics", "for (const name of Object.getOwnPropertyNames(Atomics)) trap(Atomics, name);"],
  ["SharedArrayBuffer.prototype", "trap(SharedArrayBuffer.prototype, 'slice');"],
  ["another SharedArrayBuffer", "globalThis.SharedArrayBuffer = class extends SharedArrayBuffer { constructor(n) { super(n); stolen.push(new Uint8Array(this)); } };"],
  ["what is pushed to a list", "sink('0'); sink('1');"],
  ["what is set on an object", "for (const name of ['xy', 'geometry', 'columns', 'value', 'data', 'payload']) sink(name);"],
  ["what promises resolve with", "Object.defineProperty(Object.prototype, 'then', { configurable: true, get() { take(this); } });"],
  ["Promise.prototype.then", "trap(Promise.prototype, 'then');"],
  ["maps", "trap(Map.prototype, 'set'); trap(Map.prototype, 'get');"],
  ["what posts", "trap(MessagePort.prototype, 'postMessage');"],
  ["what receives", "trap(Object.getPrototypeOf(MessagePort.prototype), 'on'); trap(EventTarget.prototype, 'dispatchEvent');"],
  ["how ports hand out messages", "trap(EventTarget.prototype, Symbol.for('nodejs.internal.kHybridDispatch'));"],
  ["the lane's port", "for (const handle of process._getActiveHandles()) handle.on('message', (message) => take(message));"],
  ["the inspector", `
    const { Session } = require("node:inspector");
    const session = new Session();
    session.connect();
    const ask = (method, params) => new Promise((done) => session.post(method, params, (error, answer) => done(answer)));
    const { result } = await ask("Runtime.evaluate", { expression: "Float64Array.prototype" });
    const { objects } = await ask("Runtime.queryObjects", { prototypeObjectId: result.objectId });
    globalThis.found = take;
    await ask("Runtime.callFunctionOn", { objectId: objects.objectId, functionDeclaration: "function () { globalThis.found({ ...this }); }" });`],
  ["asynchronous hooks", `
    require("node:async_hooks").createHook({ init(id, type, from, resource) {
      if (type === "PROMISE") setImmediate(() => Promise.resolve(resource).then(take, () => undefined));
    } }).enable();`],
  ["createHash of node:crypto", `
    const crypto = require("node:crypto");
    const { createHash } = crypto;
    crypto.createHash = (name) => { const hash = createHash(name); return { update: (data) => (take(data), hash.update(data)), digest: (as) => hash.digest(as) }; };
    require("node:module").syncBuiltinESMExports();`],
  ["a hash's own methods", "trap(require('node:crypto').Hash.prototype, 'update');"],
  ["the cache of modules", `
    for (const module of Object.values(require("node:module")._cache)) take(module);
    for (const module of Object.values(require.cache ?? {})) take(module);`],
  ["what process is told", "process.on('message', take); process.emit = (name, value) => take(value); process.nextTick = (call, ...args) => take(args);"],
  ["structuredClone", "const was = structuredClone; globalThis.structuredClone = (value) => (take(value), was(value));"],
  ["the constructor of a layer", "take(roads); take(Object.getPrototypeOf(roads)); take(Layer); trap(Layer.prototype, 'head'); trap(Layer, 'from');"],
  ["iterators", "trap(Object.getPrototypeOf([].values()), 'next'); trap(Object.getPrototypeOf(new Map().entries()), 'next');"],
  ["stack frames", "Error.prepareStackTrace = (error, frames) => { for (const frame of frames) { take(frame.getThis()); take(frame.getFunction()); } };"],
]; // prettier-ignore

test.each(WAYS)("a task that taps %s gets hold of no column", async (_, attempt) => {
  const engine = laneEngine();
  const [roads, parks] = [squares(40), squares(3)];
  const before = [hashOf(roads), hashOf(parks)];
  const guarded = `${THIEF} try { ${attempt} } catch {} return 0;`;
  await settled(engine.add(bodyTask(guarded, { roads })));
  const use = "return [[...roads].length, roads.hash, roads.head(2), roads.filter((f) => f.id > 1), { roads }]";
  await settled(engine.add(bodyTask(use, { roads })));
  await settled(engine.add(bodyTask("return roads.filter(() => true)", { roads: parks })));
  await settled(engine.add(bufferOf(parks)));
  const overwrite = "for (const array of globalThis.stolen) array.fill(0); return globalThis.stolen.length";
  expect(await engine.add(bodyTask(overwrite))).toBe(0);
  expect([hashOf(roads), hashOf(parks)]).toEqual(before);
});

const FORGED = `
  const shared = (Type, length) => new Type(new SharedArrayBuffer(length * Type.BYTES_PER_ELEMENT));
  const geometry = { length: 1, kinds: shared(Uint8Array, 1).fill(1), partKinds: shared(Uint8Array, 1).fill(1), geomOffsets: shared(Uint32Array, 2), partOffsets: shared(Uint32Array, 2), ringOffsets: shared(Uint32Array, 2), xy: shared(Float64Array, 2) };
  const data = { crs: "EPSG:3857", geometry, fields: [], columns: [] };
`;

test.each([
  ["columns", "data"],
  ["an answer", '{ type: "layer", data }'],
  ["a packed layer", '{ $layer: data, name: "mine" }'],
  ["a packed value", '{ value: null, layers: [{ path: [], name: "mine", data }] }'],
  ["a list of packed layers", '[{ path: ["0"], name: "mine", data }]'],
  ["a builder", "{ finish: () => data }"],
  ["an object that inherits from Layer.prototype", "Object.create(Layer.prototype, { data: { value: data } })"],
])("a task that returns %s of its own makes no layer of them", async (_, expression) => {
  const answer: unknown = await laneEngine()
    .add(bodyTask(`${FORGED} return ${expression}`))
    .then(String, () => "refused");
  expect(answer).not.toMatch(/Layer/);
});

test("what looks like a packed layer goes to a task and back as what it is", async () => {
  const value = { $layer: { crs: "EPSG:4326" }, name: "mine", layers: [{ path: [], name: "mine" }] };
  const task = Task.fromFunction((input: typeof value) => ({ input, isSame: input.name === "mine" }), value);
  expect(await laneEngine().add(task)).toEqual({ input: value, isSame: true });
});

test("a task refused a debugger's view is told so", async () => {
  const task = laneEngine().add(bodyTask('require("node:async_hooks").createHook({})'));
  await expect(task).rejects.toMatchObject({
    code: "FUNCTION_UNSUPPORTED",
    message: expect.stringContaining("async_hooks.createHook can't be used here"),
  });
});

function bufferOf(layer: Layer): Task {
  const values = {
    distance: { in: "layer", value: 1 },
    segments: 5,
    endCapStyle: "round",
    joinStyle: "round",
    miterLimit: 2,
    dissolve: false,
  };
  const task = { setup: { inputs: { input: dataOf(layer) }, values, invalid: "abort" } };
  const piece = { step: "range", task, range: [0, layer.length] };
  return oneUnit({ kind: "algorithm", payload: { name: "buffer", piece, engine: "geos" } });
}

/** Of the columns as they are now. */
function hashOf(layer: Layer): string {
  const data: LayerData = dataOf(layer);
  return contentHash(data);
}

async function settled(task: Task): Promise<void> {
  await task.then(
    () => undefined,
    () => undefined,
  );
}
