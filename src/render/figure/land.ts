import { Kind, type Bounds, type GeometryColumn } from "../../geometry/column.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { Clipper } from "../clip.ts";
import { PathBuffer } from "../path-buffer.ts";

/**
 * What of a column lies in a box, each piece a feature of its own: what a projection can't show far away from where it is
 * used then takes nothing else with it. The clipper works on squares, so the box is made one and back.
 */
export function piecesWithin(column: GeometryColumn, box: Bounds): GeometryColumn {
  const [minX, minY, maxX, maxY] = box;
  const [width, height] = [maxX - minX || 1, maxY - minY || 1];
  const builder = new GeometryBuilder();
  const clipper = new Clipper(0, 1);
  const [ring, clipped] = [new PathBuffer(), new PathBuffer()];
  const load = (index: number, isRing: boolean): void => {
    ring.clear();
    const end = column.ringOffsets[index + 1]! - (isRing ? 1 : 0);
    for (let v = column.ringOffsets[index]!; v < end; v++)
      ring.push((column.xy[2 * v]! - minX) / width, (column.xy[2 * v + 1]! - minY) / height);
  };
  const add = ({ xy, count }: PathBuffer, closes: boolean): void => {
    builder.beginRing();
    for (let k = 0; k < count + (closes ? 1 : 0); k++) {
      const at = 2 * (k % count);
      builder.addVertex(xy[at]! * width + minX, xy[at + 1]! * height + minY);
    }
  };
  for (let part = 0; part < column.partKinds.length; part++) {
    const [first, end] = [column.partOffsets[part]!, column.partOffsets[part + 1]!];
    if (column.partKinds[part] === Kind.LineString) {
      load(first, false);
      clipper.line(ring, (piece) => {
        builder.beginFeature(Kind.LineString);
        builder.beginPart(Kind.LineString);
        add(piece, false);
        builder.endFeature();
      });
      continue;
    }
    builder.beginFeature(Kind.Polygon);
    let isEmpty = true;
    for (let index = first; index < end; index++) {
      load(index, true);
      clipper.ring(ring, clipped);
      if (clipped.count < 3) {
        if (index === first) break;
        continue;
      }
      if (isEmpty) builder.beginPart(Kind.Polygon);
      isEmpty = false;
      add(clipped, true);
    }
    if (isEmpty) builder.discardFeature();
    else builder.endFeature();
  }
  return builder.finish();
}
