import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readCrs } from "../../src/crs/read-crs.ts";

/** How PROJ writes CRSs, without their codes: test/fixtures/oracle/crs-texts.py. */
const TEXTS = JSON.parse(readFileSync(join(import.meta.dirname, "../fixtures/crs/texts.json"), "utf8")) as {
  readonly code: string;
  readonly form: string;
  readonly text: string;
}[];

/** EPSG has two codes for this projection in this datum, and Esri's name of it is neither's. */
const ALIKE = { code: "EPSG:31467", form: "Esri", id: "EPSG:31463" };

describe("a CRS is known by what its text says", () => {
  test.each(TEXTS.map(({ code, form, text }) => [code, form, text]))("%s in %s", (code, form, text) => {
    expect(readCrs(text)).toBe(code === ALIKE.code && form === ALIKE.form ? ALIKE.id : code);
  });
});

test.each([
  ["epsg:25832", "EPSG:25832"],
  ["WGS 84 / UTM zone 33N", "EPSG:32633"],
  ["+init=epsg:2056 +type=crs", "EPSG:2056"],
])("%s is read as ever", (text, id) => {
  expect(readCrs(text)).toBe(id);
});

test.each<[string, RegExp]>([
  ['PROJCS["Mine",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Of_My_Own"],PARAMETER["Central_Meridian",1.234],UNIT["Meter",1.0]]', /This WKT stands for no CRS that mapcell can compute/], // prettier-ignore
  ["+proj=ob_tran +o_proj=longlat +o_lon_p=-162 +o_lat_p=39.25 +lon_0=180", /This proj string stands for no CRS/],
  ["{}", /This PROJJSON stands for no CRS/],
  ["EPSG:99999999", /not a coordinate reference system mapcell knows/],
])("%s is refused", (text, message) => {
  expect(() => readCrs(text)).toThrow(message);
});
