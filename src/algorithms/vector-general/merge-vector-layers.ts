import { reprojectColumn } from "../../crs/reproject-column.ts";
import { SpatialError } from "../../errors.ts";
import { toText } from "../../layers/mixed-values.ts";
import { concatColumns } from "../../geometry/append.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import { columnType, partKindOf } from "../../geometry/kind.ts";
import { concatColumns as concatAttributes, nullColumn, storageOf, valueAt } from "../../layers/attributes.ts";
import { ColumnBuilder } from "../../layers/column-builder.ts";
import { type AttributeColumn, type Field, isTable, type LayerData } from "../../layers/layer-data.ts";
import { crs } from "../../schema/types/crs.ts";
import { layers } from "../../schema/types/layers.ts";
import { asMulti } from "../runners/feature-sink.ts";
import { inputsOf, type Setup } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";

const parameters = {
  layers: layers({ doc: "Layers to put one behind the other" }),
  crs: crs({ optional: true, doc: "Of the result; that of the first layer if nothing is said" }),
};
type Table = typeof parameters;

export const mergeVectorLayers: WholeAlgorithm<Table> = {
  shape: "whole",
  name: "mergeVectorLayers",
  id: "native:mergevectorlayers",
  title: "Merge vector layers",
  group: "Vector general",
  doc:
    "The features of all layers, in their order, in one layer. It has the fields of all of them, and the name of the layer " +
    "that a feature comes from in the field layer; the field path is there as in QGIS, and empty. A field that has different types becomes text, with a warning. Layers " +
    "of one dimension only can be merged; where some are multi-part all become so.",
  tags: ["merge", "append", "union", "concatenate", "combine", "collect"],
  example: "%merge-vector-layers north south --as all",
  parameters,
  run(setup, { feedback }) {
    const parts = inputsOf(setup, "layers");
    const [first] = parts;
    if (first === undefined)
      throw new SpatialError("BAD_ARGUMENT", "mergeVectorLayers: layers is empty; give at least one layer.");
    const target = setup.values.crs ?? first.crs;
    checkDimensions(parts);
    feedback.throwIfCanceled();
    const geometries = parts.map(({ crs: from, geometry }) => reprojectColumn(geometry, { from, to: target }));
    const fields = mergedFields(parts, (text) => feedback.log("warning", text));
    const columns = fields.map((field) => concatAttributes(parts.map((part) => [columnFor(field, part)]))[0]!);
    const source = sourceField(setup, fields);
    return {
      layer: {
        crs: target,
        geometry: unified(geometries),
        fields: [...fields, source.field, { name: newName("path", fields), type: "string" }],
        columns: [...columns, source.column, nullColumn("text", source.column.valid.length)],
      },
    };
  },
};

/** @throws SpatialError BAD_ARGUMENT where a table meets a layer, or lines meet polygons */
function checkDimensions(parts: readonly LayerData[]): void {
  const [first, ...others] = parts.map(dimensionOf).filter((dimension) => dimension !== undefined);
  const other = others.find((dimension) => dimension !== first);
  if (other === undefined) return;
  throw new SpatialError(
    "BAD_ARGUMENT",
    `mergeVectorLayers: one layer has ${first}, another ${other}; merge those that have the same.`,
  );
}

function dimensionOf(data: LayerData): string | undefined {
  if (isTable(data)) return "no geometry";
  const type = columnType(data.geometry);
  return type === "No geometry" ? undefined : type.replace(/^Multi/, "");
}

function unified(geometries: readonly GeometryColumn[]): GeometryColumn {
  const joined = concatColumns(geometries);
  const kinds = new Set(joined.kinds);
  const isMixed = joined.kinds.some(
    (kind) => kind >= Kind.MultiPoint && kinds.has(kind - (Kind.MultiPoint - Kind.Point)),
  );
  const isPlain = [...kinds].every((kind) => kind === Kind.Null || partKindOf(kind as typeof Kind.Point) !== undefined);
  return isMixed && isPlain ? asMulti({ ...joined, kinds: new Uint8Array(joined.kinds) }) : joined;
}

/** All fields by name, in the order in which layers bring them. */
function mergedFields(parts: readonly LayerData[], warn: (text: string) => void): readonly Field[] {
  const fields = new Map<string, Field>();
  for (const field of parts.flatMap((part) => part.fields)) {
    const known = fields.get(field.name);
    if (known === undefined) fields.set(field.name, field);
    else if (known.type !== field.type && known.type !== "string") {
      warn(`The field ${field.name} is ${known.type} in one layer and ${field.type} in another; it becomes text.`);
      fields.set(field.name, { name: field.name, type: "string" });
    }
  }
  return [...fields.values()];
}

function columnFor({ name, type }: Field, { fields, columns, geometry }: LayerData): AttributeColumn {
  const at = fields.findIndex((field) => field.name === name);
  if (at < 0) return nullColumn(storageOf(type), geometry.length);
  const [field, column] = [fields[at]!, columns[at]!];
  if (field.type === type) return column;
  const text = new ColumnBuilder("string");
  for (let i = 0; i < geometry.length; i++) {
    const value = valueAt(column, field, i);
    if (value !== null) text.set(i, toText(value));
  }
  return text.finish(geometry.length).column;
}

/** The field that names the layers; `layer_2` where they have a field `layer` themselves. */
function sourceField(setup: Setup<Table>, fields: readonly Field[]) {
  const builder = new ColumnBuilder("string");
  let row = 0;
  inputsOf(setup, "layers").forEach(({ geometry }, position) => {
    const label = setup.labels?.["layers"]?.[position] ?? "";
    for (let i = 0; i < geometry.length; i++) builder.set(row++, label);
  });
  return { field: { name: newName("layer", fields), type: "string" } as const, column: builder.finish(row).column };
}

function newName(wanted: string, fields: readonly Field[]): string {
  let name = wanted;
  for (let n = 2; fields.some((field) => field.name === name); n++) name = `${wanted}_${n}`;
  return name;
}
