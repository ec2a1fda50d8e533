import { relative, resolve, sep } from "node:path";
import { isElsewhere } from "../formats/sources/paths.ts";

/** A path as seen from a folder, with slashes; an address, and a path that leads out of the folder, as it was typed. */
export function pathWithin(folder: string, baseDir: string, path: string): string {
  if (isElsewhere(path)) return path;
  const seen = relative(folder, resolve(baseDir, path));
  return seen.startsWith("..") ? path : seen.split(sep).join("/");
}
