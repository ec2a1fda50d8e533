import { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import { ColumnBuilder } from "../../layers/column-builder.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import { partsAsFeatures } from "../parts.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";

const parameters = { input: layer({ doc: "Points" }) };

const FIELDS = ["POINTA", "POINTB", "POINTC"].map((name) => ({ name, type: "number" }) as const);

export const delaunayTriangulation: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "delaunayTriangulation",
  id: "qgis:delaunaytriangulation",
  title: "Delaunay triangulation",
  group: "Vector geometry",
  doc:
    "The triangles between points that have no other point in the circle through their corners. Fields POINTA, POINTB and " +
    "POINTC are the numbers of the points at the corners, counted from 0 without features that have no geometry; points at the " +
    "same place count as the first of them. Points on one line make no triangle.",
  tags: ["delaunay", "triangulation", "tin", "mesh", "triangles"],
  example: "%delaunay-triangulation places --as triangles",
  parameters,
  run(setup, { engine }) {
    const { crs, geometry } = inputOf(setup, "input");
    checkKinds("input", geometry, [Kind.Point]);
    const triangles = engine.scope(() => {
      const builder = new GeometryBuilder();
      engine.write(engine.delaunay(engine.read(together(geometry), 0), { tolerance: 0 }), builder);
      return partsAsFeatures(builder.finish());
    });
    return { layer: { crs, geometry: triangles, fields: FIELDS, columns: cornersOf(triangles, geometry.xy) } };
  },
};

/** All points as one feature. */
function together(points: GeometryColumn): GeometryColumn {
  const kinds = Uint8Array.of(Kind.MultiPoint);
  return { ...points, length: 1, kinds, geomOffsets: Uint32Array.of(0, points.partKinds.length) };
}

function cornersOf({ length, xy, ringOffsets }: GeometryColumn, points: Float64Array) {
  const numbers = new Map<string, number>();
  for (let i = points.length / 2 - 1; i >= 0; i--) numbers.set(`${points[2 * i]} ${points[2 * i + 1]}`, i);
  return FIELDS.map(({ type }, corner) => {
    const column = new ColumnBuilder(type);
    for (let i = 0; i < length; i++) {
      const vertex = ringOffsets[i]! + corner;
      column.set(i, numbers.get(`${xy[2 * vertex]} ${xy[2 * vertex + 1]}`) ?? null);
    }
    return column.finish(length).column;
  });
}
