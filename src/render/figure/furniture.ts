import { groundLength } from "../../crs/ground-measures.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import type { Frame } from "../svg-paths.ts";
import type { Graticule, GridMark } from "./graticule.ts";
import { DEGREES, type Plane } from "./plane.ts";
import { INK, rounded, svgText, textWidth } from "./svg-text.ts";

const HALO = "rgba(255,255,255,0.85)";
const SMALL = { size: 11, halo: HALO } as const;
/** Beyond so many degrees of width the scale changes much over the map, so that the bar says where it holds. */
const SCALE_HOLDS = 40;

/** Where the map lies in the figure, in its pixels of 1/96 inch. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A bar of a round length on the ground, true in the middle of the map, at its lower left. */
export function scaleBar(plane: Plane, frame: Frame, box: Box, span: number): string {
  const middle = middleOf(frame);
  const reach = frame.widthPx / frame.scale / 20;
  const [west = 0, south = 0, east = 0, north = 0] = plane.toDegrees(
    Float64Array.of(middle[0] - reach, middle[1], middle[0] + reach, middle[1]),
  );
  const metres = groundDistance([west, south], [east, north]) / (box.width / 10);
  if (!Number.isFinite(metres) || metres <= 0) return "";
  const length = roundLength(metres * Math.min(box.width / 4, 160));
  const width = length / metres;
  const [x, y] = [box.x + 12, box.y + box.height - 12];
  const halves = [0, 0.5].map(
    (share, index) =>
      `<rect x="${rounded(x + share * width)}" y="${rounded(y - 5)}" width="${rounded(width / 2)}" height="5" fill="${index === 0 ? INK : "#ffffff"}" stroke="${INK}" stroke-width="1"/>`,
  );
  const latitude = Math.round((south + north) / 2);
  const place = span > SCALE_HOLDS ? ` at ${Math.abs(latitude)}°${latitude < 0 ? " S" : latitude > 0 ? " N" : ""}` : "";
  const text = `${length >= 1000 ? `${(length / 1000).toLocaleString("en")} km` : `${length} m`}${place}`;
  return (
    halves.join("") +
    svgText("0", x, y - 9, SMALL) +
    svgText(text, x + width, y - 9, { ...SMALL, anchor: place ? "start" : "middle" })
  );
}

/** 1, 2 or 5 times a power of ten. */
function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  const factor = [5, 2, 1].find((one) => one * power <= most) ?? 1;
  return Number((factor * power).toPrecision(3));
}

/** Points to the north as it is in the middle of the map, at its upper right. */
export function northArrow(plane: Plane, frame: Frame, box: Box): string {
  const [x, y] = middleOf(frame);
  const [longitude = 0, latitude = 0] = plane.toDegrees(Float64Array.of(x, y));
  const step = latitude > 89.9 ? -0.01 : 0.01;
  const [toX = x, toY = y] = plane.fromDegrees(Float64Array.of(longitude, latitude + step));
  const angle = (Math.atan2((toX - x) * Math.sign(step), (y - toY) * Math.sign(step)) * 180) / Math.PI;
  if (!Number.isFinite(angle)) return "";
  const [left, top] = [box.x + box.width - 26, box.y + 26];
  return `<g transform="translate(${rounded(left)} ${rounded(top)}) rotate(${rounded(angle)})"><path d="M0-14L7 10L0 5L-7 10Z" fill="${INK}" stroke="#ffffff" stroke-width="1.5" paint-order="stroke"/>${svgText("N", 0, -16, { size: 12, bold: true, anchor: "middle", halo: HALO })}</g>`;
}

/** Those within the map whose texts do not overlap. @param size of a text along the edge */
function spaced(marks: readonly GridMark[], most: number, size: (mark: GridMark) => number): GridMark[] {
  let next = -Infinity;
  const inside = marks.filter(({ at }) => at >= 0 && at <= most).toSorted((a, b) => a.at - b.at);
  return inside.filter((mark) => {
    const half = size(mark) / 2;
    if (mark.at - half < next) return false;
    next = mark.at + half + 4;
    return true;
  });
}

/** Meridians and parallels are named at the left and below the map, those that would overlap left out. */
export function gridTexts({ left, bottom }: Pick<Graticule, "left" | "bottom">, box: Box): string {
  const style = { size: 10, color: "#57606a" } as const;
  const rows = spaced(left, box.height, () => 10).map(({ at, text }) =>
    svgText(text, box.x - 4, box.y + at + 3.5, { ...style, anchor: "end" }),
  );
  const columns = spaced(bottom, box.width, ({ text }) => textWidth(text, style)).map(({ at, text }) =>
    svgText(text, box.x + at, box.y + box.height + 13, { ...style, anchor: "middle" }),
  );
  return [...rows, ...columns].join("");
}

function middleOf({ left, top, scale, widthPx, heightPx }: Frame): readonly [number, number] {
  return [left + widthPx / scale / 2, top + heightPx / scale / 2];
}

function groundDistance(from: readonly [number, number], to: readonly [number, number]): number {
  if (![...from, ...to].every(Number.isFinite)) return Number.NaN;
  const builder = new GeometryBuilder();
  builder.addGeoJson({ type: "LineString", coordinates: [[...from], [...to]] });
  return groundLength(builder.finish(), 0, DEGREES);
}
