/**
 * Names the first part of a value that can't cross a thread, e.g. `result.rows[2].draw is a function`; undefined if the
 * whole can. Slow on large values: for the message after a clone has failed.
 */
export function findUnclonable(value: unknown, path: string): string | undefined {
  return clones(value) ? undefined : search(value, path, new Set());
}

function search(value: unknown, path: string, seen: Set<unknown>): string {
  if (typeof value === "object" && value !== null && !seen.has(value)) {
    seen.add(value);
    for (const [step, part] of partsOf(value)) {
      if (!seen.has(part) && !clones(part)) return search(part, path + step, seen);
    }
  }
  return `${path} is ${kindOf(value)}`;
}

function partsOf(value: object): Iterable<readonly [string, unknown]> {
  if (Array.isArray(value)) return value.map((part, i) => [`[${i}]`, part] as const);
  if (value instanceof Map)
    return [...value].flatMap(([key, part], i) => [[`.keys[${i}]`, key] as const, [`.values[${i}]`, part] as const]);
  if (value instanceof Set) return [...value].map((part, i) => [`.values[${i}]`, part] as const);
  return Object.entries(value).map(([key, part]) => [`.${key}`, part] as const);
}

function clones(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

function kindOf(value: unknown): string {
  if (typeof value === "function") return /^class\b/.test(String(value)) ? "a class" : "a function";
  if (typeof value === "symbol") return "a symbol";
  const name: unknown = (value as object | null)?.constructor?.name;
  return typeof name === "string" && name !== "Object" ? `a ${name}` : "an object that can't be copied";
}
