/**
 * Star polygons on a jittered 200 m grid whose neighbours overlap, the same for every run: the data the peers get too.
 * @param {number} count
 * @returns {{ type: "FeatureCollection", features: object[] }} EPSG:3857, 16 to 48 vertices each
 */
export function stars(count) {
  const random = mulberry32(42);
  const side = Math.ceil(Math.sqrt(count));
  const features = Array.from({ length: count }, (_, index) => {
    const x = (index % side) * 200 + 50 * random();
    const y = Math.floor(index / side) * 200 + 50 * random();
    const points = 16 + Math.floor(33 * random());
    const ring = Array.from({ length: points }, (_unused, step) => {
      const angle = (2 * Math.PI * step) / points;
      const radius = 60 + 80 * random();
      return [round(x + radius * Math.cos(angle)), round(y + radius * Math.sin(angle))];
    });
    ring.push(ring[0]);
    return {
      type: "Feature",
      properties: { id: index, name: `star ${index}` },
      geometry: { type: "Polygon", coordinates: [ring] },
    };
  });
  return { type: "FeatureCollection", features };
}

/** Stars with classes from 0 to `classes`, and the same stars moved by 70 and 40 m. */
export function starLayers(count, classes = 50) {
  const first = stars(count);
  for (const { properties } of first.features) properties.class = properties.id % classes;
  const second = structuredClone(first);
  for (const { geometry } of second.features)
    geometry.coordinates = geometry.coordinates.map((ring) => ring.map(([x, y]) => [x + 70, y + 40]));
  return [first, second];
}

function round(value) {
  return Math.round(value * 1000) / 1000;
}

/** A small random generator with a fixed seed (Tommy Ettinger's mulberry32, public domain). */
export function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
