import type { Bounds } from "../../geometry/column.ts";
import { labelsSvg, type NamedLayer } from "../labels-svg.ts";
import { layerSvg } from "../layer-svg.ts";
import { BORDER, LAND, WATER } from "../picture.ts";
import { type Frame, svgPaths } from "../svg-paths.ts";
import { type Box, gridTexts, northArrow, scaleBar } from "./furniture.ts";
import { type Graticule, graticule } from "./graticule.ts";
import { piecesWithin } from "./land.ts";
import type { Basemaps, Facet, FigureOptions, FigureMapLayer } from "./figure-parts.ts";
import { DEGREES, grid, type Plane } from "./plane.ts";
import { rounded } from "./svg-text.ts";

interface MapParts {
  readonly plane: Plane;
  readonly frame: Frame;
  readonly box: Box;
  /** Pixels of the picture in one of 1/96 inch. */
  readonly unit: number;
  readonly layers: readonly FigureMapLayer[];
  readonly facet: Facet;
}

const GLOBE: Bounds = [-180, -90, 180, 90];
const FRAME_LINE = "#8c959f";

/** One map with what lies upon it, in its box. */
export function mapSvg(parts: MapParts, options: FigureOptions): string {
  const { plane, frame, box, unit, layers, facet } = parts;
  const { widthPx, heightPx } = frame;
  const seen = seenOf(plane, frame);
  const lines = options.grid ? graticule(plane, frame, clamped(seen.box)) : undefined;
  const tolerance = (plane.metresPerUnit * 0.5) / frame.scale;
  const drawn = [
    ...(options.basemap === undefined ? [] : ground(parts, options.basemap, seen)),
    ...layers.map((layer) => {
      const geometry = plane.shapes(layer.data.geometry, layer.data.crs, tolerance);
      return layerSvg({ ...layer, geometry }, frame, { unit, around: false, isMember: facet.isMember(layer) });
    }),
    labelsSvg(namedLayers(parts), frame, unit),
    lines === undefined
      ? ""
      : `<path fill="none" stroke="#57606a" stroke-opacity="0.55" stroke-width="${rounded(0.6 * unit)}" d="${lines.path}"/>`,
  ];
  const place = `x="${rounded(box.x)}" y="${rounded(box.y)}" width="${rounded(box.width)}" height="${rounded(box.height)}"`;
  return [
    `<svg ${place} viewBox="0 0 ${widthPx} ${heightPx}" preserveAspectRatio="none" overflow="hidden">${drawn.join("")}</svg>`,
    `<rect ${place} fill="none" stroke="${FRAME_LINE}" stroke-width="1"/>`,
    lines === undefined ? "" : gridTexts(perUnit(lines, unit), box),
    options.scale ? scaleBar(plane, frame, box, seen.box[2] - seen.box[0]) : "",
    options.north ? northArrow(plane, frame, box) : "",
  ].join("");
}

function namedLayers({ plane, layers, facet }: MapParts): NamedLayer[] {
  return layers.flatMap((layer) => {
    const { labels, kind, data } = layer;
    if (labels === undefined) return [];
    return [{ labels, kind, places: plane.shapes(labels.at, data.crs).xy, isMember: facet.isMember(layer) }];
  });
}

interface Seen {
  /** What of the globe the map shows, in degrees. */
  readonly box: Bounds;
  /** Whether there are places on it that are none on the globe. */
  readonly isBeyond: boolean;
}

function isOn(x: number, y: number): boolean {
  return Math.abs(x) <= 180.001 && Math.abs(y) <= 90.001;
}

/** What of the globe is in a frame. */
export function seenOf(plane: Plane, { left, top, scale, widthPx, heightPx }: Frame): Seen {
  const places = grid((across, up) => [left + (across * widthPx) / scale, top + (up * heightPx) / scale]);
  const degrees = plane.toDegrees(Float64Array.from(places.flat()));
  const [xs, ys] = [0, 1].map((axis) => degrees.filter((_, index) => index % 2 === axis));
  const isBeyond = [...xs!].some((x, index) => !isOn(x, ys![index]!));
  if (degrees.some((value) => !Number.isFinite(value))) return { box: GLOBE, isBeyond };
  return { box: [Math.min(...xs!), Math.min(...ys!), Math.max(...xs!), Math.max(...ys!)], isBeyond };
}

function clamped([west, south, east, north]: Bounds): Bounds {
  return [Math.max(west, -180), Math.max(south, -90), Math.min(east, 180), Math.min(north, 90)];
}

/** Narrower maps get the detailed basemap, in degrees. */
const NEAR = 60;

/** Water, land and borders. */
function ground({ plane, frame, unit }: MapParts, { far, near }: Basemaps, { box, isBeyond }: Seen): string[] {
  const basemap = box[2] - box[0] < NEAR ? near : far;
  const margin = 0.02 * Math.max(box[2] - box[0], box[3] - box[1]);
  const wider = clamped([box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin]);
  const pieces = piecesWithin(basemap.geometry, wider);
  const tolerance = plane.crs === DEGREES ? 0 : (plane.metresPerUnit * 0.5) / frame.scale;
  const land = svgPaths(plane.shapes(pieces, basemap.crs, tolerance), frame, { around: false });
  const globe = isBeyond ? globePath(plane, frame) : undefined;
  return [
    globe === undefined ? `<rect width="100%" height="100%" fill="${WATER}"/>` : `<path fill="${WATER}" d="${globe}"/>`,
    `<path fill="${LAND}" d="${land.polygons}"/>`,
    `<path fill="none" stroke="${BORDER}" stroke-width="${rounded(0.6 * unit)}" d="${land.lines}"/>`,
  ];
}

/** The edge of the globe, where the projection shows all of it. */
function globePath(plane: Plane, { left, top, scale }: Frame): string | undefined {
  const [west, south, east, north] = GLOBE;
  const steps = Array.from({ length: 90 }, (_, index) => index / 90);
  const edge = [
    ...steps.map((share) => [west + (east - west) * share, south]),
    ...steps.map((share) => [east, south + (north - south) * share]),
    ...steps.map((share) => [east - (east - west) * share, north]),
    ...steps.map((share) => [west, north - (north - south) * share]),
  ];
  const xy = plane.fromDegrees(Float64Array.from(edge.flat()));
  if (xy.some((value) => !Number.isFinite(value))) return undefined;
  const points = edge.map(
    (_, index) => `${rounded((xy[2 * index]! - left) * scale)} ${rounded((xy[2 * index + 1]! - top) * scale)}`,
  );
  return `M${points.join("L")}Z`;
}

function perUnit({ left, bottom }: Graticule, unit: number): Pick<Graticule, "left" | "bottom"> {
  const divided = (marks: Graticule["left"]): Graticule["left"] =>
    marks.map(({ at, text }) => ({ at: at / unit, text }));
  return { left: divided(left), bottom: divided(bottom) };
}
