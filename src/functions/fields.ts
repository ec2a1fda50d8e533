import { SpatialError } from "../errors.ts";

/**
 * The own fields of an object as a snapshot for a lane. A field that can't be cloned is left out if `used` doesn't name
 * it, and otherwise refused with UNCLONABLE.
 * @param pack makes plain data of what the structured clone algorithm doesn't know, such as layers.
 */
export function captureFields<P>(
  self: object,
  used: ReadonlySet<string> | "all",
  pack: (value: unknown) => P,
): Record<string, P> {
  const fields: Record<string, P> = {};
  for (const [name, value] of Object.entries(self)) {
    try {
      fields[name] = structuredClone(pack(value));
    } catch (cause) {
      if (used !== "all" && used.has(name)) {
        throw new SpatialError(
          "UNCLONABLE",
          `"this.${name}" (${typeof value}) is used in run but can't be sent to a worker. Keep plain data, typed arrays or layers in fields.`,
          { cause },
        );
      }
    }
  }
  return fields;
}

export interface Packing<P> {
  readonly pack: (value: unknown) => P;
  /** Whether an object can't be changed in place, as a layer can't. */
  readonly isFixed: (value: object) => boolean;
}

/**
 * The own fields that were set or may have been changed in place since `before`, as far as they can be cloned.
 * @param before the same fields as they were given to the object.
 */
export function changedFields<P>(
  self: object,
  before: Readonly<Record<string, unknown>>,
  { pack, isFixed }: Packing<P>,
): Record<string, P> {
  const changed: Record<string, P> = {};
  for (const [name, value] of Object.entries(self)) {
    const same = Object.is(value, before[name]) && Object.hasOwn(before, name);
    if (same && (typeof value !== "object" || value === null || isFixed(value))) continue;
    const packed = pack(value);
    if (isClonable(packed)) changed[name] = packed;
  }
  return changed;
}

function isClonable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
