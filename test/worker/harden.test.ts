import { expect, test } from "vitest";
import { bodyTask, laneEngine, squares } from "./lane-engine.ts";

const refused = (attempt: string): string => `try { ${attempt} } catch { return "refused"; } return "done";`;

test.each([
  ["a method of typed arrays", "Float64Array.prototype.slice = () => 1;"],
  ["what all typed arrays inherit", "Object.getPrototypeOf(Float64Array.prototype).set = () => 1;"],
  [
    "what a typed array inherits, by one in front of it",
    "Object.defineProperty(Float64Array.prototype, 'set', { value: () => 1 });",
  ],
  [
    "how a typed array is iterated",
    "Object.defineProperty(Float64Array.prototype, Symbol.iterator, { value: () => 1 });",
  ],
  ["what iterates arrays", "Object.getPrototypeOf([].values()).next = () => 1;"],
  ["a method of arrays", "Array.prototype.map = () => 1;"],
  ["what sends answers", "MessagePort.prototype.postMessage = () => 1;"],
  ["what hashes", "require('node:crypto').Hash.prototype.update = () => 1;"],
  ["a constructor", "globalThis.Float64Array = class {};"],
  ["structuredClone", "globalThis.structuredClone = () => 1;"],
])("replacing %s is refused", async (_, attempt) => {
  expect(await laneEngine().add(bodyTask(refused(attempt)))).toBe("refused");
});

test.each([
  [
    "overriding in an object that inherits from a typed array",
    "const o = Object.create(Uint8Array.prototype); o.toString = () => 'mine'; return o.toString()",
    "mine",
  ],
  ["a subclass of Array", "class A extends Array { at() { return 'own'; } } return new A().at(0)", "own"],
  [
    "a WeakMap that is given its own methods",
    "const m = new WeakMap(); m.get = m.get; return typeof m.get",
    "function",
  ],
  ["objects with a toString of their own", "const o = {}; o.toString = () => 'o'; return `${o}`", "o"],
  [
    "functions of the old kind that inherit",
    "const { EventEmitter } = require('node:events'); function B() {} B.prototype = Object.create(EventEmitter.prototype); B.prototype.on = () => 'b'; return new B().on()",
    "b",
  ],
])("%s still works", async (_, source, expected) => {
  expect(await laneEngine().add(bodyTask(source))).toBe(expected);
});

test("a task after a hostile one sees unchanged methods", async () => {
  const engine = laneEngine();
  await engine.add(bodyTask(refused("Array.prototype.slice = () => { throw new Error('mine'); };")));
  expect(await engine.add(bodyTask("return roads.head(1).slice().length", { roads: squares(2) }))).toBe(1);
});
