import Flatbush from "flatbush";
import { takeColumn } from "../../geometry/append.ts";
import { boundsAt, boundsOf, featureBounds } from "../../geometry/bounds.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { type Bounds, type GeometryColumn, Kind } from "../../geometry/column.ts";
import { columnRange } from "../../geometry/shared-column.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import { takeColumns } from "../../layers/attributes.ts";
import { layer } from "../../schema/types/layer.ts";
import { number } from "../../schema/types/number.ts";
import { checkKinds } from "../check-kinds.ts";
import { partsAsFeatures } from "../parts.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ doc: "Points" }),
  buffer: number({
    default: 0,
    min: 0,
    doc: "By how much they reach beyond the box around all points, in % of its sides",
  }),
};

export const voronoiPolygons: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "voronoiPolygons",
  id: "qgis:voronoipolygons",
  title: "Voronoi polygons",
  group: "Vector geometry",
  doc:
    "Around each point the polygon of what is nearer to it than to the others, within the box around all points and a margin, with " +
    "the point's attributes, in the order of the points. Of points at the same place the first has the polygon; features without " +
    "geometry are left out. It needs the engine geos.",
  tags: ["voronoi", "thiessen", "nearest", "catchment", "tessellation"],
  example: "%voronoi-polygons places --buffer 10 --as areas",
  parameters,
  run(setup, { engine }) {
    const data = inputOf(setup, "input");
    checkKinds("input", data.geometry, [Kind.Point]);
    const box = boxOf(data.geometry, setup.values.buffer);
    const cells = cellsOf(data.geometry, box, engine);
    const { rows, found } = matched(data.geometry, cells);
    return { layer: { ...data, geometry: takeColumn(cells, found), columns: takeColumns(data.columns, rows) } };
  },
};

function boxOf(points: GeometryColumn, percent: number): Bounds | undefined {
  const bounds = boundsOf(points);
  if (bounds === undefined) return undefined;
  const [minX, minY, maxX, maxY] = bounds;
  const [dx, dy] = [((maxX - minX) * percent) / 100, ((maxY - minY) * percent) / 100];
  return [minX - dx, minY - dy, maxX + dx, maxY + dy];
}

function cellsOf(points: GeometryColumn, box: Bounds | undefined, engine: GeometryEngine): GeometryColumn {
  const clipped = new GeometryBuilder();
  if (box === undefined) return clipped.finish();
  engine.scope(() => {
    const extent = engine.read(boxColumn(box), 0);
    const kinds = Uint8Array.of(Kind.MultiPoint);
    const sites = { ...points, length: 1, kinds, geomOffsets: Uint32Array.of(0, points.partKinds.length) };
    const whole = new GeometryBuilder();
    engine.write(engine.voronoi(engine.read(sites, 0), extent, { tolerance: 0, edges: false }), whole);
    const cells = partsAsFeatures(whole.finish());
    for (let i = 0; i < cells.length; i++) {
      const cell = engine.read(cells, i);
      const inside = engine.intersection(cell, extent);
      engine.write(inside, clipped);
      engine.release(cell);
      engine.release(inside);
    }
  });
  return clipped.finish();
}

function boxColumn([minX, minY, maxX, maxY]: Bounds): GeometryColumn {
  const builder = new GeometryBuilder(5);
  builder.beginFeature(Kind.Polygon);
  builder.beginPart(Kind.Polygon);
  builder.beginRing();
  builder.addVertices(new Float64Array([minX, minY, maxX, minY, maxX, maxY, minX, maxY, minX, minY]));
  builder.endFeature();
  return builder.finish();
}

/** The cell around each point, and the feature of that point; each cell once. */
function matched(points: GeometryColumn, cells: GeometryColumn) {
  const [rows, found]: [number[], number[]] = [[], []];
  if (cells.length === 0) return { rows, found };
  const index = new Flatbush(cells.length);
  const boxes = featureBounds(cells);
  for (let i = 0; i < cells.length; i++)
    index.add(...(boundsAt(boxes, i) ?? ([Infinity, Infinity, -Infinity, -Infinity] as const)));
  index.finish();
  const taken = new Uint8Array(cells.length);
  for (let row = 0; row < points.length; row++) {
    const { vertexStart, vertexEnd } = columnRange(points, row, row + 1);
    for (let v = vertexStart; v < vertexEnd; v++) {
      const [x, y] = [points.xy[2 * v]!, points.xy[2 * v + 1]!];
      const cell = bestOf(index.search(x, y, x, y), cells, x, y);
      if (cell === undefined || taken[cell] === 1) continue;
      taken[cell] = 1;
      rows.push(row);
      found.push(cell);
    }
  }
  return { rows, found };
}

/** The convex cell in which a point lies deepest: it lies on the border of others only where the box cuts them. */
function bestOf(candidates: readonly number[], cells: GeometryColumn, x: number, y: number): number | undefined {
  let [best, depth]: [number | undefined, number] = [undefined, -Infinity];
  for (const cell of candidates) {
    const own = depthIn(cells, cell, x, y);
    if (own > depth) [best, depth] = [cell, own];
  }
  return best;
}

/** The smallest of the distances to its sides' lines, negative outside. */
function depthIn(cells: GeometryColumn, cell: number, x: number, y: number): number {
  const { xy } = cells;
  const { vertexStart, vertexEnd } = columnRange(cells, cell, cell + 1);
  let [left, right] = [Infinity, Infinity];
  for (let v = vertexStart + 1; v < vertexEnd; v++) {
    const [ax, ay] = [xy[2 * v - 2]!, xy[2 * v - 1]!];
    const [dx, dy] = [xy[2 * v]! - ax, xy[2 * v + 1]! - ay];
    const across = (dx * (y - ay) - dy * (x - ax)) / Math.hypot(dx, dy);
    left = Math.min(left, across);
    right = Math.min(right, -across);
  }
  return Math.max(left, right);
}
