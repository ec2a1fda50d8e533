import { SpatialError } from "../../src/errors.ts";
import { boundsOf } from "../../src/geometry/bounds.ts";
import { type GeometryColumn, Kind } from "../../src/geometry/column.ts";
import type { GeometryInput } from "../../src/geometry/operations/arguments.ts";
import { plainColumn } from "../../src/geometry/prepared-tests.ts";

const TYPES: ReadonlySet<unknown> = new Set(Object.keys(Kind).filter((name) => name !== "Null"));
const SIZE = 160;
const MARGIN = 8;
const COLOUR = "#3b78b8";

/** A GeoJSON geometry that has coordinates. */
export function isGeometry(value: unknown): value is NonNullable<GeometryInput> {
  if (typeof value !== "object" || value === null || !("type" in value) || !TYPES.has(value.type)) return false;
  if (!("coordinates" in value) && !("geometries" in value)) return false;
  try {
    return boundsOf(plainColumn(value as GeometryInput, "")) !== undefined;
  } catch (error) {
    if (error instanceof SpatialError) return false;
    throw error;
  }
}

/** A small drawing of a geometry, as SVG: north is up, and units are as wide as they are high. */
export function geometryPicture(geometry: NonNullable<GeometryInput>): string {
  const column = plainColumn(geometry, "");
  const [minX, minY, maxX, maxY] = boundsOf(column)!;
  const scale = (SIZE - 2 * MARGIN) / (Math.max(maxX - minX, maxY - minY) || 1);
  const [width, height] = [(maxX - minX) * scale + 2 * MARGIN, (maxY - minY) * scale + 2 * MARGIN];
  const place = (x: number, y: number): string =>
    `${((x - minX) * scale + MARGIN).toFixed(1)} ${((maxY - y) * scale + MARGIN).toFixed(1)}`;
  const drawn = Array.from(column.partKinds, (kind, part) => {
    const rings = ringsOf(column, part, place);
    if (kind === Kind.Point) return `<path d="M${rings[0]?.[0]}h0" stroke-width="7" stroke-linecap="round"/>`;
    const isArea = kind === Kind.Polygon;
    const path = rings.map((places) => `M${places.join("L")}${isArea ? "Z" : ""}`).join("");
    return `<path d="${path}"${isArea ? ` fill="${COLOUR}" fill-opacity=".3" fill-rule="evenodd"` : ""}/>`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width.toFixed(0)}" height="${height.toFixed(0)}">` +
    `<g fill="none" stroke="${COLOUR}" stroke-width="1.5" stroke-linejoin="round">${drawn.join("")}</g></svg>`
  );
}

/** Vertices that fall on the place of the one before them are left out: millions would be no more to see. */
function ringsOf(column: GeometryColumn, part: number, place: (x: number, y: number) => string): string[][] {
  const { partOffsets, ringOffsets, xy } = column;
  const rings: string[][] = [];
  for (let ring = partOffsets[part]!; ring < partOffsets[part + 1]!; ring++) {
    const places: string[] = [];
    for (let v = ringOffsets[ring]!; v < ringOffsets[ring + 1]!; v++) {
      const at = place(xy[2 * v]!, xy[2 * v + 1]!);
      if (at !== places.at(-1)) places.push(at);
    }
    rings.push(places);
  }
  return rings;
}
