import { toLayerUnits } from "../../crs/distance.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { distance } from "../../schema/types/distance.ts";
import { layer } from "../../schema/types/layer.ts";
import { number } from "../../schema/types/number.ts";
import type { GeometryAt } from "../../geometry/geometry-at.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { ringsOf } from "./rings.ts";

const parameters = {
  input: layer({ doc: "Features of any kind" }),
  hSpacing: distance({
    qgis: "HSPACING",
    default: 1,
    min: 0,
    doc: "From one grid line to the next along x; 0 leaves x as it is",
  }),
  vSpacing: distance({ qgis: "VSPACING", default: 1, min: 0, doc: "Along y" }),
  zSpacing: number({ qgis: "ZSPACING", default: 0, min: 0, doc: "Of heights" }),
  mSpacing: number({ qgis: "MSPACING", default: 0, min: 0, doc: "Of measures" }),
};

export const snapPointsToGrid: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "snapPointsToGrid",
  id: "native:snappointstogrid",
  title: "Snap points to grid",
  group: "Vector geometry",
  doc:
    "Moves every vertex to the nearest point of a grid through the origin and leaves out those that come to lie on the one " +
    "before. Rings and parts that collapse are left out; a feature of which nothing is left loses its geometry, with a warning. " +
    "Polygons may become invalid (see fix-geometries). Attributes are kept.",
  tags: ["snapped", "grid", "simplify", "round", "precision"],
  example: "%snap-points-to-grid countries --h-spacing 0.5 --v-spacing 0.5 --as rounded",
  parameters,
  notices: {
    collapsed: (count, features) =>
      `${count === 1 ? "1 feature is" : `${count} features are`} smaller than the grid; features without geometry: ${features}.`,
  },
  open(setup) {
    const { crs } = inputOf(setup, "input");
    const { hSpacing, vSpacing, zSpacing, mSpacing } = setup.values;
    const spacing = { x: toLayerUnits(hSpacing, crs), y: toLayerUnits(vSpacing, crs), z: zSpacing, m: mSpacing };
    return (feature, out) => {
      const { column, index } = feature.source;
      const snapped = snap(feature.source, spacing);
      const isEmpty = column.geomOffsets[index] === column.geomOffsets[index + 1];
      if (snapped.partKinds.length > 0 || isEmpty) return out.addFrom(snapped, 0);
      feature.note("collapsed");
      out.addNull();
    };
  },
};

interface Spacing {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly m: number;
}

/** Vertices that a ring needs: a point has one. */
const LEAST = { [Kind.Point]: 1, [Kind.LineString]: 2, [Kind.Polygon]: 4 } as const;

function snap({ column, index }: GeometryAt, spacing: Spacing): GeometryColumn {
  const builder = new GeometryBuilder();
  builder.beginFeature(column.kinds[index] as typeof Kind.Polygon);
  let lost = -1;
  for (const ring of ringsOf({ column, index })) {
    // the holes of a shell that collapsed go with it
    if (ring.part === lost) continue;
    const vertices = snappedVertices(column, ring, spacing);
    if (vertices.length < LEAST[ring.kind]) {
      if (ring.ring === 0) lost = ring.part;
      continue;
    }
    if (ring.ring === 0) builder.beginPart(ring.kind);
    builder.beginRing();
    for (const [x, y, z, m] of vertices) builder.addVertex(x, y, z, m);
  }
  builder.endFeature();
  return builder.finish();
}

type Vertex = readonly [x: number, y: number, z: number, m: number];

function snappedVertices(
  { xy, z, m }: GeometryColumn,
  { from, to }: { readonly from: number; readonly to: number },
  spacing: Spacing,
): readonly Vertex[] {
  const vertices: Vertex[] = [];
  for (let v = from; v < to; v++) {
    const [x, y] = [nearest(xy[2 * v]!, spacing.x), nearest(xy[2 * v + 1]!, spacing.y)];
    const last = vertices.at(-1);
    if (last?.[0] === x && last[1] === y) continue;
    vertices.push([x, y, nearest(z?.[v] ?? Number.NaN, spacing.z), nearest(m?.[v] ?? Number.NaN, spacing.m)]);
  }
  return vertices;
}

/** Half-way is away from zero, as in QGIS. */
function nearest(value: number, spacing: number): number {
  return spacing > 0 ? Math.sign(value) * Math.round(Math.abs(value) / spacing) * spacing : value;
}
