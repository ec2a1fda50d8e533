import { SpatialError } from "../errors.ts";
import type { Packed } from "../layers/layer-values.ts";
import { snapshotOf } from "./snapshot.ts";

/** Each task gets its own copy; more than this belongs in a layer, a file or a typed array in shared memory. */
const LIMIT_BYTES = 64 * 2 ** 20;

/** Values shared with a task, copied at submission. */
export interface SharedValues {
  readonly values: Readonly<Record<string, Packed>>;
  /** What was copied and how much it is, for the task's log. */
  readonly note: string;
}

/** @throws UNCLONABLE naming the part that can't be copied, BAD_ARGUMENT for too much */
export function shareValues(share: Readonly<Record<string, unknown>>): SharedValues {
  const sizes: string[] = [];
  const values: Record<string, Packed> = {};
  let total = 0;
  for (const [name, value] of Object.entries(share)) {
    if (typeof value === "function") throw unclonableFunction(name);
    const copy = snapshotOf(value, name);
    const bytes = sizeOf(copy.value, new Set());
    total += bytes;
    if (total > LIMIT_BYTES) throw tooLarge(name, bytes, total);
    values[name] = copy;
    sizes.push(`${name} (${sizeText(bytes)})`);
  }
  return { values, note: `Has its own copy of ${sizes.join(", ")}.` };
}

function unclonableFunction(name: string): SpatialError {
  return new SpatialError(
    "UNCLONABLE",
    `share: "${name}" is a function. Functions that a task uses go along by themselves; leave it out.`,
  );
}

function tooLarge(name: string, bytes: number, total: number): SpatialError {
  const sum = bytes === total ? "" : `, ${sizeText(total)} with those before it`;
  return new SpatialError(
    "BAD_ARGUMENT",
    `share: "${name}" takes ${sizeText(bytes)}${sum}; at most ${sizeText(LIMIT_BYTES)} can be copied into a task. Make a layer of it, keep it in a SharedArrayBuffer, or read it inside the task.`,
  );
}

/** Roughly what a copy takes. Shared memory, and so the columns of layers, takes nothing. */
function sizeOf(value: unknown, seen: Set<unknown>): number {
  if (typeof value === "string") return 2 * value.length + 8;
  if (typeof value !== "object" || value === null) return 8;
  if (seen.has(value)) return 8;
  seen.add(value);
  if (ArrayBuffer.isView(value)) return value.buffer instanceof SharedArrayBuffer ? 8 : value.byteLength + 8;
  if (value instanceof ArrayBuffer) return value.byteLength + 8;
  if (value instanceof SharedArrayBuffer) return 8;
  let bytes = 16;
  const add = (part: unknown): void => void (bytes += sizeOf(part, seen));
  if (Array.isArray(value)) value.forEach(add);
  else if (value instanceof Map) for (const pair of value) pair.forEach(add);
  else if (value instanceof Set) value.forEach(add);
  else Object.entries(value).forEach(([key, part]) => add(part) ?? add(key));
  return bytes;
}

function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1e3).toPrecision(3)} kB` : `${(bytes / 1e6).toPrecision(3)} MB`;
}
