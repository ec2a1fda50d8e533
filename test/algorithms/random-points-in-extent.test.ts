import { describe, expect, test } from "vitest";
import { engines, run } from "./run.ts";

const { engine } = engines[0]!;

function points(values: Readonly<Record<string, unknown>>) {
  const made = run("native:randompointsinextent", { engine, inputs: {}, values: { extent: "10,20,14,28", ...values } });
  const xy = Array.from({ length: made.data.geometry.length }, (_, i) => [
    made.data.geometry.xy[2 * i]!,
    made.data.geometry.xy[2 * i + 1]!,
  ]);
  return { ...made, xy };
}

describe("random points in an extent", () => {
  test("are as many as asked for, inside, counted from 0", () => {
    const { xy, data, properties } = points({ pointsNumber: 500, targetCrs: "EPSG:3857" });
    expect(data.crs).toBe("EPSG:3857");
    expect(xy).toHaveLength(500);
    expect(xy.every(([x, y]) => x! >= 10 && x! < 14 && y! >= 20 && y! < 28)).toBe(true);
    expect(properties.map((one) => one["id"])).toEqual(Array.from({ length: 500 }, (_, i) => i));
  });

  test("are the same for the same seed alone", () => {
    const [one, again, other] = [7, 7, 8].map((seed) => points({ pointsNumber: 50, seed }).hash);
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });

  // with 64 cells chi-square has 63 degrees of freedom: 99.99 % of fair draws give less than 113.5
  test.each([0, 1, 2, 1_000_000])("lie anywhere alike, seed %i", (seed) => {
    const cells = new Float64Array(64);
    const { xy } = points({ pointsNumber: 64_000, seed });
    for (const [x, y] of xy) cells[Math.floor((x! - 10) * 2) + 8 * Math.floor(y! - 20)]! += 1;
    const chi = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chi).toBeLessThan(113.5);
    expect(chi).toBeGreaterThan(25);
  });

  test("keep their distance, and are fewer where there is no room", () => {
    const { xy, logs } = points({ pointsNumber: 1000, minDistance: 1 });
    const near = xy.filter(([x, y], i) => xy.slice(0, i).some(([a, b]) => Math.hypot(x! - a!, y! - b!) < 1));
    expect(near).toEqual([]);
    expect(xy.length).toBeGreaterThan(15);
    expect(xy.length).toBeLessThan(60);
    expect(logs).toEqual([expect.stringMatching(/^warning: Only \d+ of 1000 points/)]);
  });
});
