import { silent } from "../../src/feedback.ts";
import { SpatialError } from "../../src/errors.ts";
import { readGeoJson } from "../../src/formats/geojson/read-geojson.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { Random } from "../tasks/simulation/random.ts";
import { mutated } from "./mutations.ts";
import { sourceOf } from "./sources.ts";

const FEATURES = [
  { type: "Feature", id: 7, properties: { name: "Köln", n: 1, list: [1, { a: "b" }] }, geometry: { type: "Point", coordinates: [7, 51, 3] } },
  { type: "Feature", properties: null, geometry: { type: "MultiPoint", coordinates: [[1, 2], [3, 4.25]] } },
  { type: "Feature", properties: { n: 2.5, on: true }, geometry: { type: "LineString", coordinates: [[0, 0], [1e-3, -2]] } },
  { type: "Feature", id: "b", properties: {}, geometry: { type: "MultiLineString", coordinates: [[[0, 0], [1, 1]], [[2, 2], [3, 3]]] } },
  { type: "Feature", properties: { big: 123456789 }, geometry: { type: "Polygon", coordinates: [[[0, 0], [9, 0], [9, 9], [0, 0]], [[1, 1], [2, 1], [2, 2], [1, 1]]] } },
  { type: "Feature", properties: { t: "2020-01-01" }, geometry: { type: "MultiPolygon", coordinates: [[[[0, 0], [9, 0], [9, 9], [0, 0]]]] } },
  { type: "Feature", properties: { n: null }, geometry: { type: "GeometryCollection", geometries: [{ type: "Point", coordinates: [1, 2] }, { type: "LineString", coordinates: [[0, 0], [1, 1]] }] } },
  { type: "Feature", properties: { n: 3 }, geometry: null },
]; // prettier-ignore

const TOPOLOGY = {
  type: "Topology",
  bbox: [0, 0, 10, 10],
  transform: { scale: [0.001, 0.001], translate: [0, 0] },
  objects: {
    zones: {
      type: "GeometryCollection",
      geometries: [
        { type: "Polygon", id: "a", properties: { name: "A" }, arcs: [[0, 1]] },
        { type: "MultiPolygon", id: 2, properties: { name: "B" }, arcs: [[[-2, 2]]] },
        { type: "LineString", arcs: [0] },
        { type: "MultiLineString", arcs: [[1], [2]] },
        { type: "Point", properties: { n: 1 }, coordinates: [100, 200] },
        { type: "MultiPoint", coordinates: [[1, 2], [3, 4]] },
        { type: "GeometryCollection", geometries: [{ type: "Point", coordinates: [1, 2] }] },
        { type: null },
      ],
    },
  },
  arcs: [[[0, 0], [1000, 0], [0, 1000]], [[1000, 1000], [-1000, 0], [0, -1000]], [[0, 0], [0, 1000], [1000, 0]]],
}; // prettier-ignore

const CRS = { type: "name", properties: { name: "urn:ogc:def:crs:EPSG::25832" } };

/** A file of each format. */
export const TEXTS: Readonly<Record<string, string>> = {
  geojson: JSON.stringify({ type: "FeatureCollection", name: "x", crs: CRS, features: FEATURES }),
  geojsonl: FEATURES.map((feature) => JSON.stringify(feature)).join("\n"),
  "geojson-seq": FEATURES.map((feature) => `\u001e${JSON.stringify(feature)}\n`).join(""),
  topojson: JSON.stringify(TOPOLOGY),
};

const ALLOWED = new Set(["LAYER_UNREADABLE", "INVALID_GEOMETRY", "BAD_ARGUMENT", "UNKNOWN_CRS"]);
/** What the engine says when nobody has looked before. */
const RAW = /undefined|is not a function|not iterable|call stack|Invalid (?:array|string|typed)|\[object/;
const MOST_MS = 2000;
const MOST_BYTES = 256e6;

interface Tally {
  readonly read: number;
  readonly refused: number;
  readonly slowestMs: number;
  readonly mostBytes: number;
}

/**
 * Reads a format's file with faults in it. Throws for what is neither a layer of finite coordinates nor a refusal that a
 * user can read, for one that takes more than 2 s or 256 MB, and names the seed.
 */
export async function fuzzText(format: string, seeds: number, firstSeed: number): Promise<Tally> {
  const tally = { read: 0, refused: 0, slowestMs: 0, mostBytes: 0 };
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    const random = new Random(seed);
    const bytes = mutated(TEXTS[format]!, random);
    const before = process.memoryUsage.rss();
    const start = performance.now();
    const problem = await outcomeOf(bytes, random.below(2) === 0 ? Infinity : 1 + random.below(100));
    const ms = performance.now() - start;
    const held = process.memoryUsage.rss() - before;
    if (typeof problem === "string")
      throw new Error(`${format}, seed ${seed}: ${problem}\n${bytes.toString("latin1")}`);
    if (ms > MOST_MS) throw new Error(`${format}, seed ${seed} took ${ms.toFixed(0)} ms`);
    if (held > MOST_BYTES) throw new Error(`${format}, seed ${seed} took ${(held / 1e6).toFixed(0)} MB`);
    tally.read += problem ? 1 : 0;
    tally.refused += problem ? 0 : 1;
    tally.slowestMs = Math.max(tally.slowestMs, ms);
    tally.mostBytes = Math.max(tally.mostBytes, held);
  }
  return tally;
}

/** True for a layer, false for a proper refusal, else what is wrong. */
async function outcomeOf(bytes: Buffer, step: number): Promise<boolean | string> {
  try {
    return problemOf(await readGeoJson(sourceOf(bytes, step), {}, silent)) ?? true;
  } catch (error) {
    if (!(error instanceof SpatialError)) return `threw ${String(error)}\n${error instanceof Error ? error.stack : ""}`;
    if (!ALLOWED.has(error.code)) return `threw ${error.code}: ${error.message}`;
    return RAW.test(error.message) ? `says "${error.message}"` : false;
  }
}

function problemOf({ geometry }: LayerData): string | undefined {
  const at = geometry.xy.findIndex((value) => !Number.isFinite(value));
  return at < 0 ? undefined : `gave a layer with the coordinate ${geometry.xy[at]}`;
}
