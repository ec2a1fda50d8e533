import { readFileSync } from "node:fs";

/** The public types that are written by hand, as one text. */
export function writtenTypes() {
  return read("public-types.d.ts").replaceAll(/^export \* from "(.*)\.js";$/gm, (_line, file) =>
    read(`${file}.d.ts`).replaceAll(/^import [^;]*;\n/gm, ""),
  );
}

function read(name) {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}
