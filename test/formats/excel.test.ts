import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readLayer } from "../../src/formats/open.ts";
import { ZipWriter } from "../../src/formats/targets/zip-writer.ts";
import { wktOf } from "../../src/geometry/wkt-writer.ts";
import { layerFromData } from "../../src/layers/layer.ts";
import { isTable, type LayerData } from "../../src/layers/layer-data.ts";
import { MemorySink, Recorder } from "./sources.ts";

/** Workbooks of openpyxl and GDAL, and what these were given: test/fixtures/oracle/excel.py. */
const FOLDER = join(import.meta.dirname, "../fixtures/excel");

interface Expected {
  readonly options: object;
  readonly rows: readonly Record<string, unknown>[];
  readonly geometry: readonly (string | null)[];
  readonly crs: string;
  readonly types?: Readonly<Record<string, string>>;
}
const stored = <T>(name: string): Record<string, T> =>
  JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as Record<string, T>;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mapcell-excel-"));
});
afterAll(() => rm(folder, { recursive: true }));

const load = (name: string, options: object = {}, feedback = new Recorder()): Promise<LayerData> =>
  readLayer(name, { baseDir: FOLDER, ...options }, feedback);
const rowsOf = (data: LayerData): Record<string, unknown>[] => layerFromData("x", data).head(99).map(({ properties }) => properties); // prettier-ignore
const geometriesOf = ({ geometry }: LayerData): (string | null)[] =>
  Array.from({ length: geometry.length }, (_, i) => wktOf(geometry, i) ?? null);

describe("we read what was written by", () => {
  test.each(Object.entries(stored<Expected>("expected.json")))("%s", async (name, expected) => {
    const data = await load(name.split(" ")[0]!, expected.options);
    expect(rowsOf(data)).toEqual(expected.rows);
    expect(geometriesOf(data)).toEqual(expected.geometry);
    expect(data.crs).toBe(expected.crs);
    expect(isTable(data)).toBe(expected.geometry.every((each) => each === null));
    const types = Object.fromEntries(data.fields.map((field) => [field.name, field.type]));
    expect(types).toEqual(expected.types ?? types);
  });

  test.each(Object.entries(stored<Record<string, unknown[]>>("gdal.json")))(
    "and values are those that GDAL reads: %s",
    async (name, columns) => {
      const rows = rowsOf(await load(name));
      for (const field of ["name", "zip", "n", "share"])
        expect(rows.map((row) => row[field])).toEqual(columns[field] ?? rows.map((row) => row[field]));
    },
  );
});

test("what was seen is told", async () => {
  const feedback = new Recorder();
  await load("openpyxl.xlsx", {}, feedback);
  expect(feedback.logs.slice(0, 2)).toEqual([
    ["info", '"openpyxl.xlsx", sheet "Places": points from "lon" and "lat", EPSG:4326.'],
    ["warning", "1 rows have no place, the first at row 5: [null,null]."],
  ]);
  await load("rich.xlsx", {}, feedback);
  expect(feedback.logs).toContainEqual(["warning", "1 cells hold an error such as #N/A; they are null."]);
});

test("a sheet must be named where several have rows; hidden ones, empty ones and charts don't count", async () => {
  await expect(load("sheets.xlsx")).rejects.toThrow(
    'holds 4 sheets. Pick one with --sheet NAME: "Places", "Numbers", "Empty", "Hidden".',
  );
  await expect(load("sheets.xlsx", { own: { sheet: "Number" } })).rejects.toThrow(
    /no sheet "Number"\. Did you mean "Numbers"/,
  );
  expect((await load("old-three.xlsx")).geometry.length).toBe(1);
});

test("the columns, and the header's row, may be named", async () => {
  const own = { header: false, x: "field_2", y: "field_1" };
  const data = await load("sheets.xlsx", { own: { ...own, sheet: "Numbers" } });
  expect(geometriesOf(data)).toEqual(["POINT (2.5 1)", "POINT (4.5 3)"]);
  await expect(load("title.xlsx", { own: { headerRow: 3 } })).rejects.toThrow(/Row 3 is empty/);
  await expect(load("title.xlsx", { own: { headerRow: 4, x: "Recht" } })).rejects.toThrow(/--x and --y/);
  expect(rowsOf(await load("title.xlsx"))[0]).toMatchObject({ field_2: "Rechts" });
});

test("only a part of it is taken", async () => {
  const data = await load("openpyxl.xlsx", { bounds: [0, -5, 5, 5], fields: ["zip"], limit: 1 });
  expect(rowsOf(data)).toEqual([{ zip: "01067" }]);
});

test("a workbook is known by what is in the archive, whatever it is called", async () => {
  await writeFile(join(folder, "lies.csv"), readFileSync(join(FOLDER, "old-three.xlsx")));
  const feedback = new Recorder();
  expect(rowsOf(await load("lies.csv", { baseDir: folder }, feedback))).toEqual([{ a: 1 }]);
  expect(feedback.logs).toContainEqual(["warning", '"lies.csv" is Excel, whatever its ending says.']);
});

/** A workbook of one sheet with that XML. */
async function workbook(sheet: string, left: readonly string[] = []): Promise<Buffer> {
  const parts: Readonly<Record<string, string>> = {
    "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="one" sheetId="1" r:id="i"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels":
      '<Relationships><Relationship Id="i" Type="…/worksheet" Target="/xl/worksheets/a.xml"/></Relationships>',
    "xl/worksheets/a.xml": `<worksheet><sheetData>${sheet}</sheetData></worksheet>`,
  };
  const sink = new MemorySink();
  const zip = new ZipWriter(sink);
  for (const [path, text] of Object.entries(parts))
    if (!left.includes(path)) await zip.add(path, (member) => member.write(Buffer.from(text)));
  await zip.finish();
  return sink.bytes;
}

test("cells and rows without references stand one behind the other, and dates may be text", async () => {
  const sheet =
    '<row><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c></row>' +
    '<row><c><v>1</v></c><c t="d"><v>2024-02-29T12:00:00</v></c></row><row r="9"><c/></row>';
  await writeFile(join(folder, "bare.xlsx"), await workbook(sheet));
  expect(rowsOf(await load("bare.xlsx", { baseDir: folder }))).toEqual([{ a: 1, b: "2024-02-29T12:00:00" }]);
});

test.each<[string, () => Promise<Uint8Array | string>, RegExp]>([
  ["a text that is not there", () => workbook('<row><c t="s"><v>5</v></c></row>'), /"bad\.xlsx\/xl\/worksheets\/a\.xml": line 1: there is no text "5"/], // prettier-ignore
  ["a number that is none", () => workbook("<row><c><v>x</v></c></row>"), /line 1: "x" is no number/],
  ["a cell out of the sheet", () => workbook('<row><c r="ZZZ1"/></row>'), /"ZZZ1" is no cell of a sheet/],
  ["a part that is missing", () => workbook("", ["xl/worksheets/a.xml"]), /"bad\.xlsx": its part "xl\/worksheets\/a\.xml" is missing/], // prettier-ignore
  ["no sheets", () => workbook("", ["xl/_rels/workbook.xml.rels"]), /it has no sheets/],
  ["an old workbook", async () => Buffer.from("d0cf11e0a1b11ae1", "hex"), /of Excel before 2007, or has a password/],
  ["no workbook", async () => "a,b\n1,2\n", /"bad\.xlsx": it is no Excel file/],
])("%s is refused", async (_, bytes, message) => {
  await writeFile(join(folder, "bad.xlsx"), await bytes());
  await expect(load("bad.xlsx", { baseDir: folder })).rejects.toThrow(message);
});
