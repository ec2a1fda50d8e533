import { SpatialError } from "../errors.ts";
import { type Packed, packLayers } from "../layers/layer-values.ts";
import { findUnclonable } from "../tasks/unclonable.ts";
import { refuseMainLoopObjects } from "./main-loop-objects.ts";

/**
 * A copy of a value for a lane: what the caller does to it after this changes nothing for the task. Layers need no copy.
 * @param name what the value is called in messages
 * @throws UNCLONABLE, naming the part that can't cross a thread
 */
export function snapshotOf(value: unknown, name: string): Packed {
  // a plain string, number or nothing needs no copy
  if (Object(value) !== value && typeof value !== "symbol") return { value, layers: [] };
  const packed = packLayers(value);
  refuseMainLoopObjects(packed.value, name);
  try {
    return structuredClone(packed);
  } catch (cause) {
    const part = findUnclonable(packed.value, name) ?? name;
    throw new SpatialError(
      "UNCLONABLE",
      `${part} and can't be sent to a worker. Pass plain data, typed arrays or layers.`,
      { cause },
    );
  }
}
