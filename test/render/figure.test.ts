import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseCrsId } from "../../src/crs/crs-id.ts";
import { Layer, dataOf } from "../../src/layers/layer.ts";
import { freshStyle, type LayerStyle } from "../../src/layers/layer-style.ts";
import { drawFigure } from "../../src/render/figure/figure.ts";
import { figureFonts } from "../../src/render/figure/font.ts";
import type { FigureLayer, FigureOptions } from "../../src/render/figure/figure-parts.ts";
import { colorsOf } from "../fixtures/palette-png.ts";

interface Oracle {
  readonly places: readonly (readonly [number, number])[];
  readonly projected: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  readonly degreeInMetres: Readonly<Record<string, number>>;
}

const oracle = JSON.parse(readFileSync(new URL("../fixtures/figure-places.json", import.meta.url), "utf8")) as Oracle;

const OPTIONS: FigureOptions = {
  widthPx: 600,
  heightPx: 400,
  dpi: 96,
  legend: false,
  scale: false,
  north: false,
  grid: false,
};

function layerOf(features: readonly object[], style: Partial<LayerStyle> = {}, name = "layer"): FigureLayer {
  const layer = Layer.from({ type: "FeatureCollection", features } as { type: string });
  const kind = layer.geometryType.toLowerCase().includes("point") ? "point" : "polygon";
  return { name, kind, data: dataOf(layer), style: { ...freshStyle(), opacity: 1, ...style }, isResult: false };
}

const point = (coordinates: readonly number[], properties: object = {}) => ({
  type: "Feature",
  properties,
  geometry: { type: "Point", coordinates },
});

const square = (x: number, properties: object = {}, y = 0) => ({
  type: "Feature",
  properties,
  geometry: {
    type: "Polygon",
    coordinates: [
      [
        [x, y],
        [x + 10, y],
        [x + 10, y + 10],
        [x, y + 10],
        [x, y],
      ],
    ],
  },
});

function draw(layers: readonly FigureLayer[], options: Partial<FigureOptions> = {}) {
  return drawFigure(layers, { ...OPTIONS, ...options }, (crs) => ({ crs, engine: undefined as never }));
}

/** Texts of an SVG, in their order. */
function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) => text);
}

/** Colours of areas, lowest first. */
function fills(layers: readonly FigureLayer[]): string[] {
  return [...draw(layers).svg.matchAll(/<path fill="(#\w+)"/g)].map(([, color]) => color!);
}

/** Where dots are drawn, in their order. */
function dotsOf(svg: string): [number, number][] {
  return [...svg.matchAll(/M(-?[\d.]+) (-?[\d.]+)h\.01/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

function numbersOf(match: RegExpExecArray): number[] {
  return match.slice(1).map(Number);
}

describe("places", () => {
  test.each(Object.keys(oracle.projected))("in %s lie as PROJ projects them", (crs) => {
    const layer = layerOf(
      oracle.places.map((place) => point(place)),
      { radius: 3, outline: "none" },
    );
    const drawn = dotsOf(draw([layer], { crs: parseCrsId(crs) }).svg);
    const expected = oracle.projected[crs]!;
    const [[ax, ay], [bx, by]] = [expected[0]!, expected[1]!];
    const [[px, py], [qx, qy]] = [drawn[0]!, drawn[1]!];
    const scale = Math.hypot(qx - px, qy - py) / Math.hypot(bx - ax, by - ay);
    drawn.forEach(([x, y], index) => {
      const [toX, toY] = expected[index]!;
      expect(x - px).toBeCloseTo((toX - ax) * scale, 0);
      expect(py - y).toBeCloseTo((toY - ay) * scale, 0);
    });
  });

  test("in degrees keep their form in the middle: a degree of longitude is as short there as on the ground", () => {
    const corners = [
      [-1, 59],
      [1, 61],
    ];
    const [[left, low], [right, high]] = dotsOf(
      draw([
        layerOf(
          corners.map((at) => point(at)),
          { radius: 2, outline: "none" },
        ),
      ]).svg,
    ) as [[number, number], [number, number]];
    const [across, up] = [right - left, low - high];
    expect(across / up).toBeCloseTo(oracle.degreeInMetres["60"]! / 111_420, 2); // a degree along the meridian at 60° N
  });

  test("outside of the extent are not shown, and the extent fills the map", () => {
    const layer = layerOf([square(0), square(40)], { color: "#ff0000" });
    const { png } = draw([layer], { extent: { bounds: [0, 0, 10, 10], crs: undefined } });
    const all = draw([layer]);
    expect(png).not.toEqual(all.png);
    expect(
      dotsOf(
        draw([layerOf([point([5, 5]), point([45, 5])], { radius: 2, outline: "none" })], {
          extent: { bounds: [0, 0, 10, 10], crs: parseCrsId("EPSG:4326") },
        }).svg,
      ).filter(([x]) => x < 600),
    ).toHaveLength(1);
  });
});

describe("around the map", () => {
  test("the scale bar is as long as it says, on the ground", () => {
    const layer = layerOf([point([-5, 30]), point([5, 30])], { radius: 2, outline: "none" });
    const { svg } = draw([layer], { scale: true });
    const [[left], [right]] = dotsOf(svg) as [[number, number], [number, number]];
    const km = Number(
      textsOf(svg)
        .find((text) => text.includes(" km"))!
        .replace(/[^\d]/g, ""),
    );
    const bar = [...svg.matchAll(/<rect x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="5"/g)].reduce(
      (sum, [, width]) => sum + Number(width),
      0,
    );
    const metresPerPixel = (10 * oracle.degreeInMetres["30"]!) / (right - left);
    expect((bar * metresPerPixel) / 1000 / km).toBeCloseTo(1, 1);
  });

  test("title, legend and grid are text, whatever the layer's names and values hold", () => {
    const hostile = `<script>alert(1)</script>"'&\u0000\u001b]]>`;
    const layer = layerOf(
      [square(0, { kind: hostile }), square(20, { kind: "<b>b</b>" })],
      { request: { by: "kind" } },
      hostile,
    );
    const { svg, png } = draw([layer], {
      title: hostile,
      legend: true,
      grid: true,
      scale: true,
      north: true,
      facet: "kind",
    });
    expect(svg).not.toMatch(/<(script|b|image|foreignObject)\b/);
    expect(svg).not.toMatch(/\p{Cc}/u);
    expect(textsOf(svg)[0]).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(png.length).toBeGreaterThan(1000);
  });

  test("the legend has each class with its count, and its swatches have the colours of the map", () => {
    const layer = layerOf([square(0, { v: 1 }), square(20, { v: 2 }), square(40, { v: null })], {
      request: { by: "v", classes: 2, method: "equal", palette: "YlGnBu" },
    });
    const { svg, small } = draw([layer], { legend: true });
    expect(textsOf(svg)).toEqual(["layer", "v", "1 – 1.5", "1", "1.5 – 2", "1", "no data", "1"]);
    const picture = colorsOf(small);
    const colorIn = (box: readonly number[]): string => picture.at(Math.round(box[0]!), Math.round(box[1]!));
    const [x = 0, y = 0] = numbersOf(/translate\(([\d.]+) ([\d.]+)\)"><g transform="translate\(0 0\)/.exec(svg)!);
    const swatches = [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="20" height="13" fill="#ffffff"/g)];
    const rows = [34, 52, 70];
    const seen = swatches.map((match, index) => {
      const [left = 0, top = 0] = numbersOf(match);
      return colorIn([x + left + 10, y + rows[index]! + top + 6]);
    });
    const [mapX = 0, mapY = 0] = numbersOf(/<svg x="([\d.]+)" y="([\d.]+)"/.exec(svg)!);
    const areas = [...svg.matchAll(/<path fill="#\w+" fill-opacity[^>]* d="([^"]+)"/g)].map(([, path = ""]) => {
      const values = [...path.matchAll(/[\d.]+/g)].map(Number);
      const middle = (axis: number): number =>
        values.filter((_, index) => index % 2 === axis).reduce((sum, v) => sum + v) / (values.length / 2);
      return colorIn([mapX + middle(0), mapY + middle(1)]);
    });
    expect(new Set(seen).size).toBe(3);
    expect(areas).toEqual(seen);
  });

  test("a grid names its degrees where its lines meet the edges", () => {
    const { svg } = draw([layerOf([square(0)])], { grid: true });
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["0°", "5°N", "10°E"]));
  });
});

test("only the lowest areas are a grey backdrop, and none that were computed", () => {
  const [land, reach, spot] = [layerOf([square(0)]), layerOf([square(0)]), layerOf([point([5, 5])])];
  const { color } = land.style;
  expect(fills([land, reach, spot]).slice(0, 2)).toEqual(["#8a8f98", color]);
  expect(fills([{ ...land, isResult: true }, spot])[0]).toBe(color);
  expect(fills([{ ...land, style: { ...land.style, chosen: true } }, spot])[0]).toBe(color);
});

describe("several maps", () => {
  const layer = layerOf([square(0, { year: 2001 }), square(20, { year: 2010 }), square(40, { year: 2001 })]);

  test("have one for each value, in order, with one legend", () => {
    const { svg } = draw([layer], { facet: "year", legend: true });
    expect(textsOf(svg)).toEqual(["2001", "2010", "layer", "3"]);
    expect(svg.match(/<svg x=/g)).toHaveLength(2);
    const maps = svg.split("<svg x=").slice(1);
    expect(maps.map((map) => map.match(/Z/g)?.length ?? 0)).toEqual([2, 1]);
  });

  test("of too many values are refused, saying how many there are", () => {
    const many = layerOf(Array.from({ length: 30 }, (_, index) => point([index, 0], { id: index })));
    expect(() => draw([many], { facet: "id" })).toThrow(/facet is id, which has 30 values; at most 24/);
  });
});

describe("the file", () => {
  test("has the size and the resolution asked for, and is the same each time", () => {
    const { png } = draw([layerOf([square(0)])], { widthPx: 500, heightPx: 300, dpi: 200 });
    const bytes = Buffer.from(png);
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([500, 300]);
    const at = bytes.indexOf("pHYs");
    expect(bytes.readUInt32BE(at + 4)).toBe(Math.round(200 / 0.0254));
    expect(draw([layerOf([square(0)])], { widthPx: 500, heightPx: 300, dpi: 200 }).png).toEqual(png);
  });

  test("an empty layer gives a picture of the world", () => {
    expect(draw([layerOf([])], { title: "nothing" }).png.length).toBeGreaterThan(500);
  });

  test("an extent without a place in the CRS is refused", () => {
    const extent = { bounds: [0, 91, 1, 92] as const, crs: parseCrsId("EPSG:4326") };
    expect(() => draw([layerOf([square(0)])], { crs: parseCrsId("EPSG:3857"), extent })).toThrow(
      /has no place in EPSG:3857/,
    );
  });
});

test("letters are as wide as the font draws them", () => {
  // by fontTools 4, of DejaVu Sans 2.37, 2048 units an em
  const { plain } = figureFonts();
  const widths = ["A", "g", "ü", "Ω", "Ж"].map((letter) => Math.round(plain.widthOf(letter, 2048)));
  expect(widths).toEqual([1401, 1300, 1298, 1565, 2206]);
  expect([plain.has("Zürich"), plain.has("東京")]).toEqual([true, false]);
});
