import { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import { layer } from "../../schema/types/layer.ts";
import type { FeatureAlgorithm } from "../shapes.ts";

const parameters = { input: layer({ doc: "Features of any kind" }) };

export const orientedMinimumBoundingBox: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "orientedMinimumBoundingBox",
  id: "native:orientedminimumboundingbox",
  title: "Oriented minimum bounding box",
  group: "Vector geometry",
  doc:
    "The rectangle of smallest area around every feature, in any direction, and as further fields its width, height, the angle of " +
    "its height (degrees clockwise from north, below 180), area and perimeter, in layer units. Of a straight line it has no " +
    "width; a single point has none and loses its geometry.",
  tags: ["bounding", "boxes", "envelope", "rectangle", "extent", "oriented", "angle"],
  example: "%oriented-minimum-bounding-box countries --as boxes",
  parameters,
  fields: () => ["width", "height", "angle", "area", "perimeter"].map((name) => ({ name, type: "number" }) as const),
  open:
    (_, { engine }) =>
    ({ geometry }, out) => {
      const hull = new GeometryBuilder();
      engine.write(engine.convexHull(geometry), hull);
      const box = smallestBox(hull.finish().xy);
      if (box === undefined) return out.addNull();
      const { width, height, angle, corners } = box;
      out.write(
        (builder) => {
          builder.beginFeature(Kind.Polygon);
          builder.beginPart(Kind.Polygon);
          builder.beginRing();
          builder.addVertices(corners);
          builder.endFeature();
        },
        [width, height, angle, width * height, 2 * width + 2 * height],
      );
    },
};

interface Box {
  readonly width: number;
  /** Along the edge of the hull on which it lies. */
  readonly height: number;
  readonly angle: number;
  readonly corners: Float64Array;
}

/** Areas that differ by less are the same, whatever was lost in turning. */
const SAME = 1e-9;

/** One of its sides lies on an edge of the hull. Of several as small the one with the longest such side. */
export function smallestBox(hull: Float64Array): Box | undefined {
  let best: Box | undefined;
  for (let i = 2; i < hull.length; i += 2) {
    const box = boxAlong(hull, hull[i]! - hull[i - 2]!, hull[i + 1]! - hull[i - 1]!);
    if (best === undefined || isBetter(box, best)) best = box;
  }
  return best;
}

function isBetter(box: Box, best: Box): boolean {
  const [area, least] = [box.width * box.height, best.width * best.height];
  if (Math.abs(area - least) > SAME * Math.max(area, least)) return area < least;
  return box.height > best.height * (1 + SAME);
}

/** @param dx of the direction of its height, @param dy likewise */
function boxAlong(hull: Float64Array, dx: number, dy: number): Box {
  const length = Math.hypot(dx, dy);
  const [ux, uy] = [dx / length, dy / length];
  // relative to a vertex, which keeps far-off coordinates exact
  const [x0, y0] = [hull[0]!, hull[1]!];
  let [right, left, up, down] = [0, 0, 0, 0];
  for (let i = 2; i < hull.length; i += 2) {
    const [x, y] = [hull[i]! - x0, hull[i + 1]! - y0];
    const [across, along] = [x * uy - y * ux, x * ux + y * uy];
    right = Math.max(right, across);
    left = Math.min(left, across);
    up = Math.max(up, along);
    down = Math.min(down, along);
  }
  const corner = (across: number, along: number): [number, number] => [
    x0 + across * uy + along * ux,
    y0 - across * ux + along * uy,
  ];
  const corners = [corner(left, down), corner(right, down), corner(right, up), corner(left, up), corner(left, down)];
  const angle = ((Math.atan2(dx, dy) * 180) / Math.PI + 360) % 180;
  return { width: right - left, height: up - down, angle, corners: new Float64Array(corners.flat()) };
}
