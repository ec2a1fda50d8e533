import { SpatialError } from "../errors.ts";
import { Layer } from "../layers/layer.ts";
import { Task } from "../tasks/task.ts";

/** Objects of the session that a cell can reach, with what they are called. */
const marked = new WeakMap<object, string>();

/** From now on a task function that is handed the object is refused by this name. */
export function keepOnMainLoop<T extends object>(object: T, name: string): T {
  marked.set(object, name);
  return object;
}

/** What a value is called that lives on the main loop and means nothing in a lane. */
export function mainLoopOnly(value: unknown): string | undefined {
  if (value instanceof Task) return `a Task ("${value.description}")`;
  if (value === Task || (typeof value === "function" && value.prototype instanceof Task)) return "a class of tasks";
  return (typeof value === "object" && value !== null) || typeof value === "function" ? marked.get(value) : undefined;
}

/**
 * Throws UNCLONABLE if the main loop's own objects are anywhere in a value: the structured clone algorithm would make
 * empty objects of them.
 * @param path what the value is called in the message @param packed a value without its layers
 */
export function refuseMainLoopObjects(packed: unknown, path: string): void {
  const found = find(packed, new Set());
  if (found === undefined) return;
  const where = path + found.steps.join("");
  if (found.value instanceof Layer) {
    const advice = "Layers go along in the input itself, in a list or object, or in one inside of that.";
    throw new SpatialError("UNCLONABLE", `${where} is a layer too deep inside for a worker. ${advice}`);
  }
  const advice =
    found.value instanceof Task ? "Await it first, and pass what it gives" : "Pass what the task needs of it";
  throw new SpatialError(
    "UNCLONABLE",
    `${where} is ${mainLoopOnly(found.value)}, which lives on the main loop and can't be sent to a worker. ${advice}.`,
  );
}

interface Found {
  readonly value: unknown;
  /** From the outermost value to this one, such as ".roads" or "[2]". */
  readonly steps: readonly string[];
}

function find(value: unknown, seen: Set<unknown>): Found | undefined {
  if (mainLoopOnly(value) !== undefined || value instanceof Layer) return { value, steps: [] };
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || seen.has(value)) return undefined;
  seen.add(value);
  for (const [step, part] of partsOf(value)) {
    if (typeof part !== "object" && typeof part !== "function") continue;
    const found = find(part, seen);
    if (found !== undefined) return { value: found.value, steps: [step(), ...found.steps] };
  }
  return undefined;
}

type Part = readonly [step: () => string, part: unknown];

function* partsOf(value: object): Iterable<Part> {
  if (Array.isArray(value)) {
    for (const [index, part] of value.entries()) yield [() => `[${index}]`, part];
  } else if (value instanceof Map) {
    for (const [key, part] of value) {
      yield [() => `.get(${String(key)})`, part];
      yield [() => `.keys()`, key];
    }
  } else if (value instanceof Set) {
    for (const part of value) yield [() => ".values()", part];
  } else {
    for (const [key, part] of Object.entries(value)) yield [() => `.${key}`, part];
  }
}
