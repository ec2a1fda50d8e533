import { takeColumn } from "../../geometry/append.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { layer } from "../../schema/types/layer.ts";
import { number } from "../../schema/types/number.ts";
import { checkKinds } from "../check-kinds.ts";
import { hilbertPositions } from "../hilbert.ts";
import { LayerBuilder } from "../layer-builder.ts";
import { addParts, partsAsFeatures } from "../parts.ts";
import { inputOf, type Tools } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { uniteInOrder } from "../union-tree.ts";
import { addRing, ringsOf } from "./rings.ts";

const parameters = {
  input: layer({ doc: "Points" }),
  alpha: number({ default: 0.3, min: 0, max: 1, doc: "From 0 for the closest hull to 1 for the convex one" }),
  holes: boolean({ default: true, doc: "Leave holes where there are no points" }),
  noMultigeometry: boolean({ doc: "A feature for each part" }),
};

export const concaveHull: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "concaveHull",
  id: "qgis:concavehull",
  title: "Concave hull (alpha shapes)",
  group: "Vector geometry",
  doc:
    "The area that points cover: of the triangles between neighbouring points (Delaunay's) those whose longest side is at most the " +
    "share alpha of the longest of all, united to one multi-polygon, with a field id. Points at one place count once; less than three, or all on one line, have none, with a warning.",
  tags: ["concave", "hull", "alpha", "shape", "outline", "footprint", "points"],
  example: "%concave-hull places --alpha 0.9 --as area",
  parameters,
  run(setup, tools) {
    const data = inputOf(setup, "input");
    checkKinds("input", data.geometry, [Kind.Point]);
    const { alpha, holes, noMultigeometry } = setup.values;
    const kept = triangles(data.geometry, alpha, tools);
    if (kept.length === 0)
      tools.feedback.log("warning", "The points lie on one line or are less than three: there is no hull.");
    const hull = united(kept, tools);
    const out = new LayerBuilder([{ name: "id", type: "integer" }]);
    const shown = noMultigeometry ? partsAsFeatures(hull) : hull;
    for (let i = 0; i < shown.length; i++)
      out.add([i], (builder) => (holes ? builder.addFrom(shown, i) : addWithoutHoles(builder, shown, i)));
    return { layer: out.layer(data.crs) };
  },
};

function triangles(points: GeometryColumn, alpha: number, { engine }: Tools): GeometryColumn {
  const builder = new GeometryBuilder();
  engine.scope(() => engine.write(engine.delaunay(allPoints(points, engine), { tolerance: 0 }), builder));
  const all = partsAsFeatures(builder.finish());
  const longest = Float64Array.from({ length: all.length }, (_, i) => longestSide(all, i));
  const most = alpha * longest.reduce((one, other) => Math.max(one, other), 0);
  return takeColumn(
    all,
    [...longest.keys()].filter((i) => longest[i]! <= most),
  );
}

function allPoints(column: GeometryColumn, engine: GeometryEngine) {
  const builder = new GeometryBuilder();
  builder.beginFeature(Kind.MultiPoint);
  addParts(builder, column);
  builder.endFeature();
  return engine.read(builder.finish(), 0);
}

function longestSide({ xy, ringOffsets }: GeometryColumn, triangle: number): number {
  let longest = 0;
  for (let v = ringOffsets[triangle]! + 1; v < ringOffsets[triangle + 1]!; v++)
    longest = Math.max(longest, Math.hypot(xy[2 * v]! - xy[2 * v - 2]!, xy[2 * v + 1]! - xy[2 * v - 1]!));
  return longest;
}

/** One multi-polygon. */
function united(column: GeometryColumn, tools: Tools): GeometryColumn {
  const { engine, feedback } = tools;
  const builder = new GeometryBuilder();
  if (column.length === 0) return column;
  engine.scope(() => {
    const places = hilbertPositions(column);
    const order = [...places.keys()].toSorted((a, b) => places[a]! - places[b]! || a - b);
    const members = order.map((i) => engine.read(column, i));
    engine.write(
      uniteInOrder(members, tools, (share) => feedback.progress(share)),
      builder,
    );
  });
  const hull = builder.finish();
  return { ...hull, kinds: Uint8Array.of(Kind.MultiPolygon) };
}

function addWithoutHoles(builder: GeometryBuilder, column: GeometryColumn, index: number): void {
  builder.beginFeature(column.kinds[index] as typeof Kind.Polygon);
  for (const ring of ringsOf({ column, index })) if (ring.ring === 0) addRing(builder, column, ring);
  builder.endFeature();
}
