import { expect, test } from "vitest";
import { paletteColors, paletteNames } from "../../src/styles/palettes.ts";

test.each(paletteNames())("%s has as many colours as are asked for", (name) => {
  for (const count of [1, 2, 5, 9, 20]) {
    const colors = paletteColors(name, count);
    expect(colors).toHaveLength(count);
    for (const color of colors) expect(color).toMatch(/^#[0-9a-f]{6}$/);
  }
});

test("ColorBrewer's own colours, in any spelling and turned around", () => {
  // colorbrewer2.org, YlGnBu of 5 classes
  const colors = ["#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"];
  expect(paletteColors("ylgnbu", 5)).toEqual(colors);
  expect(paletteColors("YlGnBu-r", 5)).toEqual(colors.toReversed());
  expect(paletteColors("YlGnBu_r", 5)).toEqual(colors.toReversed());
});

test("an unknown palette names near ones", () => {
  expect(() => paletteColors("YlGnBuu", 5)).toThrow(/Did you mean .*"YlGnBu"/);
});
