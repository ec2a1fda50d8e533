import { describe, expect, test } from "vitest";
import { startsAsObject, startsAsXml } from "../../src/formats/text-start.ts";

describe("how files begin", () => {
  test.each([
    ["<kml>", "kml", true],
    ["\uFEFF<kml>", "kml", true],
    ['\uFEFF <?xml version="1.0"?>\n<!-- one -->\n<!-- two --><k:kml a="b">', "kml", true],
    ["<kmls>", "kml", false],
    ["<gpx>", "kml", false],
    ["kml>", "kml", false],
    ["", "kml", false],
  ])("%j is XML of %s: %s", (text, name, expected) => {
    expect(startsAsXml(Buffer.from(text), name)).toBe(expected);
  });

  test.each([
    ['{"a":1}', true],
    ['\uFEFF\n {"a":1}', true],
    ["[1]", false],
  ])("%j is an object: %s", (text, expected) => {
    expect(startsAsObject(Buffer.from(text))).toBe(expected);
  });
});
