import type { CrsId } from "../../src/crs/crs-id.ts";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import { Kind } from "../../src/geometry/column.ts";
import { dataOf, Layer } from "../../src/layers/layer.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { layerOf } from "./run.ts";

type Corner = readonly [x: number, y: number];
type Shape = readonly [kind: typeof Kind.Point | typeof Kind.LineString | typeof Kind.Polygon, ...rings: readonly (readonly Corner[])[]]; // prettier-ignore

/** As readers of files may make them, which take what a file has: no check, no closing of rings. */
function raw(...shapes: readonly Shape[]): LayerData {
  const builder = new GeometryBuilder();
  for (const [kind, ...rings] of shapes) {
    builder.beginFeature(kind);
    builder.beginPart(kind);
    for (const ring of rings) {
      builder.beginRing();
      for (const [x, y] of ring) builder.addVertex(x, y);
    }
    builder.endFeature();
  }
  const { length } = shapes;
  const columns = layerOf(Array.from({ length }, () => null)).columns;
  return { crs: "EPSG:3857" as CrsId, geometry: builder.finish(), fields: [{ name: "id", type: "integer" }], columns };
}

const { NaN: nan } = Number;
const ring: readonly Corner[] = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]; // prettier-ignore
const crossing: readonly Corner[] = [[0, 0], [4, 4], [4, 0], [0, 4], [0, 0]]; // prettier-ignore

function star(corners: number): readonly Corner[] {
  const vertices = Array.from({ length: corners }, (_, i): Corner => {
    const [angle, radius] = [(4 * Math.PI * i) / corners, 5];
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
  return [...vertices, vertices[0]!];
}

export const nastyLayers: Readonly<Record<string, LayerData>> = {
  nothing: layerOf([]),
  "a table": dataOf(Layer.from([{ id: 1, size: 2, name: "a" }])),
  "no fields": { ...layerOf([{ type: "Point", coordinates: [1, 1] }]), fields: [], columns: [] },
  "no geometries": layerOf([null, null, null]),
  points: raw([Kind.Point, [[1, 1]]], [Kind.Point, [[1, 1]]], [Kind.Point, [[3, 2]]]),
  lines: raw([Kind.LineString, [[0, 0], [5, 5]]], [Kind.LineString, [[0, 0], [0, 0]]]), // prettier-ignore
  areas: raw([Kind.Polygon, ring], [Kind.Polygon, ring]),
  kinds: raw([Kind.Polygon, ring], [Kind.Point, [[1, 1]]], [Kind.LineString, [[0, 0], [5, 5]]]), // prettier-ignore
  collections: layerOf([
    { type: "GeometryCollection", geometries: [] },
    { type: "GeometryCollection", geometries: [{ type: "Point", coordinates: [1, 1] }, { type: "LineString", coordinates: [[0, 0], [2, 2]] }] }, // prettier-ignore
  ]),
  empties: layerOf([
    { type: "MultiPolygon", coordinates: [] },
    { type: "MultiPoint", coordinates: [] },
    { type: "MultiLineString", coordinates: [] },
  ]),
  "empty rings": raw([Kind.Polygon, []], [Kind.LineString, []], [Kind.Polygon]),
  "empty areas": raw([Kind.Polygon, []], [Kind.Polygon]),
  "NaN points": raw([Kind.Point, [[nan, 1]]], [Kind.Point, [[1, nan]]], [Kind.Point, [[nan, nan]]]),
  "NaN lines": raw([Kind.LineString, [[0, 0], [nan, 2], [3, 3]]]), // prettier-ignore
  "NaN areas": raw([Kind.Polygon, [[0, 0], [4, nan], [4, 4], [0, 0]]]), // prettier-ignore
  "infinite points": raw([Kind.Point, [[Infinity, 1]]], [Kind.Point, [[-Infinity, Infinity]]]),
  "infinite lines": raw([Kind.LineString, [[0, 0], [Infinity, 2]]]), // prettier-ignore
  "infinite areas": raw([Kind.Polygon, [[0, 0], [4, 0], [4, Infinity], [0, 0]]]), // prettier-ignore
  "far points": raw([Kind.Point, [[1e300, 1e300]]], [Kind.Point, [[-1e300, 5e-324]]], [Kind.Point, [[1, 2]]]),
  "far areas": raw([Kind.Polygon, [[0, 0], [1e300, 0], [1e300, 1e300], [0, 0]]], [Kind.Polygon, ring]), // prettier-ignore
  "far lines": raw([Kind.LineString, [[0, 0], [1e200, 1e308]]]), // prettier-ignore
  "unclosed rings": raw([Kind.Polygon, ring.slice(0, 4)], [Kind.Polygon, ring]),
  "rings of two": raw([Kind.Polygon, [[0, 0], [1, 1]]], [Kind.Polygon, [[0, 0], [1, 1], [0, 0]]]), // prettier-ignore
  "rings of one": raw([Kind.Polygon, [[1, 1]]]),
  "lines of one": raw([Kind.LineString, [[1, 1]]]),
  crossing: raw([Kind.Polygon, crossing], [Kind.Polygon, star(9)], [Kind.LineString, crossing]),
  "crossing areas": raw([Kind.Polygon, crossing], [Kind.Polygon, star(9)]),
  "flat areas": raw([Kind.Polygon, [[0, 0], [2, 0], [4, 0], [0, 0]]]), // prettier-ignore
  "holes outside": raw([Kind.Polygon, ring, [[8, 8], [9, 8], [9, 9], [8, 8]]], [Kind.Polygon, ring, ring]), // prettier-ignore
  "degrees said, metres meant": { ...raw([Kind.Polygon, [[5e5, 0], [6e5, 0], [6e5, 9e4], [5e5, 0]]]), crs: "EPSG:4326" as CrsId }, // prettier-ignore
  "another place": { ...raw([Kind.Polygon, ring], [Kind.Polygon, ring]), crs: "EPSG:25832" as CrsId },
};
