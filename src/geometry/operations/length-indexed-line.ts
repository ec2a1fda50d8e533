import type { JstsCoordinate, JstsGeometry } from "../engines/jsts-library.ts";

/** Places along lines by their distance from the start; negative distances count from the end. */
interface LengthIndexedLine {
  extractPoint(distance: number): JstsCoordinate;
  extractLine(from: number, to: number): JstsGeometry;
  project(point: JstsCoordinate): number;
  getEndIndex(): number;
}

export async function lengthIndexedLine(): Promise<new (line: JstsGeometry) => LengthIndexedLine> {
  return (await import("jsts/org/locationtech/jts/linearref/LengthIndexedLine.js")).default;
}
