import { describe, expect, test } from "vitest";
import { parseCrsId } from "../../../src/crs/crs-id.ts";
import { dataOf, Layer } from "../../../src/layers/layer.ts";
import { extent } from "../../../src/schema/types/extent.ts";
import { printed, read } from "../read-type.ts";

const required = extent({ doc: "Where" });

test.each([
  ["1,2,3,4", { bounds: [1, 2, 3, 4], crs: undefined }],
  [" -1.5, 2 ,3e2,4 ", { bounds: [-1.5, 2, 300, 4], crs: undefined }],
  ["1,2,3,4 [EPSG:4326]", { bounds: [1, 2, 3, 4], crs: "EPSG:4326" }],
  [[1, 2, 3, 4], { bounds: [1, 2, 3, 4], crs: undefined }],
])("%j is a rectangle", (given, value) => {
  expect(read(required, given)).toEqual(value);
});

test("QGIS's own name brings QGIS's order", () => {
  const value = { bounds: [1, 2, 3, 4], crs: "EPSG:3857" };
  expect(read(required, "1,3,2,4 [EPSG:3857]", undefined, "GIVEN")).toEqual(value);
  // history prints the parameter by our name, and so the numbers in our order
  expect(printed(required, "1,3,2,4 [EPSG:3857]", "GIVEN").code).toBe('"1,2,3,4 [EPSG:3857]"');
});

describe("a layer", () => {
  const layer = dataOf(Layer.from([{ geometry: { type: "LineString", coordinates: [[1, 2], [3, 5]] } }], { crs: "EPSG:3857" })); // prettier-ignore

  test("gives its extent and CRS, once it is there", () => {
    expect(read(required, "roads", layer)).toEqual({ bounds: [1, 2, 3, 5], crs: "EPSG:3857" });
    expect(read(required, "roads")).toBeUndefined();
  });

  test("is looked up, a rectangle is not", () => {
    expect(required.type.references("roads")).toEqual(["roads"]);
    expect(required.type.references("-1,2,3,4")).toEqual([]);
  });

  test("without coordinates is refused", () => {
    const empty = dataOf(Layer.from([], { crs: "EPSG:3857" }));
    expect(() => read(required, "roads", { ...empty, crs: parseCrsId("EPSG:3857") })).toThrow(
      "without any coordinates",
    );
  });
});

test.each(["1,2,3", "1,2,3,x", "3,2,1,4", "1,2,3,4 EPSG:4326", "1,,3,4"])("%s is refused", (given) => {
  expect(() => read(required, given)).toThrow(/sample: given is .*expected xmin,ymin,xmax,ymax/);
});

test("an unknown CRS is refused by its name", () => {
  expect(() => read(required, "1,2,3,4 [EPSG:99999]")).toThrow("EPSG:99999");
});
