import { expect, test } from "vitest";
import { findNamed, isSameName, kebabName, optionName, qgisName } from "../../src/schema/names.ts";

const SPELLINGS = [
  "pointOnSurface",
  "point-on-surface",
  "POINT_ON_SURFACE",
  "pointonsurface",
  "native:pointonsurface",
  "Point on surface",
];

test.each(SPELLINGS)("%s is a spelling of pointOnSurface", (spelling) => {
  expect(isSameName(spelling, "pointOnSurface")).toBe(true);
});

test("a name is printed as magics, options and QGIS spell it", () => {
  expect(kebabName("endCapStyle")).toBe("end-cap-style");
  expect(optionName({ name: "endCapStyle" })).toBe("--end-cap-style");
  expect(qgisName("endCapStyle")).toBe("END_CAP_STYLE");
});

test("what is spelled just so is found before what only sounds like it; nothing sounds like no letters", () => {
  const known = [["myShade"], ["my_shade"], [">"]];
  const find = (name: string) => findNamed(known, name, (names) => names);
  expect(find("my_shade")).toBe(known[1]);
  expect(find("MY-SHADE")).toBe(known[0]);
  expect(find("<")).toBeUndefined();
});
