// Part of `npm run build`: the package's public types, with one method per operation and algorithm, and what makes them
// known to cells by their names alone.
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { writtenTypes } from "./written-types.mjs";

export async function buildTypes({ outfile, cellTypes }) {
  const dist = new URL("../../dist/src/", import.meta.url);
  const { generatedTypes } = await import(new URL("session/generated-types.js", dist).href);
  const types = `${writtenTypes()}\n${generatedTypes()}`;
  writeFileSync(outfile, types);
  writeFileSync(
    outfile.replace("mapcell.d.ts", "geometry.d.ts"),
    'import type { GeometryTools } from "./mapcell.js";\nexport declare const geometry: GeometryTools;\n',
  );
  const { globalTypes } = await import(new URL("session/cell-types.js", dist).href);
  writeFileSync(cellTypes, globalTypes(types, `./${basename(outfile, ".d.ts")}`));
}
