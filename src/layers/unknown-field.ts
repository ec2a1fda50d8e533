import { SpatialError } from "../errors.ts";
import type { Field } from "./layer-data.ts";
import { didYouMean } from "./near-names.ts";

/** For a name that no field has. */
export function unknownField(name: string, fields: readonly Pick<Field, "name">[]): SpatialError {
  const names = fields.map((field) => field.name);
  const known = names.length === 0 ? "The layer has no fields." : `Fields: ${names.join(", ")}.`;
  return new SpatialError("BAD_ARGUMENT", `There is no field "${name}".${didYouMean(name, names)} ${known}`);
}

/** The positions of named fields. Throws BAD_ARGUMENT for an unknown or repeated one. */
export function fieldPositions(fields: readonly Field[], names: readonly string[]): number[] {
  return names.map((name, order) => {
    const position = fields.findIndex((field) => field.name === name);
    if (position < 0) throw unknownField(name, fields);
    if (names.indexOf(name) !== order) throw new SpatialError("BAD_ARGUMENT", `The field "${name}" is named twice.`);
    return position;
  });
}
