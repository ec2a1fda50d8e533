import { Hash } from "node:crypto";
import { Worker } from "node:worker_threads";

/**
 * Constructors and namespaces that our code hands shared columns to. Task code shares them with us, so it could replace a
 * method and get hold of a column that other tasks read at the same time. What Object.prototype and Function.prototype
 * have stays open: too many packages write properties of the same names to objects that inherit from them, and no column
 * passes through these.
 */
const GLOBAL_NAMES = [
  "Array",
  "ArrayBuffer",
  "Atomics",
  "BigInt64Array",
  "BigUint64Array",
  "Buffer",
  "DataView",
  "Float32Array",
  "Float64Array",
  "Int16Array",
  "Int32Array",
  "Int8Array",
  "JSON",
  "Map",
  "Math",
  "MessagePort",
  "Object",
  "Promise",
  "Reflect",
  "Set",
  "SharedArrayBuffer",
  "TextDecoder",
  "TextEncoder",
  "Uint16Array",
  "Uint32Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "WeakMap",
  "WeakRef",
  "WeakSet",
] as const;
/** What all typed arrays inherit from; it has no name of its own. */
const TYPED_ARRAY = Object.getPrototypeOf(Float64Array) as { readonly prototype: object };
const OPEN_PROTOTYPES: ReadonlySet<unknown> = new Set([Object.prototype, Function.prototype]);

/** No column passes through these, and cells replace their members for good reasons: a Math.random of their own. */
const CELLS_MAY_CHANGE: ReadonlySet<string> = new Set(["JSON", "Math"]);

/**
 * Makes what user code could use against columns that aren't its own read-only in this thread.
 * @param extent what packages in cells add, as polyfills do, is left to them, except to lists and to all objects
 */
export function hardenIntrinsics(extent: "for tasks" | "for cells"): void {
  const close = extent === "for tasks" ? Object.freeze : closeMembers;
  for (let next = Buffer.prototype; next !== Object.prototype; next = prototypeOf(next) as typeof next)
    letOverride(next);
  // core-js, which many packages bring along, sets a WeakMap's own methods to what they are
  letOverride(WeakMap.prototype);
  for (const name of GLOBAL_NAMES) {
    const value: unknown = globalThis[name];
    if (extent === "for cells" && CELLS_MAY_CHANGE.has(name)) continue;
    Object.defineProperty(globalThis, name, { value, writable: false, configurable: false });
    close(value as object);
    if (typeof value !== "function" || value.prototype === Object.prototype) continue;
    if (Object.getPrototypeOf(value) === TYPED_ARRAY) lock(value.prototype as object);
    else close(value.prototype as object);
  }
  Object.freeze(Array.prototype);
  Object.defineProperty(globalThis, "structuredClone", { writable: false, configurable: false });
  for (const { prototype } of [Hash, Worker]) Object.freeze(prototype);
  freezeChain(MessagePort.prototype);
  // A setter called "0" would get what is pushed to a list, a "then" what an async function returns.
  Object.preventExtensions(Object.prototype);
  // What has no name: all typed arrays' own, and what iterates.
  Object.freeze(TYPED_ARRAY);
  lock(TYPED_ARRAY.prototype);
  for (const made of [[].values(), new Map().values(), new Set().values(), (function* () {})()]) freezeChain(made);
}

/** What it has stays as it is; more may be added. */
function closeMembers(value: object): void {
  for (const [name, descriptor] of ownDescriptors(value)) {
    if (!descriptor.configurable) continue;
    const fixed = "value" in descriptor ? { ...descriptor, writable: false } : descriptor;
    Object.defineProperty(value, name, { ...fixed, configurable: false });
  }
}

/**
 * Objects that inherit from a frozen prototype can't be given a property of the same name by assignment, which is what
 * copies of the buffer package do. With setters they can; the prototype itself stays as it is.
 */
function letOverride(prototype: object): void {
  for (const [name, { value, configurable }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (typeof value !== "function" || name === "constructor" || configurable !== true) continue;
    Object.defineProperty(prototype, name, {
      configurable: false,
      get: () => value as unknown,
      set(this: object, own: unknown) {
        if (this === prototype) throw new TypeError(`"${name}" is read-only in a worker.`);
        Object.defineProperty(this, name, { value: own, configurable: true, enumerable: true, writable: true });
      },
    });
  }
}

/**
 * Makes a typed array's prototype read-only by its properties, those it inherits from TYPED_ARRAY among them, so that
 * none can be put in front of them. Freezing it would do the same, but makes every write to an element a fifth slower.
 */
function lock(prototype: object): void {
  for (const source of [TYPED_ARRAY.prototype, prototype]) {
    for (const [name, descriptor] of ownDescriptors(source)) {
      if (source !== prototype && Object.hasOwn(prototype, name)) continue;
      const fixed = "value" in descriptor ? { ...descriptor, writable: false } : descriptor;
      if (Object.getOwnPropertyDescriptor(prototype, name)?.configurable !== false)
        Object.defineProperty(prototype, name, { ...fixed, configurable: false });
    }
  }
}

function ownDescriptors(source: object): (readonly [string | symbol, PropertyDescriptor])[] {
  return Reflect.ownKeys(source).flatMap((name) => {
    const descriptor = Object.getOwnPropertyDescriptor(source, name);
    return descriptor === undefined ? [] : [[name, descriptor] as const];
  });
}

/** The objects it inherits from. */
function freezeChain(value: object): void {
  for (let next = prototypeOf(value); next !== null && !OPEN_PROTOTYPES.has(next); next = prototypeOf(next))
    Object.freeze(next);
}

function prototypeOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null;
}
