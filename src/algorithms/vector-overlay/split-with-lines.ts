import { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import type { PartKind } from "../../geometry/kind.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import { partsAsFeatures } from "../parts.ts";
import type { OtherFeature } from "../runners/others.ts";
import { inputOf } from "../setup.ts";
import type { PairAlgorithm } from "../shapes.ts";
import { MAX_DEVIATION } from "./max-deviation.ts";
import { cutLine } from "./cut-line.ts";
import { columnOf } from "./union-around.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Lines or polygons" }),
  lines: layer({ doc: "Lines that they are split with; may be the same layer" }),
  maxDeviation: MAX_DEVIATION,
};

export const splitWithLines: PairAlgorithm<typeof parameters> = {
  shape: "pair",
  name: "splitWithLines",
  id: "native:splitwithlines",
  title: "Split with lines",
  group: "Vector overlay",
  doc:
    "Lines cut wherever a line of the other layer meets them in a point, and polygons parted wherever such lines, alone or together, go " +
    "through them from border to border. Each piece is a feature with the attributes of the one it comes from; parts become features of their own. Features without " +
    "geometry stay.",
  tags: ["split", "cut", "lines", "polygons", "divide", "slice"],
  example: "%split-with-lines countries --lines roads --as pieces",
  parameters,
  with: "lines",
  prepare(setup) {
    checkKinds("input", inputOf(setup, "input").geometry, [Kind.LineString, Kind.Polygon]);
    checkKinds("lines", inputOf(setup, "lines").geometry, [Kind.LineString]);
  },
  open:
    (_, { engine }) =>
    (feature, near, out) => {
      if (feature.kind === Kind.Null) return out.keep();
      const { column, index } = feature.place;
      const parts = partsAsFeatures(column);
      const [first, end] = [column.geomOffsets[index]!, column.geomOffsets[index + 1]!];
      if (first === end) return out.keep();
      for (let part = first; part < end; part++) {
        const pieces = piecesOf(parts, part, { near, engine });
        for (let piece = 0; piece < pieces.length; piece++) out.addFrom(pieces, piece);
      }
    },
};

interface Splitting {
  readonly near: readonly OtherFeature[];
  readonly engine: GeometryEngine;
}

function piecesOf(parts: GeometryColumn, part: number, { near, engine }: Splitting): GeometryColumn {
  const geometry = engine.read(parts, part);
  const isArea = parts.partKinds[part] === Kind.Polygon;
  const hits = near.filter(
    (other) =>
      other.prepared.test("intersects", geometry) && (isArea || !engine.test("equals", geometry, other.geometry)),
  );
  if (hits.length === 0) return only(parts, part);
  const pieces = isArea
    ? polygonPieces(geometry, hits, engine)
    : cutLine(parts, part, pointsOn(geometry, hits, engine));
  // what is not parted stays as it was, without the vertices of lines that touch it
  return pieces.length < 2 ? only(parts, part) : pieces;
}

function only(parts: GeometryColumn, part: number): GeometryColumn {
  const builder = new GeometryBuilder();
  builder.addFrom(parts, part);
  return builder.finish();
}

/** The faces of its border and the lines together that lie inside. */
function polygonPieces(polygon: EngineGeometry, hits: readonly OtherFeature[], engine: GeometryEngine): GeometryColumn {
  const network = engine.union([
    engine.boundary(polygon),
    ...hits.map(({ geometry }) => engine.intersection(polygon, geometry)),
  ]);
  const faces = partsAsFeatures(
    onlyKind(columnOf(engine.polygonize(onlyLines(network, engine)), engine), Kind.Polygon),
  );
  const inside = engine.prepare(polygon);
  const builder = new GeometryBuilder();
  for (let face = 0; face < faces.length; face++) {
    if (inside.test("intersects", engine.pointOnSurface(engine.read(faces, face)))) builder.addFrom(faces, face);
  }
  return builder.finish();
}

/** A line that only touches the border gives points, which bound nothing. */
function onlyLines(geometry: EngineGeometry, engine: GeometryEngine): EngineGeometry {
  const column = columnOf(geometry, engine);
  const lines = onlyKind(column, Kind.LineString);
  const together = {
    ...lines,
    length: 1,
    kinds: Uint8Array.of(Kind.MultiLineString),
    geomOffsets: Uint32Array.of(0, lines.partKinds.length),
  };
  return engine.read(together, 0);
}

function onlyKind(column: GeometryColumn, kind: PartKind): GeometryColumn {
  const parts = partsAsFeatures(column);
  const builder = new GeometryBuilder();
  for (let part = 0; part < parts.length; part++) if (parts.partKinds[part] === kind) builder.addFrom(parts, part);
  return builder.finish();
}

/** Where others meet a line in points: what runs along it does not cut it, as in QGIS. */
function pointsOn(line: EngineGeometry, hits: readonly OtherFeature[], engine: GeometryEngine): Float64Array {
  const points = hits.flatMap(({ geometry }) => {
    const { xy, ringOffsets, partKinds } = columnOf(engine.intersection(line, geometry), engine);
    return Array.from(partKinds.entries()).flatMap(([ring, kind]) =>
      kind === Kind.Point ? [xy[2 * ringOffsets[ring]!]!, xy[2 * ringOffsets[ring]! + 1]!] : [],
    );
  });
  return Float64Array.from(points);
}
