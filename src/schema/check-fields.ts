import { SpatialError } from "../errors.ts";
import { didYouMean } from "../layers/near-names.ts";
import type { LayerFacts } from "./parameter-type.ts";

/** @param layer undefined where it is not there yet. @throws SpatialError BAD_ARGUMENT when a name is no field of it. */
export function checkFields(names: readonly string[], layer: Pick<LayerFacts, "fields"> | undefined): void {
  if (layer === undefined) return;
  const fields = layer.fields.map((field) => field.name);
  for (const name of names) {
    if (fields.includes(name)) continue;
    const have = fields.length === 0 ? "it has none" : `it has ${fields.slice(0, 20).join(", ")}`;
    throw new SpatialError("BAD_ARGUMENT", `The layer has no field "${name}"; ${have}.${didYouMean(name, fields)}`);
  }
}
