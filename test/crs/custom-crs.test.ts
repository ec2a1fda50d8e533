import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { crsInfo } from "../../src/crs/crs.ts";
import { parseCrsId } from "../../src/crs/crs-id.ts";
import { readCrs } from "../../src/crs/read-crs.ts";
import { openTransform } from "../../src/crs/transform.ts";

interface Case {
  readonly text: string;
  readonly forms: Readonly<Record<string, string>>;
  readonly places: readonly (readonly [number, number])[];
  readonly images: readonly (readonly [number, number])[];
}

/** How PROJ writes CRSs without a code, and where it puts places in them: test/fixtures/oracle/custom-crs.py. */
const CASES = JSON.parse(readFileSync(join(import.meta.dirname, "../fixtures/crs/custom.json"), "utf8")) as Case[];
const EACH = CASES.flatMap((each) => Object.entries(each.forms).map(([form, text]) => [form, each.text, text, each] as const)); // prettier-ignore

describe("a CRS without a code is computed as PROJ computes it", () => {
  test.each(EACH)("%s of %s", (_form, _name, text, { places, images }) => {
    const id = readCrs(text);
    const xy = Float64Array.from(places.flat());
    openTransform(parseCrsId("EPSG:4326"), id)(xy, xy);
    const isDegrees = crsInfo(id).geographic;
    // proj4 puts other curves through the points of Robinson's table than PROJ does
    const metres = text.includes("obin") ? 0.5 : 2e-3;
    for (const [i, value] of images.flat().entries()) expect(Math.abs(xy[i]! - value)).toBeLessThan(isDegrees ? 1e-8 : metres); // prettier-ignore
    openTransform(id, parseCrsId("EPSG:4326"))(xy, xy);
    for (const [i, value] of places.flat().entries()) expect(Math.abs(xy[i]! - value)).toBeLessThan(2e-8);
  });
});

test("its id means the same wherever it is read again", () => {
  for (const { text } of CASES) {
    const id = readCrs(text);
    expect(parseCrsId(id)).toBe(id);
    expect(readCrs(id)).toBe(id);
  }
});
