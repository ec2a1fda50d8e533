import type { CrsId } from "../crs/crs-id.ts";
import { SpatialError } from "../errors.ts";
import { concatColumns } from "../geometry/append.ts";
import { concatColumns as concatAttributes, valueAt } from "./attributes.ts";
import { ColumnBuilder } from "./column-builder.ts";
import type { LayerData } from "./layer-data.ts";

/**
 * The features of all parts, in order, in a layer like the one that would have been made of all of them at once: it has
 * the fields of all parts, and their types are found anew where parts differ. There is at least one part.
 * @throws CRS_MISMATCH
 */
export function joinLayers(parts: readonly LayerData[]): LayerData {
  const filled = parts.filter(({ geometry }) => geometry.length > 0);
  const [first = parts[0]] = filled;
  if (first === undefined) throw new Error("There are no parts to join.");
  if (filled.length < 2) return first;
  const other = filled.find(({ crs }) => crs !== first.crs);
  if (other !== undefined) throw mixedCrs(first.crs, other.crs);
  const geometry = concatColumns(filled.map((part) => part.geometry));
  const isAlike = filled.every((part) => fieldsText(part) === fieldsText(first));
  if (!isAlike) return { crs: first.crs, geometry, ...joinFields(filled, geometry.length) };
  return { ...first, geometry, columns: concatAttributes(filled.map(({ columns }) => columns)) };
}

function joinFields(parts: readonly LayerData[], length: number): Pick<LayerData, "fields" | "columns"> {
  const builders = new Map<string, ColumnBuilder>();
  let start = 0;
  for (const { geometry, fields, columns } of parts) {
    for (const [position, field] of fields.entries()) {
      const builder = builders.get(field.name) ?? new ColumnBuilder();
      builders.set(field.name, builder);
      const column = columns[position]!;
      for (let i = 0; i < geometry.length; i++) builder.set(start + i, valueAt(column, field, i));
    }
    start += geometry.length;
  }
  const names = [...builders.keys()];
  const finished = Array.from(builders.values(), (builder) => builder.finish(length));
  const fields = finished.map(({ type }, position) => ({ name: names[position]!, type }));
  return { fields, columns: finished.map(({ column }) => column) };
}

function fieldsText({ fields }: LayerData): string {
  return JSON.stringify(fields.map(({ name, type }) => [name, type]));
}

function mixedCrs(one: CrsId, other: CrsId): SpatialError {
  return new SpatialError("CRS_MISMATCH", `Some features are in ${one}, others in ${other}. Return all in one CRS.`);
}
