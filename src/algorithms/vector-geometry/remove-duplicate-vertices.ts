import { toLayerUnits } from "../../crs/distance.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import { kindAt } from "../../geometry/kind.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { distance } from "../../schema/types/distance.ts";
import { layer } from "../../schema/types/layer.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { addRing, addVertexOf, type Ring, ringsOf } from "./rings.ts";

const parameters = {
  input: layer({ doc: "Features of any kind" }),
  tolerance: distance({
    default: 0.000001,
    min: 0,
    doc: "Vertices this near, along x and along y, count as the same; such as 10cm, or layer units",
  }),
  useZValue: boolean({ doc: "Whether vertices of different height are different" }),
};

export const removeDuplicateVertices: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "removeDuplicateVertices",
  id: "native:removeduplicatevertices",
  title: "Remove duplicate vertices",
  group: "Vector geometry",
  doc:
    "Leaves out vertices of lines and polygons that repeat the one before them. A line keeps two vertices at least; a ring " +
    "or closed line that would collapse stays as it is. Points and attributes are kept.",
  tags: ["points", "valid", "overlapping", "vertex", "nodes", "duplicate"],
  example: "%remove-duplicate-vertices countries --as clean",
  parameters,
  open(setup) {
    const tolerance = toLayerUnits(setup.values.tolerance, inputOf(setup, "input").crs);
    const near = nearness(tolerance, setup.values.useZValue);
    return ({ source }, out) => {
      const { column, index } = source;
      out.write((builder) => {
        builder.beginFeature(kindAt(column, index));
        for (const ring of ringsOf(source)) {
          const kept = keptOf(column, ring, near);
          if (kept === undefined) {
            addRing(builder, column, ring);
            continue;
          }
          if (ring.ring === 0) builder.beginPart(ring.kind);
          builder.beginRing();
          for (const vertex of kept) addVertexOf(builder, column, vertex);
        }
        builder.endFeature();
      });
    };
  },
};

type Nearness = (column: GeometryColumn, a: number, b: number) => boolean;

function nearness(tolerance: number, useZ: boolean): Nearness {
  const isNear = (p: number, q: number): boolean => Math.abs(p - q) <= tolerance;
  return ({ xy, z }, a, b) =>
    isNear(xy[2 * a]!, xy[2 * b]!) &&
    isNear(xy[2 * a + 1]!, xy[2 * b + 1]!) &&
    // a vertex without height is NaN, as near to others as they are high
    !(useZ && z !== undefined && Math.abs(z[a]! - z[b]!) > tolerance);
}

/** Undefined where all stay. */
function keptOf(column: GeometryColumn, { from, to, kind }: Ring, near: Nearness): readonly number[] | undefined {
  const last = to - 1;
  if (to - from <= 2) return undefined;
  const isClosed = column.xy[2 * from] === column.xy[2 * last] && column.xy[2 * from + 1] === column.xy[2 * last + 1];
  const kept = [from];
  for (let vertex = from + 1; vertex < to; vertex++) if (!near(column, kept.at(-1)!, vertex)) kept.push(vertex);
  if (isClosed && kept.at(-1) !== last) {
    // the vertex that closes it stays, instead of the one that it repeats
    if (kept.length > 1) kept[kept.length - 1] = last;
  }
  if (kept.length === to - from) return undefined;
  if (isClosed || kind === Kind.Polygon) return kept.length >= 4 ? kept : undefined;
  return kept.length >= 2 ? kept : [from, last];
}
