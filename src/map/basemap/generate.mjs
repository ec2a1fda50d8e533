// Makes world-low.json.gz and world-high.json.gz, the offline basemap, from Natural Earth as packed in world-atlas (see LICENSE.md).
// node src/map/basemap/generate.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { feature, mesh } from "topojson-client";

const require = createRequire(import.meta.url);
const atlas = (name) => JSON.parse(readFileSync(require.resolve(`world-atlas/${name}.json`), "utf8"));
/** Longitude steps of more than this are crossings of the antimeridian: world-atlas has joined what GeoJSON splits there. */
const CROSSING = 180;

/** Longitudes made continuous; a ring around a pole ends 360 degrees from where it began. */
function unwrap(line) {
  let shift = 0;
  return line.map(([x, y], i) => {
    const before = i === 0 ? x : line[i - 1][0];
    if (x - before > CROSSING) shift -= 360;
    if (x - before < -CROSSING) shift += 360;
    return [x + shift, y];
  });
}

/** The part of a ring with minX <= x <= maxX (Sutherland and Hodgman). */
function clipRing(ring, minX, maxX) {
  for (const [limit, sign] of [
    [minX, 1],
    [maxX, -1],
  ]) {
    const inside = ([x]) => (x - limit) * sign >= 0;
    ring = ring.flatMap((b, i) => {
      const a = ring.at(i - 1);
      const t = (limit - a[0]) / (b[0] - a[0]);
      const cut = [limit, a[1] + t * (b[1] - a[1])];
      if (inside(b)) return inside(a) ? [b] : [cut, b];
      return inside(a) ? [cut] : [];
    });
  }
  return ring;
}

/** The polygons of a stitched polygon, cut at the antimeridian, holes dropped into the piece that contains them. */
function cutPolygon([shell, ...holes]) {
  let open = unwrap(shell);
  const turn = open.at(-1)[0] - open[0][0];
  if (Math.abs(turn) > CROSSING) {
    const pole = open.reduce((sum, [, y]) => sum + y, 0) < 0 ? -90 : 90;
    open.push([open.at(-1)[0], pole], [open[0][0], pole]);
  } else open = open.slice(0, -1);
  return [-360, 0, 360].flatMap((world) => {
    const piece = clipRing(open, world - 180, world + 180).map(([x, y]) => [x - world, y]);
    return piece.length < 3 ? [] : [[close(piece), ...holes.map(unwrap).filter((hole) => depth(hole[0], piece) > 0)]];
  });
}

/** Lines cut where they cross the antimeridian. */
function cutLine(line) {
  const open = unwrap(line);
  return [-360, 0, 360].flatMap((world) => {
    const pieces = [[]];
    const inside = ([x]) => x >= world - 180 && x <= world + 180;
    open.forEach((b, i) => {
      const a = open[i - 1];
      if (a !== undefined && inside(a) !== inside(b)) {
        const limit = Math.min(a[0], b[0]) < world - 180 ? world - 180 : world + 180;
        const t = (limit - a[0]) / (b[0] - a[0]);
        pieces.at(-1).push([limit, a[1] + t * (b[1] - a[1])]);
        if (!inside(b)) pieces.push([]);
      }
      if (inside(b)) pieces.at(-1).push(b);
    });
    return pieces.filter((piece) => piece.length > 1).map((piece) => piece.map(([x, y]) => [x - world, y]));
  });
}

const close = (ring) => [...ring, ring[0]];

/** Steps from point to point in hundredths of a degree, the first from 0, 0, flat: a third of the size of plain coordinates. */
function pack(line) {
  let [beforeX, beforeY] = [0, 0];
  return line.flatMap(([longitude, latitude], i) => {
    const [x, y] = [Math.round(longitude * 100), Math.round(latitude * 100)];
    const step = [x - beforeX, y - beforeY];
    [beforeX, beforeY] = [x, y];
    return i > 0 && step[0] === 0 && step[1] === 0 ? [] : step;
  });
}

function areaOf(ring) {
  return Math.abs(ring.reduce((sum, [x, y], i) => sum + ring.at(i - 1)[0] * y - x * ring.at(i - 1)[1], 0)) / 2;
}

/** A point well inside: the best of a grid, refined around the best, by distance to the nearest edge. */
function labelPoint(ring) {
  let [minX, minY] = [0, 1].map((axis) => Math.min(...ring.map((point) => point[axis])));
  let [width, height] = [0, 1].map((axis) => Math.max(...ring.map((point) => point[axis])) - [minX, minY][axis]);
  let best = { point: ring[0], distance: -Infinity };
  for (let pass = 0; pass < 4; pass++) {
    for (let i = 0; i <= 16; i++) {
      for (let j = 0; j <= 16; j++) {
        const point = [minX + (width * i) / 16, minY + (height * j) / 16];
        const distance = depth(point, ring);
        if (distance > best.distance) best = { point, distance };
      }
    }
    [width, height] = [width / 4, height / 4];
    [minX, minY] = [best.point[0] - width / 2, best.point[1] - height / 2];
  }
  return best.point;
}

/** Distance to the nearest edge, negative outside; labels are wide, so heights count double. */
function depth([px, py], ring) {
  let inside = false;
  let nearest = Infinity;
  ring.forEach(([bx, by], i) => {
    const [ax, ay] = ring.at(i - 1);
    if (ay > py !== by > py && px < ax + ((py - ay) / (by - ay)) * (bx - ax)) inside = !inside;
    const [dx, dy] = [bx - ax, by - ay];
    const t =
      dx === 0 && dy === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy)));
    nearest = Math.min(nearest, Math.hypot(px - ax - t * dx, 2 * (py - ay - t * dy)));
  });
  return inside ? nearest : -nearest;
}

function detail(name) {
  const land = atlas(`land-${name}`);
  const countries = atlas(`countries-${name}`);
  const polygons = feature(land, land.objects.land).features.flatMap(({ geometry }) =>
    geometry.coordinates.flatMap(cutPolygon),
  );
  const lines = (keep) => mesh(countries, countries.objects.countries, keep).coordinates.flatMap(cutLine).map(pack);
  return {
    land: polygons
      .map((rings) => rings.map(pack).filter((ring) => ring.length >= 8))
      .filter((rings) => rings.length > 0),
    borders: lines((a, b) => a !== b),
    coasts: lines((a, b) => a === b),
  };
}

/** One label per country at its largest part; rank 1 for the largest countries. */
function labels() {
  const countries = atlas("countries-50m");
  return feature(countries, countries.objects.countries)
    .features.filter(({ properties }) => properties.name !== "Antarctica")
    .map(({ properties, geometry }) => {
      const polygons = (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates).flatMap(
        cutPolygon,
      );
      const largest = polygons.map(([shell]) => shell).toSorted((a, b) => areaOf(b) - areaOf(a))[0];
      const area = areaOf(largest);
      const rank = [150, 30, 8, 2, 0.2, 0].findIndex((least) => area >= least) + 1;
      return { name: properties.name, rank, at: labelPoint(largest).map((degrees) => Math.round(degrees * 100) / 100) };
    })
    .toSorted((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
}

function write(name, data) {
  const bytes = gzipSync(JSON.stringify(data), { level: 9 });
  bytes[9] = 255; // the operating system, so that every machine writes the same file
  writeFileSync(new URL(`${name}.json.gz`, import.meta.url), bytes);
}

write("world-low", { ...detail("110m"), labels: labels() });
write("world-high", detail("50m"));
