import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { crsInfo } from "../../src/crs/crs.ts";
import { isCustom } from "../../src/crs/custom-crs.ts";
import { readCrs } from "../../src/crs/read-crs.ts";
import { writtenProjJson, writtenWkt } from "../../src/crs/written-crs.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/crs");

interface Case {
  readonly text: string;
  readonly images: readonly (readonly [number, number])[];
}

const CASES = (stored("custom.json") as Case[]).filter(({ text }) => isCustom(readCrs(text)));
const WRITTEN = CASES.map(({ text }) => {
  const id = readCrs(`${text} +no_defs +title=My "own" grid`);
  return { text, wkt: writtenWkt(id) ?? null, json: writtenProjJson(id) ?? null };
});

function stored(name: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, name), "utf8"));
}

if (process.env["MAPCELL_STORE"] === "1")
  writeFileSync(join(FOLDER, "custom-written.json"), JSON.stringify(WRITTEN, undefined, 1));

test("PROJ puts places where we do, by what we write of a CRS without a code", () => {
  expect(WRITTEN).toEqual(stored("custom-written.json"));
  const checked = stored("custom-checked.json") as { text: string; wkt: Case["images"] | null; json: Case["images"] | null }[]; // prettier-ignore
  for (const [i, { text, images }] of CASES.entries())
    for (const found of [checked[i]?.wkt, checked[i]?.json]) {
      const near = crsInfo(readCrs(text)).geographic ? 1e-8 : 1e-3;
      for (const [k, value] of (found ?? []).flat().entries()) expect(Math.abs(value - images.flat()[k]!)).toBeLessThan(near); // prettier-ignore
    }
  expect(WRITTEN.filter(({ wkt, json }) => wkt !== null && json !== null).length).toBeGreaterThan(20);
});

test("what we write is read as the CRS that it was", () => {
  for (const { text, wkt, json } of WRITTEN) {
    const { name: _, id, ...own } = crsInfo(readCrs(text));
    for (const written of [wkt, json && JSON.stringify(json)]) {
      if (written === null) continue;
      const again = crsInfo(readCrs(written));
      expect(own).toEqual({ ...own, geographic: again.geographic, units: again.units });
      expect(again.name).toBe('My "own" grid');
      expect(again.metresPerUnit).toBeCloseTo(crsInfo(id).metresPerUnit, 6);
    }
  }
});
