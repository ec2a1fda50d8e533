import { SpatialError } from "../errors.ts";
import type { LayerData } from "./layer-data.ts";
import { LayerDataBuilder } from "./table-builder.ts";

/** A row of a table: its members are the fields. It has no `geometry`: what has is a feature. */
export type PlainRow<Row extends object> = Row & { readonly geometry?: never };

/**
 * The rows, if the source is a list of such; undefined for anything else. All must be alike: a feature among them is a
 * mistake, and so is a CRS.
 * @throws SpatialError BAD_ARGUMENT
 */
export function plainRowsOf(source: unknown, crs: string | undefined): readonly Record<string, unknown>[] | undefined {
  const list = Array.isArray(source) ? (source as readonly unknown[]) : [];
  if (!isPlainRow(list[0])) return undefined;
  if (crs !== undefined) {
    const advice = "Rows of a layer are { geometry, properties }; leave out the CRS for a table.";
    throw new SpatialError("BAD_ARGUMENT", `These rows have no geometry, and a CRS is given (${crs}). ${advice}`);
  }
  const other = list.findIndex((row) => !isPlainRow(row));
  if (other < 0) return list as readonly Record<string, unknown>[];
  throw new SpatialError(
    "BAD_ARGUMENT",
    `Row 0 has no geometry, row ${other} ${isFeature(list[other]) ? "has one" : "is no object"}; ` +
      "expected { geometry, properties } in all rows, or in none.",
  );
}

/** A table of these rows: the fields are all names, in the order of their first appearance. */
export function tableOf(rows: Iterable<Readonly<Record<string, unknown>>>): LayerData {
  const builder = LayerDataBuilder.ofTable();
  for (const row of rows) builder.addRecord(row);
  return builder.finish();
}

function isPlainRow(row: unknown): boolean {
  return typeof row === "object" && row !== null && !Array.isArray(row) && !isFeature(row);
}

/** Something that is meant for one, however wrong it may be. */
function isFeature(row: unknown): boolean {
  if (typeof row !== "object" || row === null) return false;
  return "geometry" in row || "properties" in row || ("type" in row && row.type === "Feature");
}
