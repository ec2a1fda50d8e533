import { expect, test } from "vitest";
import { parseCrsId } from "../../src/crs/crs-id.ts";
import { parseDistance, toLayerUnits } from "../../src/crs/distance.ts";

test.each([
  [500, { in: "layer", value: 500 }],
  ["-5", { in: "layer", value: -5 }],
  ["1e3", { in: "layer", value: 1000 }],
  [".5", { in: "layer", value: 0.5 }],
  ["500m", { in: "ground", metres: 500 }],
  ["2 km", { in: "ground", metres: 2000 }],
  ["30ft", { in: "ground", metres: expect.closeTo(9.144, 9) }],
  ["1mi", { in: "ground", metres: 1609.344 }],
  ["1nmi", { in: "ground", metres: 1852 }],
  ["-2 miles", { in: "ground", metres: -3218.688 }],
  ["10 metres", { in: "ground", metres: 10 }],
  ["25cm", { in: "ground", metres: 0.25 }],
  ["0.1deg", { in: "layer", value: 0.1 }],
])("%s is a distance", (given, distance) => {
  expect(parseDistance(given)).toEqual(distance);
});

test("degrees become the units of the layer: a right angle is 100 grads", () => {
  expect(parseDistance("90deg", parseCrsId("EPSG:4807"))).toEqual({ in: "layer", value: expect.closeTo(100, 6) });
});

test.each([
  ["5 parsecs", undefined, "BAD_UNIT", "use one of mm, cm, m, km, in, ft, yd, mi, nmi, deg"],
  ["5deg", "EPSG:3857", "BAD_UNIT", "EPSG:3857 is in metre"],
  ["far", undefined, "BAD_ARGUMENT", "500m"],
  ["", undefined, "BAD_ARGUMENT", "expected a number"],
  [Number.NaN, undefined, "BAD_ARGUMENT", "expected a number"],
])("%s is refused", (given, crs, code, message) => {
  expect(() => parseDistance(given, crs === undefined ? undefined : parseCrsId(crs))).toThrowError(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});

test("a length on the ground is converted with the length of the CRS's unit", () => {
  expect(toLayerUnits(parseDistance("304.8m"), parseCrsId("EPSG:2222"))).toBeCloseTo(1000, 9);
  expect(toLayerUnits(parseDistance("7"), parseCrsId("EPSG:2222"))).toBe(7);
});
