import { Builder } from "flatbuffers";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { FEATURE, FIELDS, GEOMETRY, HEADER, MAGIC } from "../../src/formats/flatgeobuf/flatgeobuf-schema.ts";
import { readFlatGeobuf } from "../../src/formats/flatgeobuf/read-flatgeobuf.ts";
import { fuzz } from "../soak/mutate-files.ts";
import { sourceOf } from "./sources.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/flatgeobuf");
const SEED = Number(process.env["MAPCELL_SEED"] ?? 1);

function fixture(name: string): Buffer {
  return readFileSync(join(FOLDER, `${name}.fgb`));
}

async function reading(bytes: Uint8Array): Promise<unknown> {
  return readFlatGeobuf(sourceOf(bytes, Infinity, "bad.fgb"), { crs: "EPSG:4326" as never }, silent);
}

/** A file of one collection, made by `build`, which returns its offset. */
function fileOf(build: (builder: Builder) => number): Buffer {
  const header = new Builder();
  header.startObject(FIELDS.header);
  header.addFieldInt8(HEADER.geometryType, 7, 0);
  header.addFieldInt64(HEADER.featuresCount, 1n, 0n);
  header.addFieldInt16(HEADER.indexNodeSize, 0, 16);
  header.finishSizePrefixed(header.endObject());
  const feature = new Builder();
  const geometry = build(feature);
  feature.startObject(FIELDS.feature);
  feature.addFieldOffset(FEATURE.geometry, geometry, 0);
  feature.finishSizePrefixed(feature.endObject());
  return Buffer.concat([MAGIC, header.asUint8Array(), feature.asUint8Array()]);
}

function collection(builder: Builder, members: readonly number[]): number {
  builder.startVector(4, members.length, 4);
  for (const member of members) builder.addOffset(member);
  const parts = builder.endVector();
  builder.startObject(FIELDS.geometry);
  builder.addFieldInt8(GEOMETRY.type, 7, 0);
  builder.addFieldOffset(GEOMETRY.parts, parts, 0);
  return builder.endObject();
}

describe("a damaged FlatGeobuf is refused", () => {
  test("when a small one stands for 8^30 points", async () => {
    const bytes = fileOf((builder) => {
      let inner = collection(builder, []);
      for (let depth = 0; depth < 30; depth++)
        inner = collection(
          builder,
          Array.from({ length: 8 }, () => inner),
        );
      return inner;
    });
    expect(bytes.length).toBeLessThan(3000);
    await expect(reading(bytes)).rejects.toThrow(/"bad\.fgb".*damaged at feature 0: its parts lie over one another/);
  });

  test("when collections lie in one another without end", async () => {
    const bytes = fileOf((builder) => {
      let inner = collection(builder, []);
      for (let depth = 0; depth < 5000; depth++) inner = collection(builder, [inner]);
      return inner;
    });
    await expect(reading(bytes)).rejects.toThrow(/collections lie more than 32 deep/);
  });

  test.each([0x7fffffff, 0xffffffff])("wherever a length is %i", async (length) => {
    const whole = fixture("Polygon");
    for (let at = 8; at + 4 <= whole.length; at += 4) {
      const bytes = Buffer.from(whole);
      bytes.writeUInt32LE(length, at);
      const outcome = await reading(bytes).then(
        () => "read",
        (error: Error) => error.message,
      );
      expect(outcome).toMatch(/^read$|^Cannot read "bad\.fgb": /);
    }
  });

  test.each([
    ["LineString", Number.NaN, /feature 0: a coordinate is NaN/],
    ["Polygon", Infinity, /feature 0: a coordinate is Infinity/],
    ["Point", -Infinity, /feature 0: a coordinate is -Infinity/],
    ["MultiPolygon-index", Number.NaN, /feature 0: a coordinate is NaN/],
  ])("when a coordinate of %s is %d", async (name, value, message) => {
    const bytes = fixture(name);
    const first = { LineString: 1, Polygon: 9, Point: 1.25, "MultiPolygon-index": 20 }[name]!;
    const needle = Buffer.alloc(8);
    needle.writeDoubleLE(first);
    const headerEnd = 12 + bytes.readUInt32LE(8);
    bytes.writeDoubleLE(value, bytes.indexOf(needle, headerEnd));
    await expect(reading(bytes)).rejects.toThrow(name === "Point" ? /a coordinate is -Infinity/ : message);
  });

  test("when its header's count would make its index larger than the file", async () => {
    const bytes = fixture("many-index");
    const count = Buffer.alloc(8);
    count.writeBigUInt64LE(300n);
    bytes.writeBigUInt64LE(2n ** 60n, bytes.indexOf(count));
    await expect(reading(bytes)).rejects.toThrow(/holds 0 of 1152921504606847000 features/);
  });
});

test("300 random mutations of GDAL's files are read or refused, quickly and in little memory", async () => {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".fgb"));
  const files = names.map((name) => readFileSync(join(FOLDER, name)));
  const { read, refused } = await fuzz(readFlatGeobuf, files, { seed: SEED, count: 300 });
  expect(read + refused).toBe(300);
  expect(refused).toBeGreaterThan(50);
});
