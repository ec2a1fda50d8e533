import type { Predicate } from "../predicate.ts";
import { geometry } from "./arguments.ts";
import { engineOperation, YES_NO } from "./operation.ts";

export const intersects = relation("intersects", "Whether the two have a point in common.");
export const contains = relation("contains", "Whether b lies in a, and not on its border alone.");
export const covers = relation("covers", "Whether no point of b lies outside of a.");
export const coveredBy = relation("coveredBy", "Whether no point of a lies outside of b.");
export const within = relation("within", "Whether a lies in b, and not on its border alone.");
export const touches = relation("touches", "Whether the two meet, but only in their borders.");
export const overlaps = relation(
  "overlaps",
  "Whether each has a part of the other and a part of its own, of one dimension.",
);
export const crosses = relation(
  "crosses",
  "Whether they share some, but not all, of the inside of the lesser in dimension.",
);
export const disjoint = relation("disjoint", "Whether the two have no point in common.");
export const equals = relation("equals", "Whether the two cover the same points, whatever their vertices are.");

function relation(name: Predicate, doc: string) {
  return engineOperation({
    doc,
    takes: [geometry("a"), geometry("b")],
    gives: YES_NO,
    geos: (geos) => (a, b) => geos.test(name, a, b),
    jsts: async (jsts) => (a, b) => jsts.test(name, a, b),
  });
}
