import { describe, expect, test } from "vitest";
import { Layer, dataOf } from "../../src/layers/layer.ts";
import { makeTileSource } from "../../src/render/tile-source.ts";
import { MAX_TILE_ZOOM, TILE_LAYER, cutTile as cutPlace, type TileSource } from "../../src/render/tiles.ts";
import { manyPolygons } from "../fixtures/many-polygons.ts";
import type { DecodedFeature } from "../fixtures/mvt.ts";
import { decodeTile, twiceArea } from "../fixtures/mvt.ts";

type Position = readonly [number, number];

function sourceOf(geometries: readonly object[], crs = "EPSG:4326") {
  const features = geometries.map((geometry) => ({ type: "Feature", geometry, properties: {} }));
  return makeTileSource(dataOf(Layer.from({ type: "FeatureCollection", features } as { type: string }, { crs })));
}

function cutTile(source: TileSource, z: number, x: number, y: number): Uint8Array {
  return cutPlace(source, { z, x, y });
}

const polygon = (...rings: Position[][]) => ({ type: "Polygon", coordinates: rings });
const square = (x: number, y: number, half: number): Position[] => [
  [x - half, y - half],
  [x + half, y - half],
  [x + half, y + half],
  [x - half, y + half],
  [x - half, y - half],
];

function featuresOf(tile: Uint8Array): readonly DecodedFeature[] {
  return decodeTile(tile).flatMap(({ features }) => features);
}

function widthOf(feature: DecodedFeature): number {
  const xs = feature.paths.flat().map(([x]) => x);
  return Math.max(...xs) - Math.min(...xs);
}

describe("a tile", () => {
  test("is one version 2 layer whose feature ids are positions in the layer", () => {
    const tile = cutTile(
      sourceOf([
        { type: "Point", coordinates: [0, 0] },
        {
          type: "LineString",
          coordinates: [
            [-90, 0],
            [0, 0],
          ],
        },
        polygon(square(0, 0, 45)),
      ]),
      0,
      0,
      0,
    );
    const [layer] = decodeTile(tile);
    expect(layer).toMatchObject({ name: TILE_LAYER, version: 2, extent: 4096 });
    expect(layer!.features.map(({ id, type }) => [id, type])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(layer!.features[0]!.paths).toEqual([[[2048, 2048]]]);
    expect(layer!.features[1]!.paths).toEqual([
      [
        [1024, 2048],
        [2048, 2048],
      ],
    ]);
  });

  test("has no bytes where nothing lies, and for a layer without coordinates", () => {
    const point = sourceOf([{ type: "Point", coordinates: [100, 50] }]);
    expect(cutTile(point, 1, 0, 1)).toHaveLength(0);
    expect(cutTile(sourceOf([]), 0, 0, 0)).toHaveLength(0);
  });

  test("winds shells clockwise and holes against them, however they came", () => {
    const [shell, hole] = [square(0, 0, 60), square(0, 0, 20)];
    for (const rings of [
      [shell, hole],
      [shell.toReversed(), hole],
      [shell, hole.toReversed()],
    ]) {
      const [feature] = featuresOf(cutTile(sourceOf([polygon(...rings)]), 0, 0, 0));
      expect(feature!.paths.map((ring) => Math.sign(twiceArea(ring)))).toEqual([1, -1]);
    }
  });

  test("is cut a little beyond its edge", () => {
    const source = sourceOf([
      polygon(square(0, 0, 80)),
      {
        type: "LineString",
        coordinates: [
          [-170, 1],
          [170, 1],
        ],
      },
    ]);
    const features = featuresOf(cutTile(source, 2, 2, 1));
    for (const { paths } of features) {
      for (const [x, y] of paths.flat()) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(-64);
        expect(Math.max(x, y)).toBeLessThanOrEqual(4096 + 64);
      }
    }
    expect(features.map(widthOf)).toEqual([3641 + 64, 4096 + 128]);
  });

  test("gives the pieces of a line that leaves and comes back", () => {
    const zigzag = {
      type: "LineString",
      coordinates: [
        [10, 10],
        [10, -40],
        [30, -40],
        [30, 10],
      ],
    };
    const [feature] = featuresOf(cutTile(sourceOf([zigzag]), 1, 1, 0));
    expect(feature!.paths).toHaveLength(2);
  });

  test("is the same bytes each time, and from a source that went through a thread", () => {
    const source = sourceOf([polygon(square(10, 10, 5)), polygon(square(11, 11, 5))]);
    const again = cutTile(structuredClone(source), 3, 4, 3);
    expect(again.length).toBeGreaterThan(0);
    expect(again).toEqual(cutTile(source, 3, 4, 3));
  });

  test("reprojects layers of other CRSs", () => {
    const metres = sourceOf([{ type: "Point", coordinates: [10018754.171394622, 0] }], "EPSG:3857");
    const utm = sourceOf([{ type: "Point", coordinates: [500000, 0] }], "EPSG:32631");
    expect(featuresOf(cutTile(metres, 0, 0, 0))[0]!.paths).toEqual([[[3072, 2048]]]);
    expect(featuresOf(cutTile(utm, 0, 0, 0))[0]!.paths).toEqual([[[2082, 2048]]]); // 3 degrees east
  });
});

describe("thinning", () => {
  test("turns polygons below a pixel into one square per pixel", () => {
    const tiny = Array.from({ length: 50 }, (_, i) => polygon(square(10 + i * 1e-4, 10, 1e-5)));
    const features = featuresOf(cutTile(sourceOf([...tiny, polygon(square(-60, 40, 1e-5))]), 0, 0, 0));
    expect(features.map(({ id }) => id)).toEqual([0, 50]);
    for (const { paths } of features) expect(Math.abs(twiceArea(paths[0]!))).toBe(2 * 8 * 8);
  });

  test("keeps one point per pixel, and all of them at the deepest zoom", () => {
    const points = Array.from({ length: 50 }, (_, i) => ({ type: "Point", coordinates: [10 + i * 1e-6, -0.001] }));
    const source = sourceOf(points);
    const deepest = 2 ** MAX_TILE_ZOOM;
    expect(featuresOf(cutTile(source, 0, 0, 0))).toHaveLength(1);
    expect(featuresOf(cutTile(source, MAX_TILE_ZOOM, Math.floor((190 / 360) * deepest), deepest / 2))).toHaveLength(50);
  });

  test("bounds the tile of 100,000 polygons to 2 MB", () => {
    const source = makeTileSource(manyPolygons(100_000));
    const tile = cutTile(source, 0, 0, 0);
    expect(tile.length).toBeLessThan(2e6);
    expect(featuresOf(tile).length).toBeGreaterThan(20_000);
  });
});

describe("the antimeridian", () => {
  const islands: Position[] = [
    [179, -17],
    [-179, -17],
    [-178.5, -18],
    [-179, -19],
    [179, -19],
    [178.5, -18],
    [179, -17],
  ];

  test("a polygon across it stays narrow and shows on both sides", () => {
    const source = sourceOf([polygon(islands)]);
    const west = featuresOf(cutTile(source, 2, 0, 2));
    const east = featuresOf(cutTile(source, 2, 3, 2));
    expect(west.map(widthOf)[0]).toBeLessThan(200);
    expect(east.map(widthOf)[0]).toBeLessThan(200);
    expect(featuresOf(cutTile(source, 2, 1, 2))).toEqual([]);
  });

  test("a rectangle around the whole world stays one", () => {
    const [feature] = featuresOf(
      cutTile(sourceOf([polygon(square(0, 0, 180).map(([x, y]) => [x, y / 2.2] as const))]), 0, 0, 0),
    );
    expect(widthOf(feature!)).toBe(4096);
  });

  test.each([
    ["that crosses the antimeridian", Array.from({ length: 37 }, (_, i) => ((i * 10 + 355) % 360) - 180)],
    ["that begins and ends on it", [...Array.from({ length: 37 }, (_, i) => i * 10 - 180), -180]],
  ])("a ring around the south pole %s is closed along the map's edge", (_, longitudes) => {
    const ring = longitudes.map((x): Position => [x, -70]);
    const features = featuresOf(cutTile(sourceOf([polygon(ring)]), 0, 0, 0));
    const ys = features.flatMap(({ paths }) => paths.flat().map(([, y]) => y));
    expect(Math.max(...ys)).toBe(4096);
    expect(features.reduce((sum, { paths }) => sum + Math.abs(twiceArea(paths[0]!)) / 2, 0)).toBeGreaterThan(
      4096 * 900,
    );
  });

  test("shapes beyond 180 degrees show on the other side as well", () => {
    const source = sourceOf([polygon(square(180, 0, 20))]);
    expect(featuresOf(cutTile(source, 1, 0, 0))).toHaveLength(1);
    expect(featuresOf(cutTile(source, 1, 1, 0))).toHaveLength(1);
  });
});

test("a shape with a vertex that is no place on Earth is not drawn at all", () => {
  // Mollweide's outline is an ellipse of 18 by 9 thousand km; the second square's corner lies beyond it
  const source = sourceOf([polygon(square(0, 0, 1e6)), polygon(square(15e6, 6e6, 2e6))], "ESRI:54009");
  expect(featuresOf(cutTile(source, 0, 0, 0)).map(({ id }) => id)).toEqual([0]);
});

test("tiles carry the class of each feature, up to 256 of them", () => {
  const many = Array.from({ length: 200 }, (_, index) => polygon(square(-170 + index * 1.7, 0, 0.8)));
  const source = sourceOf(many);
  const classes = Uint8Array.from(many, (_, index) => index);
  const features = [0, 1].flatMap((x) => featuresOf(cutPlace(source, { z: 1, x, y: 0, classes })));
  for (const { id, properties } of features) expect(properties).toEqual({ c: id });
  expect(new Set(features.map(({ id }) => id)).size).toBe(200);
  expect(featuresOf(cutTile(source, 1, 0, 0))[0]!.properties).toEqual({});
});
