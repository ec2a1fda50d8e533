import { toLayerUnits } from "../../crs/distance.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryColumn, type GeometryKind, Kind } from "../../geometry/column.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import { kindAt } from "../../geometry/kind.ts";
import { choice } from "../../schema/types/choice.ts";
import { distance } from "../../schema/types/distance.ts";
import { layer } from "../../schema/types/layer.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { keepByArea, keepByGrid, type KeepVertices } from "./thin-line.ts";

const parameters = {
  input: layer({ doc: "Lines or polygons" }),
  method: choice(["douglas-peucker", "snap-to-grid", "visvalingam"], {
    default: "douglas-peucker",
    doc: "By distance, by grid or by area",
  }),
  tolerance: distance({ default: 1, min: 0, doc: "Such as 500m; a bare number is in layer units" }),
};

const MULTI_PARTS: ReadonlySet<GeometryKind> = new Set([Kind.MultiLineString, Kind.MultiPolygon]);

export const simplify: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "simplify",
  id: "native:simplifygeometries",
  version: 2,
  title: "Simplify",
  group: "Vector geometry",
  doc:
    "Leaves out vertices of lines and polygons. douglas-peucker keeps every line within the tolerance of the original " +
    "and every polygon valid; snap-to-grid keeps one of the vertices in a row that lie in the same cell; visvalingam " +
    "leaves out corners whose triangle is smaller than the squared tolerance; of these two, rings (closed lines too) that " +
    "collapse are left out. Borders that two features share may come " +
    "apart. Points and attributes are kept. On a layer in degrees a tolerance in metres is converted along the equator.",
  tags: ["simplify", "generalize", "generalise", "douglas", "peucker", "visvalingam", "thin"],
  example: "%simplify countries --tolerance 0.1 --as coarse",
  parameters,
  notices: {
    collapsed: (count, features) =>
      `${count === 1 ? "1 ring is" : `${count} rings are`} smaller than the tolerance and left out; features: ${features}.`,
  },
  open(setup, { engine }) {
    const tolerance = toLayerUnits(setup.values.tolerance, inputOf(setup, "input").crs);
    const keep = keepersOf(setup.values.method, tolerance);
    return (feature, out) => {
      const { column, index } = feature.source;
      if (feature.kind === Kind.Point || feature.kind === Kind.MultiPoint) out.addFrom(column, index);
      else if (keep) {
        out.write((builder) => {
          const collapsed = thin(column, index, keep, builder);
          if (collapsed > 0) feature.note("collapsed", collapsed);
        });
      } else out.addFrom(inOneOf(feature.kind, engine.simplify(feature.geometry, tolerance), engine), 0);
    };
  },
};

/** Multi-parts stay such, also where one part is all there is: engines give it alone. */
function inOneOf(kind: GeometryKind, geometry: EngineGeometry, engine: GeometryEngine): GeometryColumn {
  const builder = new GeometryBuilder();
  engine.write(geometry, builder);
  const written = builder.finish();
  return MULTI_PARTS.has(kind) ? { ...written, kinds: Uint8Array.of(kind) } : written;
}

/** Undefined for Douglas-Peucker, which the engine does: as in QGIS it must not make polygons invalid. */
function keepersOf(method: string, tolerance: number): KeepVertices | undefined {
  if (method === "snap-to-grid") return (line) => keepByGrid(line, tolerance);
  if (method === "visvalingam") return (line) => keepByArea(line, tolerance * tolerance);
  return undefined;
}

/** Returns how many rings collapsed: those without an area left, and closed lines so short that no engine takes them. */
function thin(column: GeometryColumn, index: number, keep: KeepVertices, builder: GeometryBuilder): number {
  let collapsed = 0;
  builder.beginFeature(kindAt(column, index));
  for (let part = column.geomOffsets[index]!; part < column.geomOffsets[index + 1]!; part++) {
    const kind = column.partKinds[part] as typeof Kind.Polygon;
    const [shell, end] = [column.partOffsets[part]!, column.partOffsets[part + 1]!];
    builder.beginPart(kind);
    for (let ring = shell; ring < end; ring++) {
      const xy = column.xy.subarray(2 * column.ringOffsets[ring]!, 2 * column.ringOffsets[ring + 1]!);
      const kept = keep({ xy, closed: kind === Kind.Polygon || isClosed(xy) });
      builder.beginRing();
      for (const vertex of kept) builder.addVertex(xy[2 * vertex]!, xy[2 * vertex + 1]!);
      if (kept.length > 0) continue;
      collapsed++;
      // its holes go with it
      if (ring === shell) break;
    }
  }
  builder.endFeature();
  return collapsed;
}

/** A line that is a ring: engines take a closed line for one, which needs four vertices. */
function isClosed(xy: Float64Array): boolean {
  return xy.length >= 8 && xy[0] === xy.at(-2) && xy[1] === xy.at(-1);
}
