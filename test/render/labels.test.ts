import { expect, test } from "vitest";
import { dataOf, Layer } from "../../src/layers/layer.ts";
import { freshStyle } from "../../src/layers/layer-style.ts";
import { drawFigure } from "../../src/render/figure/figure.ts";
import type { FigureLayer } from "../../src/render/figure/figure-parts.ts";
import { textWidth } from "../../src/render/figure/svg-text.ts";
import { labelTile } from "../../src/render/label-tile.ts";
import { toMercator } from "../../src/render/mercator.ts";
import { labelsOf } from "../../src/styles/labels.ts";
import { decodeTile } from "../fixtures/mvt.ts";

const OPTIONS = { widthPx: 600, heightPx: 400, dpi: 96, legend: false, scale: false, north: false, grid: false };
const HOSTILE = [
  `<img src=x onerror="alert(1)">`,
  `</script><script>alert(2)</script>`,
  `</text><image href="http://example.com/"/>`,
  "\u202eمرحبا بالعالم",
  "x".repeat(10_000),
  "]]>&amp;\u0000\u001b[31m",
];

interface Written {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
}

function points(places: readonly (readonly [number, number])[], names: readonly string[]): Layer {
  const features = places.map((coordinates, index) => ({
    type: "Feature",
    geometry: { type: "Point", coordinates },
    properties: { name: names[index % names.length] },
  }));
  return Layer.from({ type: "FeatureCollection", features } as { type: string });
}

function named(layer: Layer, name = "layer"): FigureLayer {
  return { name, kind: "point", data: dataOf(layer), style: { ...freshStyle(), label: "name" }, isResult: false };
}

function svgOf(...layers: readonly FigureLayer[]): string {
  return drawFigure(layers, OPTIONS, (crs) => ({ crs, engine: undefined as never })).svg;
}

function written(svg: string): Written[] {
  return [...svg.matchAll(/<text x="([\d.-]+)" y="([\d.-]+)"[^>]*>([^<]*)<\/text>/g)].map(([, x, y, text = ""]) => ({
    text,
    left: Number(x),
    right: Number(x) + textWidth(text, { size: 12 }),
    bottom: Number(y),
  }));
}

test("of many features those are named that have room, and no name meets another", () => {
  const places = Array.from({ length: 400 }, (_, index) => [index % 20, Math.floor(index / 20)] as const);
  const names = written(svgOf(named(points(places, ["Name", "Longer name"]))));
  expect(names.length).toBeGreaterThan(20);
  expect(names.length).toBeLessThan(300);
  for (const [index, one] of names.entries()) {
    const met = names.slice(index + 1).filter((other) => {
      const across = one.left < other.right && other.left < one.right;
      return across && Math.abs(one.bottom - other.bottom) < 12;
    });
    expect(met).toEqual([]);
  }
});

test("names of upper layers come first, and one beside its point goes elsewhere where there is no room above", () => {
  const place = [
    [0, 0],
    [1, 1],
    [-3, -3],
    [4, 4],
  ] as const;
  const svg = svgOf(
    named(points(place, ["below", "below", "", ""]), "a"),
    named(points(place, ["above", "above", "", ""]), "b"),
  );
  const texts = written(svg);
  expect(texts.map(({ text }) => text)).toEqual(["above", "above", "below", "below"]);
  expect(texts[2]!.bottom).toBeGreaterThan(texts[0]!.bottom);
});

test("a label is text alone, whatever it holds", () => {
  const svg = svgOf(
    named(
      points(
        HOSTILE.map((_, index) => [0, index * 4] as const),
        HOSTILE,
      ),
    ),
  );
  expect(written(svg).length).toBeGreaterThan(3);
  expect(svg).not.toMatch(/<(script|img|image)\b|\p{Cc}|\u202e/u);
  expect(Math.max(...written(svg).map(({ text }) => text.length))).toBeLessThan(120);
});

test("a tile has the labels whose places lie in it, with their text, each once", () => {
  const layer = dataOf(
    points(
      [
        [-90, 40],
        [90, 40],
        [100, -40],
      ],
      ["west", "east", "süd"],
    ),
  );
  const labels = labelsOf(layer, "name", { crs: layer.crs } as never);
  const placed = { ...labels, onMap: toMercator(labels.at, layer.crs).xy };
  const tiles = [0, 1].flatMap((x) => [0, 1].map((y) => decodeTile(labelTile(placed, { z: 1, x, y }))));
  const texts = tiles.map((tile) =>
    tile.flatMap(({ features }) => features.map(({ id, properties }) => [id, properties["t"]])),
  );
  expect(texts).toEqual([[[0, "west"]], [], [[1, "east"]], [[2, "süd"]]]);
});
