import { SpatialError } from "../../errors.ts";
import { type GeometryColumn, type GeometryKind, Kind } from "../../geometry/column.ts";
import { kindAt, kindName } from "../../geometry/kind.ts";
import type { Field, LayerData } from "../../layers/layer-data.ts";
import type { WriteOptions } from "../format.ts";
import type { ByteSink } from "../targets/byte-sink.ts";
import { fieldText } from "../xml/field-text.ts";
import { refuseOtherCrs, writeTexts } from "../xml/text-file.ts";
import { xmlText } from "../xml/xml-text.ts";
import { GPX_TYPES, OF_LINES } from "./gpx-fields.ts";

const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="mapcell" xmlns="http://www.topografix.com/GPX/1/1" ' +
  'xmlns:ogr="http://osgeo.org/gdal">\n';

/**
 * Writes points as waypoints, lines as routes and lines of several parts as tracks, as GDAL does. Fields that GPX knows
 * are its own, the others are extensions as GDAL writes them, as text. Throws LAYER_UNWRITABLE for polygons, for points
 * among lines, and for a layer that is not in EPSG:4326.
 */
export async function writeGpx(data: LayerData, sink: ByteSink, { feedback }: WriteOptions): Promise<void> {
  refuseOtherCrs(data, "GPX");
  const { geometry } = data;
  const isPoints = checkKinds(geometry);
  const isOwn = ({ name }: Field): boolean =>
    Object.hasOwn(GPX_TYPES, name) && (isPoints ? name !== "number" : OF_LINES.has(name));
  const fields = data.fields.map((field, i) => ({ field, text: fieldText(field, data.columns[i]!) }));
  const order = Object.keys(GPX_TYPES);
  const own = fields
    .filter(({ field }) => isOwn(field))
    .toSorted((a, b) => order.indexOf(a.field.name) - order.indexOf(b.field.name));
  const others = fields.filter(({ field }) => !isOwn(field));
  const valuesText = (index: number): string => ownText(own, index) + othersText(others, index);
  let left = 0;
  const textOf = (index: number): string => {
    const kind = kindAt(geometry, index);
    if (geometry.geomOffsets[index] === geometry.geomOffsets[index + 1]) left++;
    else if (isPoints) return `${pointText(geometry, index, valuesText(index))}\n`;
    else return `${lineText(geometry, index, { kind, values: valuesText(index) })}\n`;
    return "";
  };
  await writeTexts(sink, { length: geometry.length, textOf, head: HEAD, end: "</gpx>\n" }, { feedback });
  const typed = others
    .filter(({ field }) => field.type !== "string")
    .map(({ field }) => `"${field.name}" (${field.type}) is text`);
  const changes = [
    ...typed,
    ...(geometry.m === undefined ? [] : ["measures are left out"]),
    ...(left === 0 ? [] : [`${left} features without a place are left out`]),
  ];
  if (changes.length > 0) feedback.log("warning", `GPX does not hold all of it: ${changes.join("; ")}.`);
}

/** Whether all are points; else they are lines. */
function checkKinds({ kinds }: GeometryColumn): boolean {
  const all = new Set(kinds) as Set<GeometryKind>;
  all.delete(Kind.Null);
  const isPoints = all.has(Kind.Point);
  const allowed: readonly GeometryKind[] = isPoints ? [Kind.Point] : [Kind.LineString, Kind.MultiLineString];
  const other = [...all].find((kind) => !allowed.includes(kind));
  if (other === undefined) return isPoints;
  throw new SpatialError(
    "LAYER_UNWRITABLE",
    `GPX holds points or lines; the layer has a ${kindName(other)}${isPoints ? " beside points" : ""}. ` +
      "Save it as .gpkg, .geojson or .kml, or take its points or lines alone.",
  );
}

interface Written {
  readonly field: Field;
  readonly text: (index: number) => string | undefined;
}

function ownText(own: readonly Written[], index: number): string {
  const values = new Map(own.map(({ field, text }) => [field.name, text(index)]));
  return own
    .map(({ field: { name }, text }) => {
      const value = text(index);
      if (value === undefined || name === "link1_text" || name === "link1_type") return "";
      if (name !== "link1_href") return `<${name}>${xmlText(value)}</${name}>`;
      const inner = (["text", "type"] as const).map((part) => [part, values.get(`link1_${part}`)] as const);
      const texts = inner.map(([part, each]) => (each === undefined ? "" : `<${part}>${xmlText(each)}</${part}>`));
      return `<link href="${xmlText(value)}">${texts.join("")}</link>`;
    })
    .join("");
}

function othersText(others: readonly Written[], index: number): string {
  const values = others.map(({ field, text }) => {
    const value = text(index);
    const name = `ogr:${field.name.replaceAll(/[^\p{L}\p{N}_.-]/gu, "_")}`;
    return value === undefined ? "" : `<${name}>${xmlText(value)}</${name}>`;
  });
  return values.join("") === "" ? "" : `<extensions>${values.join("")}</extensions>`;
}

function pointText(geometry: GeometryColumn, index: number, values: string): string {
  const vertex = geometry.ringOffsets[geometry.partOffsets[geometry.geomOffsets[index]!]!]!;
  return vertexText(geometry, vertex, { tag: "wpt", values });
}

function lineText(
  geometry: GeometryColumn,
  index: number,
  { kind, values }: { readonly kind: GeometryKind; readonly values: string },
): string {
  const [first, end] = [geometry.geomOffsets[index]!, geometry.geomOffsets[index + 1]!];
  if (kind === Kind.LineString) return `<rte>${values}${verticesText(geometry, first, "rtept")}</rte>`;
  const segments = Array.from({ length: end - first }, (_, i) => verticesText(geometry, first + i, "trkpt"));
  return `<trk>${values}${segments.map((segment) => `<trkseg>${segment}</trkseg>`).join("")}</trk>`;
}

function verticesText(geometry: GeometryColumn, part: number, tag: string): string {
  const ring = geometry.partOffsets[part]!;
  const [from, to] = [geometry.ringOffsets[ring]!, geometry.ringOffsets[ring + 1]!];
  return Array.from({ length: to - from }, (_, i) => vertexText(geometry, from + i, { tag, values: "" })).join("");
}

/** A height is the elevation, unless a field says another. */
function vertexText(
  { xy, z }: GeometryColumn,
  vertex: number,
  { tag, values }: { tag: string; values: string },
): string {
  const height = z?.[vertex] ?? Number.NaN;
  const elevation = Number.isNaN(height) || values.includes("<ele>") ? "" : `<ele>${height}</ele>`;
  return `<${tag} lat="${xy[2 * vertex + 1]!}" lon="${xy[2 * vertex]!}">${elevation}${values}</${tag}>`;
}
