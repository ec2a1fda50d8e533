import { SpatialError } from "../errors.ts";
import { didYouMean } from "../layers/near-names.ts";
import type { Algorithm } from "./algorithm.ts";
import { buffer } from "./buffer.ts";
import { centroids } from "./centroids.ts";
import { clip } from "./clip.ts";
import { dissolve } from "./dissolve.ts";
import { reproject } from "./reproject.ts";
import { simplify } from "./simplify.ts";

/** Every algorithm there is; magics, TypeScript calls, help and completion are made from this list. */
export const algorithms: readonly Algorithm[] = [buffer, centroids, clip, dissolve, reproject, simplify];

/**
 * Finds an algorithm by its name, or by QGIS's id with or without its provider: "simplify", "simplifygeometries" and
 * "native:simplifygeometries" are the same.
 * @throws SpatialError UNKNOWN_ALGORITHM, naming near ones.
 */
export function findAlgorithm(nameOrId: string): Algorithm {
  const wanted = nameOrId.trim().toLowerCase();
  const found = algorithms.find(({ name, id }) => wanted === name || wanted === id || wanted === withoutProvider(id));
  if (found) return found;
  const names = algorithms.flatMap(({ name, id }) => [name, withoutProvider(id)]);
  throw new SpatialError(
    "UNKNOWN_ALGORITHM",
    `There is no algorithm "${nameOrId}".${didYouMean(withoutProvider(wanted), names)} See %algorithms for all of them.`,
  );
}

/** Whether all the words occur in what is said of the algorithm: name, id, title, group, tags, documentation. */
export function isAbout({ name, id, title, group, tags, doc }: Algorithm, words: readonly string[]): boolean {
  const text = [name, id, title, group, ...tags, doc].join(" ").toLowerCase();
  return words.every((word) => text.includes(word.toLowerCase()));
}

function withoutProvider(id: string): string {
  return id.slice(id.indexOf(":") + 1);
}
