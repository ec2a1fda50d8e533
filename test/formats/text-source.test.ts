import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { readGeoJson } from "../../src/formats/geojson/read-geojson.ts";
import { textSource } from "../../src/formats/sources/text-source.ts";
import { layerFromData } from "../../src/layers/layer.ts";
import { Recorder, sourceOf } from "./sources.ts";

/** Made by test/fixtures/oracle/encodings.py: name of the file, what Python calls the encoding, the text. */
const FILES = JSON.parse(await readFile(new URL("../fixtures/encodings.json", import.meta.url), "utf8")) as readonly {
  readonly encoding: string;
  readonly mark: boolean;
  readonly text: string;
  readonly base64: string;
}[];

async function textOf(bytes: Uint8Array, encoding: string | undefined, step: number): Promise<string> {
  const source = await textSource(sourceOf(bytes, step), encoding);
  const into = Buffer.alloc(100);
  const parts: Buffer[] = [];
  for (let count = await source.read(into); count > 0; count = await source.read(into))
    parts.push(Buffer.from(into.subarray(0, count)));
  return Buffer.concat(parts).toString("utf8");
}

test.each(FILES.map((file) => [file.encoding, file.mark ? "with" : "without", file] as const))(
  "%s %s a byte order mark is what Python reads, wherever the chunks end",
  async (encoding, _, { mark, text, base64 }) => {
    for (const step of [1, 2, 3, 7, Infinity])
      expect(await textOf(Buffer.from(base64, "base64"), mark ? undefined : encoding, step)).toBe(text);
  },
);

test("a layer is read from another encoding, with progress to the end", async () => {
  const text = JSON.stringify({ type: "Feature", properties: { name: "Köln ß" }, geometry: null });
  const recorder = new Recorder();
  const source = await textSource(sourceOf(Buffer.from(`${text}\n`.repeat(30_000), "latin1"), 50_000), "latin1");
  const layer = layerFromData("x", await readGeoJson(source, {}, recorder));
  expect(layer.length).toBe(30_000);
  expect(layer.head(1)[0]?.properties).toEqual({ name: "Köln ß" });
  expect(Math.max(...recorder.fractions)).toBeLessThanOrEqual(1);
  expect(recorder.fractions.at(-1)).toBe(1);
});

test.each<[string, Uint8Array, number, RegExp]>([
  ["Latin-1", Buffer.from('{"a":"Köln"}', "latin1"), 7, /0xF6, near .*Köln/],
  ["a character cut off at the end", Buffer.from('{"a":"ö').subarray(0, 7), 6, /0xC3/],
  ["a lone continuation", Buffer.from([0x7b, 0x22, 0x80, 0x22]), 2, /0x80/],
  ["a surrogate", Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 1, /0xED/],
  ["an overlong form", Buffer.from([0x22, 0xc0, 0xaf]), 1, /0xC0/],
  ["behind a byte order mark", Buffer.from([0xef, 0xbb, 0xbf, 0x22, 0xff]), 4, /0xFF/],
])("%s is refused with the place of its byte", async (_, bytes, place, message) => {
  for (const step of [1, 2, 3, Infinity]) {
    const error: unknown = await textOf(bytes, undefined, step).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "LAYER_UNREADABLE", message: expect.stringMatching(`byte ${place} \\(`) });
    expect(String(error)).toContain("--encoding latin1");
  }
  await expect(textOf(bytes, undefined, Infinity)).rejects.toThrow(message);
});

test("the place is right in a file larger than a chunk", async () => {
  const text = `{"type":"FeatureCollection","features":[],"x":"${"a".repeat(3_000_000)}`;
  const bytes = Buffer.concat([Buffer.from(text), Buffer.from([0xe4]), Buffer.from('"}')]);
  const reading = textSource(sourceOf(bytes)).then((source) => readGeoJson(source, {}, silent));
  await expect(reading).rejects.toThrow(new RegExp(`^Cannot read "test.geojson": byte ${text.length} \\(0xE4`));
});

test("bytes that the encoding does not have, and names that are none", async () => {
  await expect(textOf(Buffer.from([0x22, 0xff, 0xff]), "shift_jis", Infinity)).rejects.toThrow(
    /between byte 0 and byte 3 it is not shift_jis/,
  );
  await expect(textOf(Buffer.from("{}"), "latin-99", Infinity)).rejects.toMatchObject({
    code: "BAD_ARGUMENT",
    message: expect.stringMatching(/"latin-99" is not an encoding.*latin1/),
  });
});
