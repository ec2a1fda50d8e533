import { number } from "../../schema/types/number.ts";

/** Of every algorithm with more inputs than one; read where layers are brought into one CRS. */
export const MAX_DEVIATION = number({
  default: 1,
  min: 0,
  doc: "Metres that an edge of a layer from another CRS may be off its straight line there; 0 adds no vertices",
});
