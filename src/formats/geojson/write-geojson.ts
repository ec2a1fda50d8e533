import { SpatialError } from "../../errors.ts";
import type { GeometryColumn } from "../../geometry/column.ts";
import { geometryAt } from "../../geometry/geojson.ts";
import { bytesAt, hexOf, textAt } from "../../layers/attributes.ts";
import { crsMember } from "../../layers/geojson-source.ts";
import type { AttributeColumn, Field, FieldType, LayerData } from "../../layers/layer-data.ts";
import { doubleText } from "../../layers/whole-number.ts";
import type { WriteOptions } from "../format.ts";
import type { ByteSink } from "../targets/byte-sink.ts";

const CHUNK = 1 << 20;
/** What is stored as JSON text already. */
const JSON_TEXTS: ReadonlySet<FieldType> = new Set(["json", "list", "integer64"]);

/**
 * Writes a FeatureCollection, one feature a line. Numbers keep their full precision. A CRS other than EPSG:4326 is
 * stated by the `crs` member, as ogr2ogr does: RFC 7946 has none, but all common readers honour it.
 */
export async function writeGeoJson(data: LayerData, sink: ByteSink, options: WriteOptions): Promise<void> {
  const head = { type: "FeatureCollection", name: options.name, ...crsMember(data.crs) };
  const open = `${JSON.stringify(head).slice(0, -1)},"features":[\n`;
  await writeFeatures(data, sink, { ...options, open, between: ",\n", close: "\n]}\n" });
}

/** Writes one feature a line. There is no place for a CRS. */
export async function writeGeoJsonLines(data: LayerData, sink: ByteSink, options: WriteOptions): Promise<void> {
  await writeSequence(data, sink, { ...options, before: "" });
}

/** Writes a GeoJSON text sequence (RFC 8142). There is no place for a CRS. */
export async function writeGeoJsonSequence(data: LayerData, sink: ByteSink, options: WriteOptions): Promise<void> {
  await writeSequence(data, sink, { ...options, before: "\u001e" });
}

async function writeSequence(
  data: LayerData,
  sink: ByteSink,
  options: WriteOptions & { readonly before: string },
): Promise<void> {
  if (data.crs !== "EPSG:4326") {
    throw new SpatialError(
      "LAYER_UNWRITABLE",
      `The layer is in ${data.crs}, and a file of one feature a line cannot say so; ` +
        "reproject it to EPSG:4326 first, or write .geojson or .fgb.",
    );
  }
  const isEmpty = data.geometry.length === 0;
  const { before } = options;
  await writeFeatures(data, sink, {
    ...options,
    open: isEmpty ? "" : before,
    between: `\n${before}`,
    close: isEmpty ? "" : "\n",
  });
}

interface Frame extends WriteOptions {
  readonly open: string;
  readonly between: string;
  readonly close: string;
}

async function writeFeatures(data: LayerData, sink: ByteSink, frame: Frame): Promise<void> {
  const { length } = data.geometry;
  const writers = data.fields.map((field, position) => valueWriter(field, data.columns[position]!));
  let text = frame.open;
  for (let index = 0; index < length; index++) {
    const properties = writers.map((write) => write(index)).join(",");
    if (index > 0) text += frame.between;
    text += `{"type":"Feature","properties":{${properties}},"geometry":${geometryText(data.geometry, index)}}`;
    if (index % 256 === 0) frame.feedback.throwIfCanceled();
    if (text.length >= CHUNK) {
      await sink.write(Buffer.from(text));
      text = "";
      frame.feedback.progress(index / length, "writing");
    }
  }
  await sink.write(Buffer.from(text + frame.close));
}

/** Writes `"name":value` of a feature. */
function valueWriter(field: Field, column: AttributeColumn): (index: number) => string {
  const key = `${JSON.stringify(field.name)}:`;
  const nothing = `${key}null`;
  const { valid } = column;
  switch (column.storage) {
    case "number":
      return (index) => {
        const value = column.values[index]!;
        return valid[index] === 1 && Number.isFinite(value) ? key + doubleText(value) : nothing;
      };
    case "boolean":
      return (index) => (valid[index] === 1 ? `${key}${column.values[index] === 1}` : nothing);
    case "text":
      return (index) => {
        if (valid[index] !== 1) return nothing;
        if (field.type === "binary") return `${key}"${hexOf(bytesAt(column, index))}"`;
        const text = textAt(column, index);
        return `${key}${JSON_TEXTS.has(field.type) ? text : JSON.stringify(text)}`;
      };
  }
}

function geometryText(column: GeometryColumn, index: number): string {
  checkFinite(column, index);
  return JSON.stringify(geometryAt(column, index));
}

/** Reprojection beyond a CRS's reach may give infinities, which JSON has no word for. */
function checkFinite({ geomOffsets, partOffsets, ringOffsets, xy }: GeometryColumn, index: number): void {
  const start = 2 * ringOffsets[partOffsets[geomOffsets[index]!]!]!;
  const end = 2 * ringOffsets[partOffsets[geomOffsets[index + 1]!]!]!;
  for (let at = start; at < end; at++) {
    if (Number.isFinite(xy[at]!)) continue;
    throw new SpatialError(
      "LAYER_UNWRITABLE",
      `Feature ${index} has a coordinate that is not finite (${xy[at]}); GeoJSON cannot hold it. ` +
        "Was the layer reprojected beyond the reach of its CRS?",
    );
  }
}
