import type { Geometry, Position } from "geojson";

/** The same geometry written in one of the ways to write it: where rings start, which way they run, which part is first. */
export function canonical(geometry: Geometry | null): Geometry | null {
  switch (geometry?.type) {
    case "Polygon":
      return { ...geometry, coordinates: rings(geometry.coordinates) };
    case "MultiPolygon":
      return { ...geometry, coordinates: geometry.coordinates.map(rings).toSorted(byText) };
    case "LineString":
      return { ...geometry, coordinates: line(geometry.coordinates) };
    case "MultiLineString":
      return { ...geometry, coordinates: geometry.coordinates.map(line).toSorted(byText) };
    case "Point":
    case "MultiPoint":
    case "GeometryCollection":
    case undefined:
      return geometry ?? null;
  }
}

function rings([shell = [], ...holes]: readonly Position[][]): Position[][] {
  return [ring(shell), ...holes.map(ring).toSorted(byText)];
}

/** From the vertex that is first by its text, in the direction that is. */
function ring(closed: readonly Position[]): Position[] {
  const open = closed.slice(0, -1);
  const least = open.map(text).toSorted()[0];
  const turned = [open, open.toReversed()].flatMap((one) =>
    one.flatMap((vertex, start) => (text(vertex) === least ? [[...one.slice(start), ...one.slice(0, start)]] : [])),
  );
  const [first = []] = turned.toSorted(byText);
  return [...first, ...first.slice(0, 1)];
}

function line(vertices: readonly Position[]): Position[] {
  const isRing = vertices.length > 3 && text(vertices[0]) === text(vertices.at(-1));
  return isRing ? ring(vertices) : [[...vertices], vertices.toReversed()].toSorted(byText)[0]!;
}

function byText(a: unknown, b: unknown): number {
  return text(a) < text(b) ? -1 : Number(text(a) > text(b));
}

/** Without the last digits, in which numbers may differ. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === "number" ? Math.round(member * 1e6) / 1e6 + 0 : member,
  );
}
