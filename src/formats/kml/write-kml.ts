import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import { kindAt } from "../../geometry/kind.ts";
import type { AttributeColumn, Field, LayerData } from "../../layers/layer-data.ts";
import type { WriteOptions } from "../format.ts";
import type { ByteSink } from "../targets/byte-sink.ts";
import { fieldText } from "../xml/field-text.ts";
import { refuseOtherCrs, writeTexts } from "../xml/text-file.ts";
import { xmlText } from "../xml/xml-text.ts";

const MOST_INT = 2 ** 31;

/**
 * Writes a document of placemarks (in archives GDAL looks for its schema there, not around a folder). The fields name and description are theirs, the others stand in ExtendedData with a
 * schema of their types; what KML has no type for is text, which one warning says. Throws LAYER_UNWRITABLE for a layer
 * that is not in EPSG:4326.
 */
export async function writeKml(data: LayerData, sink: ByteSink, { name, feedback }: WriteOptions): Promise<void> {
  refuseOtherCrs(data, "KML");
  const fields = data.fields.map((field, i) => writtenField(field, data.columns[i]!));
  const own = fields.filter(({ element }) => element !== undefined);
  const others = fields.filter(({ element }) => element === undefined);
  const schema = others.map((field) => `<SimpleField name="${xmlText(field.name)}" type="${field.type}"/>`).join("");
  const head =
    '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document id="root_doc">\n' +
    `<name>${xmlText(name)}</name>\n<Schema name="${xmlText(name)}" id="fields">${schema}</Schema>\n`;
  const textOf = (index: number): string => {
    const plain = own.map(({ element, text }) => valued(text(index), (value) => `<${element}>${value}</${element}>`));
    const values = others.map((field) =>
      valued(field.text(index), (value) => `<SimpleData name="${xmlText(field.name)}">${value}</SimpleData>`),
    );
    const extended =
      values.join("") === ""
        ? ""
        : `<ExtendedData><SchemaData schemaUrl="#fields">${values.join("")}</SchemaData></ExtendedData>`;
    return `<Placemark>${plain.join("")}${extended}${geometryText(data.geometry, index)}</Placemark>\n`;
  };
  await writeTexts(sink, { length: data.geometry.length, textOf, head, end: "</Document></kml>\n" }, { feedback });
  const changes = [
    ...fields.flatMap(({ change }) => (change === undefined ? [] : [change])),
    ...(data.geometry.m === undefined ? [] : ["measures are left out"]),
  ];
  if (changes.length > 0) feedback.log("warning", `KML does not hold all of it: ${changes.join("; ")}.`);
}

function valued(text: string | undefined, put: (text: string) => string): string {
  return text === undefined ? "" : put(xmlText(text));
}

interface WrittenField {
  readonly name: string;
  /** Of placemarks themselves. */
  readonly element?: string;
  readonly type: "string" | "int" | "double" | "bool";
  readonly text: (index: number) => string | undefined;
  readonly change?: string;
}

function writtenField(field: Field, column: AttributeColumn): WrittenField {
  const { name } = field;
  const text = fieldText(field, column);
  const isOwn = (name === "name" || name === "description") && field.type === "string";
  const { type } = field;
  if (type === "string") return { name, ...(isOwn && { element: name }), type, text };
  if (type === "boolean") return { name, type: "bool", text: (index) => BITS[text(index) ?? ""] };
  if (type === "number") return { name, type: "double", text };
  if (type !== "integer") return { name, type: "string", text, change: `"${name}" (${type}) is text` };
  const isInt = column.storage === "number" && column.values.every((each) => each >= -MOST_INT && each < MOST_INT);
  const change = `the whole numbers of "${name}" have more than 32 bits and are doubles`;
  return { name, type: isInt ? "int" : "double", text, ...(!isInt && { change }) };
}

const BITS: Readonly<Record<string, string>> = { true: "1", false: "0" };

function geometryText(column: GeometryColumn, index: number): string {
  const kind = kindAt(column, index);
  const [first, end] = [column.geomOffsets[index]!, column.geomOffsets[index + 1]!];
  const parts = Array.from({ length: end - first }, (_, i) => partText(column, first + i));
  if (kind > Kind.Polygon) return `<MultiGeometry>${parts.join("")}</MultiGeometry>`;
  return parts.join("");
}

function partText(column: GeometryColumn, part: number): string {
  const rings: string[] = [];
  let isHigh = false;
  for (let ring = column.partOffsets[part]!; ring < column.partOffsets[part + 1]!; ring++) {
    const { text, hasHeights } = ringText(column, ring);
    rings.push(`<coordinates>${text}</coordinates>`);
    isHigh ||= hasHeights;
  }
  const mode = isHigh ? "<altitudeMode>absolute</altitudeMode>" : "";
  const kind = column.partKinds[part];
  if (kind === Kind.Point) return `<Point>${mode}${rings[0] ?? ""}</Point>`;
  if (kind === Kind.LineString) return `<LineString>${mode}${rings[0] ?? ""}</LineString>`;
  const [shell = "", ...holes] = rings.map((ring) => `<LinearRing>${ring}</LinearRing>`);
  const inner = holes.map((hole) => `<innerBoundaryIs>${hole}</innerBoundaryIs>`).join("");
  return `<Polygon>${mode}<outerBoundaryIs>${shell}</outerBoundaryIs>${inner}</Polygon>`;
}

function ringText({ ringOffsets, xy, z }: GeometryColumn, ring: number): { text: string; hasHeights: boolean } {
  const tuples: string[] = [];
  let hasHeights = false;
  for (let vertex = ringOffsets[ring]!; vertex < ringOffsets[ring + 1]!; vertex++) {
    const height = z?.[vertex] ?? Number.NaN;
    hasHeights ||= !Number.isNaN(height);
    tuples.push(`${xy[2 * vertex]!},${xy[2 * vertex + 1]!}${Number.isNaN(height) ? "" : `,${height}`}`);
  }
  return { text: tuples.join(" "), hasHeights };
}
