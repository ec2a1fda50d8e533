import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { readArrow } from "../../src/formats/arrow/read-arrow.ts";
import { readLayer } from "../../src/formats/open.ts";
import { wktOf } from "../../src/geometry/wkt-writer.ts";
import { valueAt } from "../../src/layers/attributes.ts";
import { isTable, type LayerData } from "../../src/layers/layer-data.ts";
import { fileOf, Recorder } from "./sources.ts";

/** Files of pyarrow and GeoPandas, and what is in them: test/fixtures/oracle/arrow.py. */
const FOLDER = join(import.meta.dirname, "../fixtures/arrow");

interface Expected {
  readonly crs: string | null;
  readonly geometry: readonly (string | null)[] | null;
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
}

const EXPECTED = JSON.parse(readFileSync(join(FOLDER, "expected.json"), "utf8")) as Record<string, Expected>;

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { hex: Buffer.from(value).toString("hex") };
  if (typeof value !== "bigint") return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : { big: String(value) };
}

function columnsOf({ fields, columns, geometry }: LayerData): Record<string, unknown[]> {
  return Object.fromEntries(
    fields.map((field, at) => [
      field.name,
      Array.from({ length: geometry.length }, (_, i) => plain(valueAt(columns[at]!, field, i))),
    ]),
  );
}

/** Python writes microseconds in six digits, and seconds of a clock always. */
function shortened(values: readonly unknown[]): unknown[] {
  return values.map((value) => (typeof value === "string" ? value.replace(/(\.\d{3})000(?=Z?$)/, "$1") : value));
}

describe("we read what pyarrow wrote", () => {
  test.each(Object.entries(EXPECTED))("%s", async (name, expected) => {
    const data = await readLayer(name, { baseDir: FOLDER }, silent);
    const places = Array.from({ length: data.geometry.length }, (_, i) => wktOf(data.geometry, i) ?? null);
    expect(isTable(data) ? null : places).toEqual(expected.geometry);
    expect(isTable(data) ? null : data.crs).toBe(expected.crs);
    const columns = Object.entries(expected.columns).map(([field, values]) => [field, shortened(values)] as const);
    expect(columnsOf(data)).toEqual(Object.fromEntries(columns));
  });
});

test("types are those that the file states", async () => {
  const { fields } = await readLayer("values-file.arrow", { baseDir: FOLDER }, silent);
  const types = Object.fromEntries(fields.map(({ name, type }) => [name, type]));
  expect(types).toMatchObject({ i8: "integer", i64: "integer64", half: "number", flag: "boolean", coded: "string", bytes: "binary", day64: "date", clock32: "time", local: "datetime", amount: "number", list: "list", struct: "json", map: "json" }); // prettier-ignore
});

test("only the fields that are asked for are read", async () => {
  const { fields } = await readLayer("feather-lz4-point.arrow", { baseDir: FOLDER, fields: ["name"] }, silent);
  expect(fields.map(({ name }) => name)).toEqual(["name"]);
});

test.each(["feather-lz4-polygon.arrow", "values-stream.arrow", "native-separate-multipolygon.arrow"])(
  "%s is read or refused in our own words wherever it is cut",
  async (name) => {
    const whole = readFileSync(join(FOLDER, name));
    for (let cut = 0; cut < whole.length; cut += 131) {
      const reading = readArrow(fileOf(whole.subarray(0, cut), "cut.arrow"), {}, silent);
      const outcome = await reading.then(
        () => "read",
        (error: unknown) => (error as { code: string }).code,
      );
      expect(outcome).toMatch(/^(?:read|LAYER_UNREADABLE)$/);
    }
  },
);

const reading = (bytes: Uint8Array): Promise<LayerData> => readArrow(fileOf(bytes, "a.arrow"), {}, silent);

test("rows without a schema before them, or with two, are refused", async () => {
  const whole = readFileSync(join(FOLDER, "native-inter-point.arrow"));
  const schema = 8 + whole.readInt32LE(4);
  await expect(reading(whole.subarray(schema))).rejects.toThrow(/"a\.arrow": it has rows before it says of what/);
  const twice = Buffer.concat([whole.subarray(0, schema), whole]);
  await expect(reading(twice)).rejects.toThrow(/"a\.arrow": it has two schemas/);
});

test("a cancel ends the reading", async () => {
  const bytes = readFileSync(join(FOLDER, "values-file.arrow"));
  await expect(readArrow(fileOf(bytes, "a.arrow"), {}, new Recorder(0))).rejects.toThrow(/canceled by the test/);
});
