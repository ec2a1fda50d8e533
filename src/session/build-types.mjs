// Part of `npm run build`: the package's public types, with one method per algorithm of the registry.
import { readFileSync, writeFileSync } from "node:fs";

export async function buildTypes({ outfile }) {
  const dist = new URL("../../dist/src/", import.meta.url);
  const { algorithms } = await import(new URL("algorithms/registry.js", dist).href);
  const { algorithmDeclarations } = await import(new URL("session/declarations.js", dist).href);
  const written = readFileSync(new URL("public-types.d.ts", import.meta.url), "utf8");
  writeFileSync(outfile, `${written}\n${algorithmDeclarations(algorithms)}`);
}
