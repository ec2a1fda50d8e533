import { expect, test } from "vitest";
import { groupFeatures } from "../../src/algorithms/groups.ts";
import { silent } from "../../src/feedback.ts";
import { readGeoJson } from "../../src/formats/geojson/read-geojson.ts";
import { tellLargeNumbers } from "../../src/formats/tell-large-numbers.ts";
import { writeGeoJson } from "../../src/formats/geojson/write-geojson.ts";
import { layerText } from "../../src/layers/describe.ts";
import { joinLayers } from "../../src/layers/join-layers.ts";
import { dataOf, Layer, layerFromData } from "../../src/layers/layer.ts";
import { MemorySink, Recorder, sourceOf } from "../formats/sources.ts";

/** Digits that a double would change: Python's json gives these very numbers back. */
const IDS = ["9007199254740993", "9007199254740992", "18446744073709551615", "-9223372036854775808", "12"];
const DIGITS = IDS.map((id) => BigInt(id));

function collection(values: readonly string[], more = ""): string {
  const features = values.map((text) => `{"type":"Feature"${more},"geometry":null,"properties":{"osm":${text}}}`);
  return `{"type":"FeatureCollection","features":[${features.join(",")}]}`;
}

async function load(text: string): Promise<Layer> {
  return layerFromData("ids", await readGeoJson(sourceOf(text, 7), {}, silent));
}

async function saved(layer: Layer): Promise<string> {
  const sink = new MemorySink();
  await writeGeoJson(dataOf(layer), sink, { name: layer.name, feedback: silent });
  return String(sink.bytes);
}

test("a column with a whole number beyond 2^53 holds bigints, and is saved digit by digit", async () => {
  const layer = await load(collection(IDS));
  expect(layer.fields).toEqual([{ name: "osm", type: "integer64" }]);
  expect(layer.head().map(({ properties }) => properties["osm"])).toEqual(DIGITS);
  const text = await saved(layer);
  for (const id of IDS) expect(text).toContain(`{"osm":${id}}`);
  expect((await load(text)).hash).toBe(layer.hash);
});

test.each([
  ["a fraction", "9007199254740993.5", 9007199254740994],
  ["an exponent", "9007199254740993e0", 9007199254740992],
  ["more than 64 bits", "18446744073709551616", 18446744073709551616],
  ["2^53 - 1", "9007199254740991", 9007199254740991],
])("a number with %s stays a double", async (_, text, value) => {
  const layer = await load(collection([text]));
  expect(layer.head()[0]?.properties).toEqual({ osm: value });
  expect((await load(await saved(layer))).hash).toBe(layer.hash);
});

test("a double that is whole and large is saved so that it is read as a double", async () => {
  const layer = Layer.from([{ geometry: null, properties: { n: 2 ** 60, list: [2 ** 60, 2n ** 60n] } }]);
  const text = await saved(layer);
  expect(text).toContain('{"n":1152921504606847000.0,"list":[1152921504606847000.0,1152921504606846976]}');
  expect((await load(text)).hash).toBe(layer.hash);
});

test("ids of features and numbers within objects stay exact", async () => {
  const layer = await load(
    collection(['{"way":[9007199254740993,1],"s":"9007199254740995"}'], ',"id":9007199254740997'),
  );
  expect(layer.head()[0]?.properties).toEqual({
    id: 9007199254740997n,
    osm: { way: [9007199254740993n, 1], s: "9007199254740995" },
  });
  expect(await saved(layer)).toContain('{"s":"9007199254740995","way":[9007199254740993,1]}');
  expect(Layer.from([{ id: 2n ** 60n, geometry: null }]).head()[0]?.properties).toEqual({ id: 2n ** 60n });
});

test("TopoJSON's ids and properties stay exact", async () => {
  const object = '{"type":"Point","coordinates":[1,2],"id":9007199254740993,"properties":{"osm":9007199254740995}}';
  const layer = await load(
    `{"type":"Topology","arcs":[],"objects":{"a":{"type":"GeometryCollection","geometries":[${object}]}}}`,
  );
  expect(layer.head()[0]?.properties).toEqual({ id: 9007199254740993n, osm: 9007199254740995n });
});

test("filter, grouping and joining keep them apart", async () => {
  const layer = await load(collection(IDS));
  expect(layer.filter(({ properties }) => properties["osm"] === 9007199254740993n)).toHaveLength(1);
  expect(groupFeatures(dataOf(layer), ["osm"]).firsts).toHaveLength(IDS.length);
  const [small, large] = [await load(collection(["12"])), await load(collection([IDS[0]!]))];
  const joined = layerFromData("j", joinLayers([dataOf(small), dataOf(large)]));
  expect(joined.fields).toEqual([{ name: "osm", type: "integer64" }]);
  expect(joined.hash).toBe((await load(collection(["12", IDS[0]!]))).hash);
  expect(Layer.from(layer.toGeoJSON()).hash).toBe(layer.hash);
});

test("they show all their digits, and JSON.stringify takes them as text", async () => {
  const layer = await load(collection(IDS.slice(0, 1)));
  expect(layerText(layer)).toContain("9007199254740993");
  expect(JSON.stringify(layer.head()[0]?.properties)).toBe('{"osm":"9007199254740993"}');
  expect(JSON.stringify(layer.toGeoJSON())).toContain('"osm":"9007199254740993"');
});

test("the log names the field and how to write a value", async () => {
  const recorder = new Recorder();
  tellLargeNumbers(dataOf(await load(collection(IDS))), recorder);
  expect(recorder.logs).toEqual([
    ["info", expect.stringMatching(/"osm".*write 9007199254740993n, not 9007199254740993/)],
  ]);
});

async function logged(values: readonly string[]): Promise<string> {
  const recorder = new Recorder();
  tellLargeNumbers(dataOf(await load(collection(values))), recorder);
  return JSON.stringify(recorder.logs);
}

test("a field with fractions beside them can't hold them exactly, and the log says so", async () => {
  expect(await logged(["9007199254740993", "0.5"])).toContain("may have been rounded");
  expect(await logged(["9007199254740991", "0.5"])).toBe("[]");
});
