import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type ts from "typescript-6";

/**
 * Packages of types for cells in a folder: its own, and `@types/node` wherever it lies. Where it has none there are ours;
 * tslab's are of an older Node.
 */
export function nodeTypes(folder: string): Pick<ts.CompilerOptions, "typeRoots" | "types"> {
  const own = typeRootsAround(folder).filter((root) => existsSync(root));
  const names = own.flatMap((root) => readdirSync(root)).filter((name) => !name.startsWith("."));
  const types = [...new Set([...names, "node"])];
  if (own.some((root) => existsSync(join(root, "node", "package.json")))) return { typeRoots: own, types };
  const ours = createRequire(import.meta.url).resolve("@types/node/package.json");
  return { typeRoots: [...own, dirname(dirname(ours))], types };
}

/** Where packages of types may lie for code in a folder, the nearest first. */
export function typeRootsAround(folder: string): string[] {
  const above = dirname(folder);
  const root = join(folder, "node_modules/@types");
  return above === folder ? [root] : [root, ...typeRootsAround(above)];
}
