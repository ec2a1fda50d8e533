import { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import { MeasuredRing } from "../vector-geometry/measured-ring.ts";
import { addVertexOf, ringsOf } from "../vector-geometry/rings.ts";

/** How far a point may lie beside a line that it is on, relative to the size of coordinates: what rounding does. */
const BESIDE = 1e-11;

/** The pieces of a line between points on it, each of which cuts it wherever it passes. */
export function cutLine(column: GeometryColumn, index: number, points: Float64Array): GeometryColumn {
  const builder = new GeometryBuilder();
  for (const ring of ringsOf({ column, index })) {
    const measured = new MeasuredRing(column, ring);
    const cuts = cutsOn(column.xy, ring, points).filter((at) => at > 0 && at < measured.length * (1 - BESIDE));
    const places = [0, ...new Set(cuts.toSorted((a, b) => a - b)), measured.length];
    for (let i = 1; i < places.length; i++) {
      // two cuts that rounding has parted
      if (places[i]! - places[i - 1]! <= BESIDE * measured.length) continue;
      addPiece(builder, measured, [places[i - 1]!, places[i]!]);
    }
  }
  return builder.finish();
}

/** Without repeated vertices. */
function addPiece(builder: GeometryBuilder, measured: MeasuredRing, [start, end]: readonly [number, number]): void {
  const whole = new GeometryBuilder();
  whole.beginFeature(Kind.LineString);
  whole.beginPart(Kind.LineString);
  whole.beginRing();
  measured.addBetween(whole, start, end);
  whole.endFeature();
  const column = whole.finish();
  builder.beginFeature(Kind.LineString);
  builder.beginPart(Kind.LineString);
  builder.beginRing();
  const { xy } = column;
  for (let v = 0; v < xy.length / 2; v++) {
    const isRepeated = v > 0 && xy[2 * v] === xy[2 * v - 2] && xy[2 * v + 1] === xy[2 * v - 1];
    if (!isRepeated) addVertexOf(builder, column, v);
  }
  builder.endFeature();
}

/** How far along the line the points are. */
function cutsOn(
  xy: Float64Array,
  { from, to }: { readonly from: number; readonly to: number },
  points: Float64Array,
): number[] {
  const cuts: number[] = [];
  let before = 0;
  for (let v = from + 1; v < to; v++) {
    const [x, y] = [xy[2 * v - 2]!, xy[2 * v - 1]!];
    const [dx, dy] = [xy[2 * v]! - x, xy[2 * v + 1]! - y];
    const length = Math.hypot(dx, dy);
    const slack = BESIDE * Math.max(Math.abs(x), Math.abs(y), length, 1e-9);
    // a repeated vertex has nothing between
    if (length === 0) continue;
    for (let i = 0; i < points.length; i += 2) {
      const [px, py] = [points[i]! - x, points[i + 1]! - y];
      const along = (px * dx + py * dy) / length;
      const isOn = Math.abs(px * dy - py * dx) / length <= slack && along >= -slack && along <= length + slack;
      if (isOn) cuts.push(before + (Math.abs(along - length) <= slack ? length : Math.max(0, along)));
    }
    before += length;
  }
  return cuts;
}
