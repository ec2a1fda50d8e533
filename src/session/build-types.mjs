// Part of `npm run build`: the package's public types, with one method per operation and algorithm, and what makes them
// known to cells by their names alone.
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { writtenTypes } from "./written-types.mjs";

export async function buildTypes({ outfile, cellTypes }) {
  const dist = new URL("../../dist/src/", import.meta.url);
  const { offered } = await import(new URL("algorithms/registry.js", dist).href);
  const { OPERATIONS } = await import(new URL("operations/registry.js", dist).href);
  const { algorithmDeclarations, operationDeclarations } = await import(new URL("session/declarations.js", dist).href);
  const { geometryDeclarations } = await import(new URL("geometry/operations/declarations.js", dist).href);
  const { errorDeclarations, parameterDeclarations } = await import(
    new URL("session/parameter-declarations.js", dist).href
  );
  const written = writtenTypes();
  const made = [
    errorDeclarations(),
    parameterDeclarations(),
    geometryDeclarations(),
    operationDeclarations(OPERATIONS),
    algorithmDeclarations(offered),
  ];
  writeFileSync(outfile, `${written}\n${made.join("")}`);
  writeFileSync(
    outfile.replace("mapcell.d.ts", "geometry.d.ts"),
    'import type { GeometryTools } from "./mapcell.js";\nexport declare const geometry: GeometryTools;\n',
  );
  const { globalTypes } = await import(new URL("session/cell-types.js", dist).href);
  writeFileSync(cellTypes, globalTypes(written, `./${basename(outfile, ".d.ts")}`));
}
