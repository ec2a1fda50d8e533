import { GeometryBuilder } from "../../geometry/builder.ts";
import { type Bounds, type GeometryColumn, Kind } from "../../geometry/column.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import type { OtherFeature } from "../runners/others.ts";

/**
 * The union of at least one feature, right within the bounds: uniting all of a large overlay first is what makes
 * overlays slow elsewhere.
 */
export function unionAround(bounds: Bounds, hits: readonly OtherFeature[], engine: GeometryEngine): EngineGeometry {
  const [first] = hits;
  if (hits.length === 1) return first!.geometry;
  const frame = rectangleAround(bounds, engine);
  const local = hits.map((feature) =>
    feature.vertices > 100 ? engine.intersection(feature.geometry, frame) : feature.geometry,
  );
  return engine.union(local);
}

export function columnOf(geometry: EngineGeometry, engine: GeometryEngine): GeometryColumn {
  const builder = new GeometryBuilder();
  engine.write(geometry, builder);
  return builder.finish();
}

/** A little larger than the bounds, so that its edges add nothing to what is cut. */
function rectangleAround([minX, minY, maxX, maxY]: Bounds, engine: GeometryEngine): EngineGeometry {
  const margin = Math.max(maxX - minX, maxY - minY, 1e-6) * 0.05;
  const builder = new GeometryBuilder(5);
  builder.beginFeature(Kind.Polygon);
  builder.beginPart(Kind.Polygon);
  builder.beginRing();
  builder.addVertex(minX - margin, minY - margin);
  builder.addVertex(maxX + margin, minY - margin);
  builder.addVertex(maxX + margin, maxY + margin);
  builder.addVertex(minX - margin, maxY + margin);
  builder.endFeature();
  return engine.read(builder.finish(), 0);
}
