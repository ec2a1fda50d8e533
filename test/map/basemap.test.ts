import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { Kind } from "../../src/geometry/column.ts";
import { basemapLayer } from "../../src/map/basemap-layer.ts";
import type { PackedWorld } from "../../src/map/map-state.ts";
import { unpackLine } from "../../src/map/map-state.ts";

const read = (name: string) => readFileSync(new URL(`../../src/map/basemap/${name}.json.gz`, import.meta.url));

describe.each(["world-low", "world-high"])("%s", (name) => {
  const world = JSON.parse(gunzipSync(read(name)).toString()) as PackedWorld;
  const lines = [...world.borders, ...world.coasts].map(unpackLine);
  const rings = world.land.flat().map(unpackLine);

  test("lies on the globe", () => {
    const all = [...lines.flat(), ...rings.flat()];
    expect(all.filter(([x, y]) => Math.abs(x) > 180 || Math.abs(y) > 90)).toEqual([]);
  });

  test("has no line across the map where shapes meet the antimeridian", () => {
    const steps = [...lines, ...rings].flatMap((line) =>
      line.slice(1).map(([x, y], i) => [Math.abs(x - line[i]![0]), y] as const),
    );
    // only the Antarctic is closed along the edge of the map
    expect(steps.filter(([step, y]) => step > 15 && y > -89)).toEqual([]);
  });

  test("becomes a layer of land and lines for pictures", () => {
    const { geometry } = basemapLayer(read(name));
    expect([...geometry.kinds]).toEqual([Kind.MultiPolygon, Kind.MultiLineString]);
    expect(geometry.xy.length).toBeGreaterThan(10_000);
  });
});

test("every country has one label", () => {
  const { labels = [] } = JSON.parse(gunzipSync(read("world-low")).toString()) as PackedWorld;
  const names = labels.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(["Russia", "Fiji", "France", "New Zealand", "Chile"]));
});
