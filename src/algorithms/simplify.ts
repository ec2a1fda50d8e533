import { type Distance, toLayerUnits } from "../crs/distance.ts";
import { GeometryBuilder } from "../geometry/builder.ts";
import { type GeometryColumn, Kind } from "../geometry/column.ts";
import { kindAt } from "../geometry/kind.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { Algorithm, ChunkTools, Work } from "./algorithm.ts";
import { eachFeature, inputOf, withAttributes } from "./map-features.ts";
import { keepByArea, keepByGrid, type KeepVertices } from "./thin-line.ts";

export const simplify: Algorithm = {
  name: "simplify",
  id: "native:simplifygeometries",
  title: "Simplify",
  group: "Vector geometry",
  doc:
    "Leaves out vertices of lines and polygons. douglas-peucker keeps every line within the tolerance of the original " +
    "and every polygon valid; snap-to-grid keeps one of the vertices in a row that lie in the same cell; visvalingam " +
    "leaves out corners whose triangle is smaller than the squared tolerance. Borders that two features share may come " +
    "apart. Points and attributes are kept. On a layer in degrees a tolerance in metres is converted along the equator.",
  tags: ["simplify", "generalize", "generalise", "douglas", "peucker", "visvalingam", "thin"],
  example: "%simplify countries --tolerance 0.1 --as coarse",
  parameters: [
    { name: "input", qgis: "INPUT", type: "layer", doc: "Lines or polygons" },
    {
      name: "method",
      qgis: "METHOD",
      type: "enum",
      values: ["douglas-peucker", "snap-to-grid", "visvalingam"],
      default: "douglas-peucker",
      doc: "By distance, by grid or by area",
    },
    {
      name: "tolerance",
      qgis: "TOLERANCE",
      type: "distance",
      default: 1,
      min: 0,
      doc: "Such as 500m; a bare number is in layer units",
    },
  ],
  run,
};

function run(work: Work, tools: ChunkTools): LayerData {
  const data = inputOf(work, "input");
  const tolerance = toLayerUnits(work.values["tolerance"] as Distance, data.crs);
  const builder = new GeometryBuilder();
  const keep = keepersOf(work.values["method"] as string, tolerance);
  const kept = eachFeature(work, tools, (index) => {
    const kind = kindAt(data.geometry, index);
    if (kind === Kind.Null || kind === Kind.Point || kind === Kind.MultiPoint) builder.addFrom(data.geometry, index);
    else if (keep) thin(data.geometry, index, keep, builder);
    else tools.engine.write(tools.engine.simplify(tools.engine.read(data.geometry, index), tolerance), builder);
    return true;
  });
  return withAttributes(data, kept, builder.finish());
}

/** Undefined for Douglas-Peucker, which the engine does: as in QGIS it must not make polygons invalid. */
function keepersOf(method: string, tolerance: number): KeepVertices | undefined {
  if (method === "snap-to-grid") return (line) => keepByGrid(line, tolerance);
  if (method === "visvalingam") return (line) => keepByArea(line, tolerance * tolerance);
  return undefined;
}

function thin(column: GeometryColumn, index: number, keep: KeepVertices, builder: GeometryBuilder): void {
  builder.beginFeature(kindAt(column, index));
  for (let part = column.geomOffsets[index]!; part < column.geomOffsets[index + 1]!; part++) {
    const kind = column.partKinds[part] as typeof Kind.Polygon;
    builder.beginPart(kind);
    for (let ring = column.partOffsets[part]!; ring < column.partOffsets[part + 1]!; ring++) {
      const xy = column.xy.subarray(2 * column.ringOffsets[ring]!, 2 * column.ringOffsets[ring + 1]!);
      const kept = keep({ xy, closed: kind === Kind.Polygon });
      builder.beginRing();
      for (const vertex of kept) builder.addVertex(xy[2 * vertex]!, xy[2 * vertex + 1]!);
    }
  }
  builder.endFeature();
}
