import { describe, expect, test } from "vitest";
import { layerHtml, layerText } from "../../src/layers/describe.ts";
import { dataOf, Layer, layerFromData } from "../../src/layers/layer.ts";
import { didYouMean, nearNames } from "../../src/layers/near-names.ts";

const HOSTILE = `<img src=x onerror="alert(1)">&'"</td><script>alert(2)</script>`;
const rows = Array.from({ length: 1234 }, (_, n) => ({
  geometry: { type: "Point" as const, coordinates: [n / 1000, 50.123456789] },
  properties: { name: `town ${n}`, share: n / 7, open: n % 2 === 0, more: { n } },
}));
const towns = Layer.from(rows, { name: "towns" });

function sourceLine(layer: Layer): string | undefined {
  return layerText(layer)
    .split("\n")
    .find((line) => line.startsWith("  Source"));
}

describe("as text", () => {
  test("a layer shows type, count, CRS, extent, fields and its first ten rows", () => {
    expect(layerText(towns)).toBe(
      [
        "towns: Point layer, 1,234 features",
        "  CRS     EPSG:4326 (WGS 84)",
        "  Extent  0, 50.12346 to 1.233, 50.12346 (degrees)",
        `  Hash    ${towns.hash.slice(0, 10)}`,
        "  Fields  name string, share number, open boolean, more json",
        "  name       share  open   more",
        '  town 0         0  true   {"n":0}',
        '  town 1  0.142857  false  {"n":1}',
        '  town 2  0.285714  true   {"n":2}',
        '  town 3  0.428571  false  {"n":3}',
        '  town 4  0.571429  true   {"n":4}',
        '  town 5  0.714286  false  {"n":5}',
        '  town 6  0.857143  true   {"n":6}',
        '  town 7         1  false  {"n":7}',
        '  town 8   1.14286  true   {"n":8}',
        '  town 9   1.28571  false  {"n":9}',
        "  … 1,224 more features",
      ].join("\n"),
    );
  });

  test("the source is the file, or what made it of which layers", () => {
    expect(sourceLine(towns)).toBeUndefined();
    expect(sourceLine(towns.select(["name"]))).toBe("  Source  select of towns");
    const data = dataOf(towns);
    expect(sourceLine(layerFromData("x", data, { source: "data/towns.fgb" }))).toBe("  Source  data/towns.fgb");
    const clipped = layerFromData("x", data, { algorithm: "native:clip", inputs: ["towns", "zones"] });
    expect(sourceLine(clipped)).toBe("  Source  clip of towns, zones");
  });

  test("an empty layer says so", () => {
    const none = Layer.from([], { name: "none", crs: "EPSG:3857" });
    expect(layerText(none)).toBe(
      [
        "none: Layer without geometry, 0 features",
        "  CRS     EPSG:3857 (WGS 84 / Pseudo-Mercator)",
        "  Extent  empty",
        `  Hash    ${none.hash.slice(0, 10)}`,
        "  Fields  none",
      ].join("\n"),
    );
  });

  test("numbers keep six digits, and all before the point", () => {
    const values = [1234567.891, 0.000000123456789, -2.5, 99999.96, 1e21];
    const layer = Layer.from(values.map((value) => ({ geometry: null, properties: { value } })));
    const cells = layerText(layer).split("\n").slice(-5);
    expect(cells.map((line) => line.trim())).toEqual(["1234568", "1.23457e-7", "-2.5", "100000", "1e+21"]);
  });

  test("long lines, many fields and control characters do not break the table", () => {
    const wide = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`field_${i}`, `a long text\n\u202e${i} `.repeat(9)]),
    );
    const lines = layerText(Layer.from([{ geometry: null, properties: wide }])).split("\n");
    expect(lines).toHaveLength(8);
    expect(lines.filter((line) => !line.startsWith("  Fields")).every((line) => line.length <= 115)).toBe(true);
    expect(lines.at(-1)).toBe("  … 8 more fields");
  });
});

describe("as HTML", () => {
  test("shows the same, with a picture where there is one", () => {
    const html = layerHtml(towns, "data:image/png;base64,AAAA");
    for (const part of [
      "towns",
      "Point layer, 1,234 features",
      "EPSG:4326 (WGS 84)",
      "1.28571",
      "… 1,224 more features",
    ]) {
      expect(html).toContain(part);
    }
    expect(html).toContain('<img src="data:image/png;base64,AAAA" alt="Map of towns"');
    expect(layerHtml(towns)).not.toContain("<img");
    expect(html.match(/<tr[ >]/g)).toHaveLength(3 + 1 + 10);
  });

  test("whatever a layer holds is text: no tag, attribute or entity of its own", () => {
    const layer = Layer.from([{ geometry: null, properties: { [HOSTILE]: HOSTILE, json: { [HOSTILE]: HOSTILE } } }], {
      name: HOSTILE,
    });
    const html = layerHtml(layer, `" onload="alert(3)`);
    const tags = [...html.matchAll(/<\/?([a-z]+)/g)].map(([, tag]) => tag);
    expect(new Set(tags)).toEqual(new Set(["br", "div", "img", "span", "table", "tbody", "td", "th", "thead", "tr"]));
    expect(html.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*\son\w+=/i);
    expect(tags.filter((tag) => tag === "img")).toHaveLength(1);
  });

  test("has no script, ids, style sheet or fixed colours, and is the same each time", () => {
    const html = layerHtml(towns);
    expect(html).not.toMatch(/<script|<style|\sid=|\sclass=|#[0-9a-f]{3,6}\b|https?:/i);
    expect(layerHtml(Layer.from(rows, { name: "towns" }))).toBe(html);
    expect(html.length).toBeLessThan(12_000);
  });
});

describe("near names", () => {
  test.each([
    ["cuntries", ["countries", "cities"], ["countries"]],
    ["COUNTRIES", ["countries"], ["countries"]],
    ["rodas", ["roads", "rivers"], ["roads"]],
    ["count", ["countries"], ["countries"]],
    ["ab", ["abcdef", "ac"], ["ac"]],
    ["zzz", ["roads"], []],
    ["", ["a"], []],
  ])("of %j among %j", (given, names, expected) => {
    expect(nearNames(given, names)).toEqual(expected);
  });

  test("as a question", () => {
    expect(didYouMean("rodas", ["roads", "rods"])).toBe(' Did you mean "roads" or "rods"?');
    expect(didYouMean("x", ["roads"])).toBe("");
  });
});
