import { brotliDecompressSync } from "node:zlib";
import { packedEsriWkt, packedProjJson } from "./crs-definitions.ts";
import type { CrsId } from "./crs-id.ts";

/** As PROJ writes it, without what is said about it (areas, scopes). */
export function projJsonOf(id: CrsId): Readonly<Record<string, unknown>> {
  return JSON.parse(lineOf(packedProjJson, id)) as Record<string, unknown>;
}

/** Esri's WKT, as in a .prj file; undefined for the few that it has no words for. */
export function esriWktOf(id: CrsId): string | undefined {
  const wkt = lineOf(packedEsriWkt, id);
  return wkt === "" ? undefined : wkt;
}

const unpacked = new Map<string, string>();

function lineOf(packed: string, id: CrsId): string {
  let text = unpacked.get(packed);
  if (text === undefined) {
    text = brotliDecompressSync(Buffer.from(packed, "base64")).toString();
    unpacked.set(packed, text);
  }
  const code = `\n${id.replace(/^EPSG:/, "")}|`;
  const start = text.indexOf(code);
  if (start < 0) throw new Error(`${id} has no definition; run generate-definitions.py`);
  return text.slice(start + code.length, text.indexOf("\n", start + 1));
}
