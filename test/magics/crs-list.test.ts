import { expect, test } from "vitest";
import { crsList } from "../../kernel/magics/crs-list.ts";

function text(...words: string[]): string[] {
  return String(crsList(words)["text/plain"]).split("\n");
}

test.each<[words: string[], first: RegExp]>([
  [["utm", "33n"], /^ {2}EPSG:32633 +WGS 84 \/ UTM zone 33N$/],
  [["Lambert-93"], /^ {2}EPSG:2154 +RGF93 v1 \/ Lambert-93$/],
  [["2154"], /^ {2}EPSG:2154 +RGF93/],
  [["EPSG:2770"], /^ {2}EPSG:27700 +OSGB36/],
  [["mollweide"], /^ {2}ESRI:54009 +World_Mollweide$/],
])("%%crs %j", (words, first) => {
  expect(text(...words)[0]).toMatch(first);
});

test("of many the first are shown, and the rest counted", () => {
  const lines = text("utm");
  expect(lines).toHaveLength(26);
  expect(lines.at(-1)).toMatch(/^and \d+ more: add a word\. Use one as %load/);
});

test("units and the area of use are in the table", () => {
  expect(crsList(["EPSG:32633"])["text/html"]).toContain("metre · 12° E to 18° E, 0° to 84° N");
  expect(crsList(["EPSG:2193"])["text/html"]).toMatch(/metre · 166\.\d° E to 178\.\d° E, 47\.\d° S to 34\.\d* ?° S/);
});

test("nothing found says what finds more, and hostile words stay text", () => {
  expect(text("atlantis")).toEqual([
    'No CRS has "atlantis" in its name, or as the start of its code.',
    "Fewer words find more: %crs utm 33n, %crs lambert, %crs 2154.",
  ]);
  expect(crsList(["<b>"])["text/html"]).not.toContain("<b>");
});
