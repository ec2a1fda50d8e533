import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import { columnType } from "../../geometry/kind.ts";
import type { Field } from "../../layers/layer-data.ts";
import { layer } from "../../schema/types/layer.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { directionAt, isClosed } from "./direction.ts";
import { addVertexOf, ringsOf } from "./rings.ts";

const parameters = { input: layer({ doc: "Features of any kind" }) };

export const extractVertices: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "extractVertices",
  id: "native:extractvertices",
  title: "Extract vertices",
  group: "Vector geometry",
  doc:
    "A point for each vertex of a feature, with its attributes repeated and: the vertex's number in the feature, its part's, " +
    "of polygons its ring's (0 is the outline), its number there (all from 0), how far it is along the lines of the feature, " +
    "in layer units, and the direction in which a line passes it, in degrees clockwise from north. The closing vertex of a ring counts.",
  tags: ["points", "vertex", "vertices", "nodes"],
  example: "%extract-vertices countries --as corners",
  parameters,
  fields: (setup) => fieldsOf(hasRings(inputOf(setup, "input").geometry)),
  open(setup) {
    const withRing = hasRings(inputOf(setup, "input").geometry);
    return ({ source }, out) => {
      const { column, index } = source;
      if (column.geomOffsets[index] === column.geomOffsets[index + 1]) return out.addNull();
      let [number, distance] = [0, 0];
      for (const ring of ringsOf(source)) {
        for (let vertex = ring.from; vertex < ring.to; vertex++) {
          if (vertex > ring.from) distance += lengthTo(column, vertex);
          const values = [number++, ring.part, ...(withRing ? [ring.ring] : []), vertex - ring.from];
          out.write(
            (builder) => {
              builder.beginFeature(Kind.Point);
              builder.beginPart(Kind.Point);
              builder.beginRing();
              addVertexOf(builder, column, vertex);
              builder.endFeature();
            },
            [...values, distance, directionAt(column.xy, ring, { vertex, closes: isClosed(column.xy, ring) })],
          );
        }
      }
    };
  },
};

function hasRings(column: GeometryColumn): boolean {
  return ["Polygon", "MultiPolygon"].includes(columnType(column));
}

function fieldsOf(withRing: boolean): readonly Field[] {
  const numbers = ["vertex_index", "vertex_part", ...(withRing ? ["vertex_part_ring"] : []), "vertex_part_index"];
  return [
    ...numbers.map((name) => ({ name, type: "integer" }) as const),
    { name: "distance", type: "number" },
    { name: "angle", type: "number" },
  ];
}

/** Length of the segment that ends at a vertex. */
function lengthTo({ xy }: GeometryColumn, vertex: number): number {
  return Math.hypot(xy[2 * vertex]! - xy[2 * vertex - 2]!, xy[2 * vertex + 1]! - xy[2 * vertex - 1]!);
}
